// Command payscore takes a service order through its life in the sandbox, with the user and the notifications. It needs no account
// and no network.
//
//	go run ./examples/payscore
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

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

// play is shared by the acts.
type play struct {
	out     io.Writer
	gateway *sandbox.Gateway
	orders  *payscore.Client
	shop    *shop
}

func (p *play) say(format string, args ...any) { fmt.Fprintf(p.out, "   "+format+"\n", args...) }

var acts = []struct {
	title string
	play  func(context.Context, *play) error
}{
	{"The shop creates an order, and the user confirms it", confirmed},
	{"The shop completes it, the user pays, and the shop's server is down at first", paid},
	{"The notification is sent again", repeated},
	{"Another order is cancelled, twice", cancelled},
	{"Nobody confirms a third order", lapsed},
}

func run(ctx context.Context, out io.Writer) error {
	// Notifications are held until the play delivers them, so that its output is always the same.
	gateway, err := sandbox.Start(sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	if err != nil {
		return err
	}
	defer func() { _ = gateway.Close() }()
	pay, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		return err
	}
	shop, err := openShop(gateway, out)
	if err != nil {
		return err
	}
	defer shop.close()
	p := &play{out: out, gateway: gateway, orders: payscore.New(pay), shop: shop}
	for i, act := range acts {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%d. %s\n", i+1, act.title)
		if err := act.play(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", act.title, err)
		}
	}
	return nil
}

const (
	appID     = "wxd678efh567hg6787"
	serviceID = "500001"
)

func (p *play) create(ctx context.Context, number string) error {
	order, err := p.orders.CreateServiceOrder(ctx, payscore.CreateServiceOrderRequest{
		OutOrderNo: number, AppID: appID, ServiceID: serviceID, ServiceIntroduction: "充电宝租借",
		TimeRange: payscore.TimeRange{StartTime: "OnAccept"},
		RiskFund:  payscore.RiskFund{Name: payscore.RiskFundNameDeposit, Amount: 9900},
		NotifyURL: p.shop.url + "/notify",
	})
	if err != nil {
		return err
	}
	p.say("%s is %s", order.OutOrderNo, order.State)
	return nil
}

// show queries an order.
func (p *play) show(ctx context.Context, number string) error {
	order, err := p.orders.QueryServiceOrder(ctx, payscore.QueryServiceOrderRequest{OutOrderNo: number, AppID: appID, ServiceID: serviceID})
	if err != nil {
		return err
	}
	p.say("%s is %s", number, describe(order))
	return nil
}

func describe(order *payscore.ServiceOrder) string {
	text := string(order.State)
	if order.StateDescription != "" {
		text += " / " + string(order.StateDescription)
	}
	if c := order.Collection; c != nil && c.PaidAmount != nil && *c.PaidAmount > 0 {
		text += fmt.Sprintf(", %d fen are paid", *c.PaidAmount)
	}
	return text
}

func confirmed(ctx context.Context, p *play) error {
	if err := p.create(ctx, "rental-1"); err != nil {
		return err
	}
	if _, err := p.gateway.Trigger("userConfirms", "rental-1"); err != nil {
		return err
	}
	p.gateway.DeliverNotifications()
	return nil
}

func paid(ctx context.Context, p *play) error {
	amount := int64(500)
	order, err := p.orders.CompleteServiceOrder(ctx, payscore.CompleteServiceOrderRequest{
		OutOrderNo: "rental-1", AppID: appID, ServiceID: serviceID, TotalAmount: amount,
		PostPayments: []payscore.PostPayment{{Name: "租金", Amount: &amount}},
		TimeRange:    &payscore.CompletedTimeRange{EndTime: time.Now().In(time.FixedZone("", 8*60*60)).Format("20060102150405")},
	})
	if err != nil {
		return err
	}
	p.say("rental-1 is %s / %s, %d fen are due", order.State, order.StateDescription, order.TotalAmount)
	p.shop.down = 2
	if _, err := p.gateway.Trigger("userPays", "rental-1"); err != nil {
		return err
	}
	// The notification is sent again 15 seconds after a failure. Advance moves the sandbox's clock there.
	if err := p.gateway.Advance(30 * time.Second); err != nil {
		return err
	}
	return p.show(ctx, "rental-1")
}

func repeated(_ context.Context, p *play) error {
	deliveries := p.gateway.Deliveries()
	last := deliveries[len(deliveries)-1]
	if err := p.gateway.Redeliver(last.ID); err != nil {
		return err
	}
	p.say("the shop has handled %d notifications", p.shop.handled)
	return nil
}

func cancelled(ctx context.Context, p *play) error {
	if err := p.create(ctx, "rental-2"); err != nil {
		return err
	}
	request := payscore.CancelServiceOrderRequest{OutOrderNo: "rental-2", AppID: appID, ServiceID: serviceID, Reason: "用户投诉"}
	for range 2 {
		if _, err := p.orders.CancelServiceOrder(ctx, request); err != nil {
			return err
		}
		p.say("rental-2 is cancelled")
	}
	request.Reason = "重复下单"
	_, err := p.orders.CancelServiceOrder(ctx, request)
	if !errors.Is(err, payscore.ErrOrderCanceled) {
		return fmt.Errorf("expected %v, got: %w", payscore.ErrOrderCanceled, err)
	}
	p.say("for another reason: %s", wxpay.CodeOf(err))
	return nil
}

func lapsed(ctx context.Context, p *play) error {
	if err := p.create(ctx, "rental-3"); err != nil {
		return err
	}
	if err := p.gateway.Advance(30 * 24 * time.Hour); err != nil {
		return err
	}
	p.say("30 days pass")
	return p.show(ctx, "rental-3")
}
