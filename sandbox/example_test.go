package sandbox_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// A client of the official SDK cancels a service order, twice.
func Example() {
	ctx := context.Background()
	gw, err := sandbox.Start() // in a test: gw := sandbox.New(t)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = gw.Close() }()
	gw.Handle("POST /v3/payscore/serviceorder/{out_order_no}/cancel",
		sandbox.JSON(http.StatusOK, map[string]string{"order_id": "15646546545165651651"}),
		sandbox.Error(http.StatusBadRequest, "ORDER_CANCELED", "单据已取消"),
	)

	client, err := core.NewClient(ctx, gw.Options()...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		result, err := client.Post(ctx, "https://api.mch.weixin.qq.com/v3/payscore/serviceorder/A%7C1/cancel",
			map[string]string{"reason": "用户投诉"})
		if result != nil {
			_ = result.Response.Body.Close()
		}
		fmt.Println("cancelled:", err == nil, "already:", core.IsAPIError(err, "ORDER_CANCELED"))
	}
	for _, r := range gw.Requests() {
		fmt.Println(r.Number, r.Host, r.PathValue("out_order_no"), r.Verdict.OK, r.Status)
	}
	// Output:
	// cancelled: true already: false
	// cancelled: false already: true
	// 1 api.mch.weixin.qq.com A|1 true 200
	// 2 api.mch.weixin.qq.com A|1 true 400
}

// The connection breaks after the order was cancelled: the client cannot know.
func ExampleFault() {
	gw, err := sandbox.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = gw.Close() }()
	cancelled := false
	gw.Handle("POST /cancel", sandbox.Func(func(*sandbox.Request) sandbox.Response {
		cancelled = true
		return sandbox.NoContent()
	}))
	gw.InjectFaults(1, sandbox.DropAfterEffect())

	client, err := core.NewClient(context.Background(), gw.Options()...)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Post(context.Background(), "https://api.mch.weixin.qq.com/cancel", "{}")
	fmt.Println("an error:", err != nil, "cancelled:", cancelled)
	// Output: an error: true cancelled: true
}
