package wxpay_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// cancelServiceOrder does what a method of a generated package does.
func cancelServiceOrder(ctx context.Context, caller wxpay.Caller, req cancelRequest) (*cancelResponse, error) {
	if err := req.Validate(); err != nil {
		return nil, err
	}
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", req.OutOrderNo)
	call.JSONBody(req)
	return wxpayimpl.Do[cancelResponse](ctx, caller, call)
}

func ExampleNewClient() {
	merchantKey := newKey()          // load yours with utils.LoadPrivateKeyWithPath
	publicKey := &newKey().PublicKey // and WeChat Pay's with utils.LoadPublicKeyWithPath
	pay, err := wxpay.NewClient(
		option.WithWechatPayPublicKeyAuthCipher("1230000109", "5157F09EFDC096DE", merchantKey,
			"PUB_KEY_ID_0114232134912410000000000000", publicKey),
		wxpay.WithRetry(wxpay.DefaultRetry),
		wxpay.WithTimeout(10*time.Second),
	)
	fmt.Println(pay != nil, err)
	// Output: true <nil>
}

func ExampleNewClient_missing() {
	_, err := wxpay.NewClient(wxpay.WithServer("api.mch.weixin.qq.com"))
	var missing *wxpay.ConfigError
	fmt.Println(errors.As(err, &missing), len(missing.Problems))
	fmt.Println(missing.Problems[0])
	// Output:
	// true 1
	// WithServer: the URL must have http or https and a host, like https://api.mch.weixin.qq.com
}

func ExampleValidationError() {
	_, err := cancelServiceOrder(context.Background(), nil, cancelRequest{
		OutOrderNo: "2304203423948239423",
		AppID:      "wxd678efh567hg6787",
		Reason:     "用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉",
	})
	var invalid *wxpay.ValidationError
	if errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			fmt.Println(field.Path, field.Problem)
		}
	}
	// Output:
	// service_id must be 1 to 32 characters, is empty
	// reason must be 1 to 30 characters, has 32
}

// An error and an unknown outcome are different responses, and want different
// reactions.
func ExampleErrOutcomeUnknown() {
	statuses := []int{http.StatusBadRequest, http.StatusInternalServerError}
	bodies := []string{`{"code":"ORDER_DONE","message":"订单已完成"}`, `{"code":"SYSTEM_ERROR","message":"系统错误"}`}
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		sign(w.Header(), bodies[calls], signed)
		w.WriteHeader(statuses[calls])
		fmt.Fprint(w, bodies[calls])
		calls++
	}))
	defer server.Close()
	pay, err := wxpay.NewClient(
		option.WithWechatPayPublicKeyAuthCipher(merchantID, merchantSerial, merchantKey(), publicKeyID, &platformKey().PublicKey),
		wxpay.WithServer(server.URL),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		_, err := cancelServiceOrder(context.Background(), pay, aCancel)
		switch {
		case errors.Is(err, errOrderDone):
			fmt.Println("the order was completed before; there is nothing to cancel")
		case errors.Is(err, wxpay.ErrOutcomeUnknown):
			fmt.Println("nobody knows; ask again with the same arguments")
		case err != nil:
			fmt.Println(err)
		}
	}
	// Output:
	// the order was completed before; there is nothing to cancel
	// nobody knows; ask again with the same arguments
}

// A test gives a generated package a Caller of its own.
func ExampleCaller() {
	fake := fakeCaller(func(req *wxpay.Request, out any) error {
		body, err := req.Body()
		fmt.Println(req.Method(), req.URLPath())
		fmt.Println(string(body))
		*out.(*cancelResponse) = cancelResponse{OrderID: "15646546545165651651"}
		return err
	})
	response, err := cancelServiceOrder(context.Background(), fake, aCancel)
	fmt.Println(response.OrderID, err)
	// Output:
	// POST /v3/payscore/serviceorder/2304203423948239423/cancel
	// {"appid":"wxd678efh567hg6787","service_id":"500001","reason":"用户投诉"}
	// 15646546545165651651 <nil>
}

func ExampleCodeOf() {
	err := fmt.Errorf("closing the day: %w", &wxpay.Error{StatusCode: 429, Code: "FREQUENCY_LIMITED"})
	switch wxpay.CodeOf(err) {
	case "FREQUENCY_LIMITED":
		fmt.Println("slow down")
	}
	// Output: slow down
}
