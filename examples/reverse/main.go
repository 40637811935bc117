// Command reverse plays code payments that end badly, against the sandbox: the answer
// is lost, or the user never enters the password. It shows how a till gets certain that
// no money stays taken. It needs no account and no network.
//
//	go run ./examples/reverse
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// till is where codes are scanned.
type till struct {
	out     io.Writer
	gateway *sandbox.Gateway
	codes   *codepay.Client
	pause   func(time.Duration) // moves the sandbox's clock; time.Sleep in earnest
}

func (t *till) say(format string, args ...any) { fmt.Fprintf(t.out, "   "+format+"\n", args...) }

var scenes = []struct {
	title string
	play  func(context.Context, *till) error
}{
	{"The answer is lost after the user paid: ask, and the payment stands", asks},
	{"Nobody answers the till any more: reverse until it is certain", reverses},
	{"The user never enters the password: ask for 30 seconds, then reverse", waits},
	{"The order is more than a week old: it has to be refunded instead", late},
}

func run(ctx context.Context, out io.Writer) error {
	gateway, err := sandbox.Start(sandbox.WithLog(func(string) {}))
	if err != nil {
		return err
	}
	defer func() { _ = gateway.Close() }()
	pay, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		return err
	}
	t := &till{out: out, gateway: gateway, codes: codepay.New(pay)}
	t.pause = func(d time.Duration) { _ = gateway.Advance(d) }
	for i, scene := range scenes {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%d. %s\n", i+1, scene.title)
		if err := scene.play(ctx, t); err != nil {
			return fmt.Errorf("%s: %w", scene.title, err)
		}
	}
	return nil
}

const appID = "wx2421b1c4370ec43b"

// pay scans a code, and tells what is known afterwards: a state, or "" when nothing is.
func (t *till) pay(ctx context.Context, number string) (codepay.TradeState, error) {
	order, err := t.codes.PayTransaction(ctx, codepay.PayTransactionRequest{
		AppID: appID, MchID: t.gateway.MchID(), Description: "奶茶", OutTradeNo: number,
		Payer: codepay.CodePayer{AuthCode: "130061098828009406"}, Amount: codepay.OrderAmount{Total: 1800},
		SceneInfo: codepay.CodeScene{StoreInfo: codepay.CodeStore{ID: "0001"}},
	})
	switch {
	case err == nil:
		t.say("paying: %s", order.TradeState)
		return order.TradeState, nil
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		t.say("paying: the outcome is unknown")
		return "", nil
	}
	return "", err
}

// query asks what became of a payment, "" when nobody says.
func (t *till) query(ctx context.Context, number string) (codepay.TradeState, error) {
	order, err := t.codes.QueryTransactionByOutTradeNo(ctx, codepay.QueryTransactionByOutTradeNoRequest{OutTradeNo: number, MchID: t.gateway.MchID()})
	switch {
	case err == nil:
		t.say("asking: %s", order.TradeState)
		return order.TradeState, nil
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		t.say("asking: no answer")
		return "", nil
	}
	return "", err
}

// reverse asks for the reversal, with the same arguments, until the answer is one to rely on.
func (t *till) reverse(ctx context.Context, number string) error {
	for {
		_, err := t.codes.ReverseTransaction(ctx, codepay.ReverseTransactionRequest{OutTradeNo: number, AppID: appID, MchID: t.gateway.MchID()})
		switch {
		case err == nil:
			t.say("reversing: done")
			return nil
		case errors.Is(err, codepay.ErrOrderNotExist):
			t.say("reversing: WeChat Pay never heard of it")
			return nil
		case errors.Is(err, wxpay.ErrOutcomeUnknown):
			t.say("reversing: the outcome is unknown, again in 5 seconds")
			t.pause(5 * time.Second)
		default:
			return err
		}
	}
}

func asks(ctx context.Context, t *till) error {
	route, err := t.gateway.Operation("codepay.payTransaction")
	if err != nil {
		return err
	}
	if err := route.InjectFaults(1, sandbox.DropAfterEffect()); err != nil {
		return err
	}
	if _, err := t.pay(ctx, "till-0001"); err != nil {
		return err
	}
	_, err = t.query(ctx, "till-0001")
	return err
}

func reverses(ctx context.Context, t *till) error {
	if err := errors.Join(
		t.gateway.InjectFaults(2, sandbox.DropAfterEffect()),  // the payment, and the query
		t.gateway.InjectFaults(1, sandbox.DropBeforeEffect()), // the first reversal never arrives
		t.gateway.InjectFaults(1, sandbox.FailAfterEffect()),  // the second takes effect, and the response is a 500
	); err != nil {
		return err
	}
	if _, err := t.pay(ctx, "till-0002"); err != nil {
		return err
	}
	if _, err := t.query(ctx, "till-0002"); err != nil {
		return err
	}
	if err := t.reverse(ctx, "till-0002"); err != nil {
		return err
	}
	if _, err := t.query(ctx, "till-0002"); err != nil {
		return err
	}
	order, err := t.gateway.Resource("till-0002")
	if err != nil {
		return err
	}
	t.say("reversals that took effect: %d", order.Effects["codepay.reverseTransaction"])
	return nil
}

func waits(ctx context.Context, t *till) error {
	if err := t.gateway.SetPolicy("codepay.payTransaction.outcome", "userPaying"); err != nil {
		return err
	}
	state, err := t.pay(ctx, "till-0003")
	for waited := time.Duration(0); err == nil && state == codepay.TradeStateUserpaying && waited < 30*time.Second; waited += 5 * time.Second {
		t.pause(5 * time.Second)
		state, err = t.query(ctx, "till-0003")
	}
	if err != nil {
		return err
	}
	if err := t.reverse(ctx, "till-0003"); err != nil {
		return err
	}
	_, err = t.query(ctx, "till-0003")
	return err
}

func late(ctx context.Context, t *till) error {
	if err := t.gateway.SetPolicy("codepay.payTransaction.outcome", "paid"); err != nil {
		return err
	}
	if _, err := t.pay(ctx, "till-0004"); err != nil {
		return err
	}
	t.pause(8 * 24 * time.Hour)
	err := t.reverse(ctx, "till-0004")
	if !errors.Is(err, codepay.ErrTradeError) {
		return fmt.Errorf("expected %v, got: %w", codepay.ErrTradeError, err)
	}
	t.say("reversing: %s", wxpay.CodeOf(err))
	return nil
}
