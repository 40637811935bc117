package wxpay_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/wxpay"
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
	// With a generated package: payscore.Notifications{UserPaid: …}.Handler(receiver).
	handler, err := receiver.Handler(func(_ context.Context, n *wxpay.Notification) error {
		fmt.Println(n.EventType)
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	http.Handle("POST /notify", handler)
}

// Other frameworks pass the headers and the body, and write the response.
func ExampleReceiver_Serve() {
	receiver, err := wxpay.NewReceiver(apiV3Key(), combined())
	if err != nil {
		fmt.Println(err)
		return
	}
	header, body := poster{}.post() // what WeChat Pay posted
	response := receiver.Serve(context.Background(), header, body, func(_ context.Context, n *wxpay.Notification) error {
		fmt.Println(n)
		return nil
	})
	fmt.Println(response.StatusCode)

	response = receiver.Serve(context.Background(), header, append(body, ' '), nil)
	fmt.Println(response.StatusCode, string(response.Body))
	// Output:
	// notification EV-2018022511223320873 TRANSACTION.SUCCESS
	// 204
	// 401 {"code":"FAIL","message":"the signature is not verified"}
}
