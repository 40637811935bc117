// Command cancel cancels WeChat Pay Score service orders in the sandbox, without an account, keys or a network. It shows how a
// call can end, and what a program does in each case.
//
//	go run ./examples/cancel
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A scene is a way in which a call can end.
type scene struct {
	title string
	play  func(context.Context, *stage) error
}

var scenes = []scene{
	{"An order is cancelled", cancels},
	{"A reason of 31 characters, where 30 are allowed", breaksALimit},
	{"An order that is already finished", returnsError},
	{"The response is lost after the order was cancelled: make the same call again", callsAgain},
	{"The same, and the client retries: wxpay.WithRetry", clientRetries},
	{"Every response is lost: after a few attempts, query the order", queriesTheState},
}

// stage is shared by the scenes.
type stage struct {
	out     io.Writer
	shop    *shop
	gateway *sandbox.Gateway
	orders  *payscore.Client
}

func (s *stage) say(format string, args ...any) {
	fmt.Fprintf(s.out, "   "+format+"\n", args...)
}

func run(ctx context.Context, out io.Writer) error {
	gateway, err := sandbox.Start()
	if err != nil {
		return err
	}
	defer func() { _ = gateway.Close() }()

	// With an account, the options are the official SDK's own, such as
	// option.WithWechatPayPublicKeyAuthCipher with your keys.
	pay, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		return err
	}
	shop, err := openShop(gateway)
	if err != nil {
		return err
	}
	s := &stage{out: out, shop: shop, gateway: gateway, orders: payscore.New(pay)}
	for i, scene := range scenes {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%d. %s\n", i+1, scene.title)
		if err := scene.play(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", scene.title, err)
		}
	}
	return nil
}

// cancellation returns the request of a scene. Each scene has its own order.
func cancellation(number string) payscore.CancelServiceOrderRequest {
	return payscore.CancelServiceOrderRequest{
		OutOrderNo: number,
		AppID:      "wxd678efh567hg6787",
		ServiceID:  "500001",
		Reason:     "用户投诉",
	}
}

func cancels(ctx context.Context, s *stage) error {
	order, err := s.orders.CancelServiceOrder(ctx, cancellation("order-1"))
	if err != nil {
		return err
	}
	s.say("cancelled; WeChat Pay's number of the order is %s", order.OrderID)
	return nil
}

// breaksALimit shows that an invalid request is not sent.
func breaksALimit(ctx context.Context, s *stage) error {
	before := len(s.gateway.Requests())
	req := cancellation("order-2")
	req.Reason = "顾客在预约的时间没有来到店里也没有接听电话所以店员取消了订单吧"
	_, err := s.orders.CancelServiceOrder(ctx, req)
	var invalid *wxpay.ValidationError
	if !errors.As(err, &invalid) {
		return fmt.Errorf("expected a validation error, got: %w", err)
	}
	for _, field := range invalid.Fields {
		s.say("%s %s", field.Path, field.Problem)
	}
	s.say("requests sent: %d", len(s.gateway.Requests())-before)
	return nil
}

// returnsError distinguishes the documented errors by their codes.
func returnsError(ctx context.Context, s *stage) error {
	_, err := s.orders.CancelServiceOrder(ctx, cancellation("order-finished"))
	switch {
	case errors.Is(err, payscore.ErrOrderCanceled):
		s.say("it was cancelled before, which is fine")
	case errors.Is(err, payscore.ErrOrderDone):
		var returned *wxpay.Error
		errors.As(err, &returned)
		s.say("%s: %s", returned.Code, returned.Message)
		s.say("remedy: %s", returned.Remedy)
	case err != nil:
		return err
	}
	return nil
}
