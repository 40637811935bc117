package wxpay_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func ExampleNewReceiver() {
	// WeChat Pay's public key, loaded with utils.LoadPublicKeyWithPath, and the platform certificates by
	// serial while there are any; downloader.MgrInstance().GetCertificateVisitor(mchID) keeps them up to date.
	publicKey := platformKey().PublicKey
	certificates := core.NewCertificateMap(map[string]*x509.Certificate{})
	receiver, err := wxpay.NewReceiver(
		apiV3Key(), // set on the merchant platform
		verifiers.NewSHA256WithRSACombinedVerifier(certificates, publicKeyID, publicKey),
		wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)), // for one process; several share one of yours
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	// With a generated package:
	//	http.Handle("/notify", payscore.Notifications{UserPaid: …}.Handler(receiver))
	http.Handle("/notify", receiver.Handler(func(ctx context.Context, n *wxpay.Notification) error {
		return wxpayimpl.HandleEvent(ctx, n, func(_ context.Context, n *wxpay.Notification, o *order) error {
			fmt.Println(n.EventType, o.OutTradeNo)
			return nil
		}, nil, "out_trade_no")
	}))
}

// Other frameworks hand over headers and body, and write the answer.
func ExampleReceiver_Serve() {
	receiver, err := wxpay.NewReceiver(apiV3Key(), combined())
	if err != nil {
		fmt.Println(err)
		return
	}
	header, body := poster{}.post() // what WeChat Pay posted
	answer := receiver.Serve(context.Background(), header, body, func(_ context.Context, n *wxpay.Notification) error {
		fmt.Println(n)
		return nil
	})
	fmt.Println(answer.StatusCode)

	answer = receiver.Serve(context.Background(), header, append(body, ' '), nil)
	fmt.Println(answer.StatusCode, string(answer.Body))
	// Output:
	// notification EV-2018022511223320873 TRANSACTION.SUCCESS
	// 204
	// 401 {"code":"FAIL","message":"the signature is not verified"}
}
