// Command reverse plays code payments that fail, in the sandbox: the response is lost, or the user never enters the password. It
// shows how a till makes sure that no money is taken. It needs no account and no network.
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

// till scans payment codes.
type till struct {
	out     io.Writer
	gateway *sandbox.Gateway
	codes   *codepay.Client
	pause   func(time.Duration) // moves the sandbox's clock; in production, time.Sleep
}

func (t *till) say(format string, args ...any) { fmt.Fprintf(t.out, "   "+format+"\n", args...) }

var scenes = []struct {
	title string
	play  func(context.Context, *till) error
}{
	{"The response is lost after the user paid: query the payment", queries},
	{"No response arrives at all: reverse until it is certain", reverses},
	{"The user never enters the password: query for 30 seconds, then reverse", waits},
	{"The order is more than a week old: it must be refunded instead", late},
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

// pay scans a code. It returns the state of the payment, "" if it is unknown.
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

// query returns the state of a payment, or "" without a response.
func (t *till) query(ctx context.Context, number string) (codepay.TradeState, error) {
	order, err := t.codes.QueryTransactionByOutTradeNo(ctx, codepay.QueryTransactionByOutTradeNoRequest{OutTradeNo: number, MchID: t.gateway.MchID()})
	switch {
	case err == nil:
		t.say("querying: %s", order.TradeState)
		return order.TradeState, nil
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		t.say("querying: no response")
		return "", nil
	}
	return "", err
}

// reverse makes the same reversal until its outcome is certain.
func (t *till) reverse(ctx context.Context, number string) error {
	reversal := codepay.ReverseTransactionRequest{OutTradeNo: number, AppID: appID, MchID: t.gateway.MchID()}
	_, err := wxpay.UntilCertain(ctx, t.codes.ReverseTransaction, reversal, t.every(5*time.Second, "reversing: the outcome is unknown, again in 5 seconds"))
	switch {
	case err == nil:
		t.say("reversing: done")
		return nil
	case errors.Is(err, codepay.ErrOrderNotExist):
		t.say("reversing: WeChat Pay does not know the order")
		return nil
	}
	return err
}

// every moves the sandbox's clock in the pauses of a wait. In production, the wait has
// wxpay.WithPauses(5*time.Second, 5*time.Second) and its own timer.
func (t *till) every(pause time.Duration, text string) wxpay.WaitOption {
	return wxpay.WithWaitSleep(func(ctx context.Context, _ time.Duration) error {
		t.say("%s", text)
		t.pause(pause)
		return ctx.Err()
	})
}

func queries(ctx context.Context, t *till) error {
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
	if _, err := t.pay(ctx, "till-0003"); err != nil {
		return err
	}
	query := codepay.QueryTransactionByOutTradeNoRequest{OutTradeNo: "till-0003", MchID: t.gateway.MchID()}
	order, err := t.codes.AwaitTransactionByOutTradeNo(ctx, query, t.forHalfAMinute())
	switch {
	case err == nil:
		t.say("waiting: %s", order.TradeState)
		return nil
	case errors.Is(err, wxpay.ErrOutcomeUnknown): // it may still be paid: reverse
		t.say("waiting: given up at %s", order.TradeState)
	default:
		return err
	}
	if err := t.reverse(ctx, "till-0003"); err != nil {
		return err
	}
	_, err = t.query(ctx, "till-0003")
	return err
}

// forHalfAMinute ends a wait after 30 seconds of the sandbox's clock. In production,
// context.WithTimeout does.
func (t *till) forHalfAMinute() wxpay.WaitOption {
	waited := time.Duration(0)
	return wxpay.WithWaitSleep(func(context.Context, time.Duration) error {
		if waited >= 30*time.Second {
			return context.DeadlineExceeded
		}
		waited += 5 * time.Second
		t.say("waiting: not decided, again in 5 seconds")
		t.pause(5 * time.Second)
		return nil
	})
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
