package sandbox_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func newOrders(t testing.TB, gw *sandbox.Gateway, opts ...wxpay.Retry) *payscore.Client {
	t.Helper()
	return payscore.New(newPay(t, gw, opts...))
}

// newPay makes a client of the runtime, with retries if a retry is given.
func newPay(t testing.TB, gw *sandbox.Gateway, retry ...wxpay.Retry) *wxpay.Client {
	t.Helper()
	options := gw.Options()
	for _, r := range retry {
		options = append(options, wxpay.WithRetry(r))
	}
	client, err := wxpay.NewClient(options...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func orderRequest(number string) payscore.CreateServiceOrderRequest {
	return payscore.CreateServiceOrderRequest{
		OutOrderNo: number, AppID: "wxd678efh567hg6787", ServiceID: "500001", ServiceIntroduction: "充电宝租借",
		TimeRange: payscore.TimeRange{StartTime: "OnAccept"},
		RiskFund:  payscore.RiskFund{Name: payscore.RiskFundNameDeposit, Amount: 9900},
		NotifyURL: "https://shop.example.com/notify/payscore",
	}
}

func cancelRequest(number string) payscore.CancelServiceOrderRequest {
	return payscore.CancelServiceOrderRequest{OutOrderNo: number, AppID: "wxd678efh567hg6787", ServiceID: "500001", Reason: "用户投诉"}
}

func completeRequest(number string) payscore.CompleteServiceOrderRequest {
	amount := int64(500)
	return payscore.CompleteServiceOrderRequest{
		OutOrderNo: number, AppID: "wxd678efh567hg6787", ServiceID: "500001", TotalAmount: 500,
		PostPayments: []payscore.PostPayment{{Name: "租金", Amount: &amount}},
		TimeRange:    &payscore.CompletedTimeRange{EndTime: "20250101"},
	}
}

func queryRequest(number string) payscore.QueryServiceOrderRequest {
	return payscore.QueryServiceOrderRequest{OutOrderNo: number, AppID: "wxd678efh567hg6787", ServiceID: "500001"}
}

func must[T any](t testing.TB) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func trigger(t testing.TB, gw *sandbox.Gateway, event, number string) {
	t.Helper()
	if _, err := gw.Trigger(event, number); err != nil {
		t.Fatal(err)
	}
}

// The specs suffice to create, pay and query an order; no route is registered.
func TestOrderFromSpecs(t *testing.T) {
	gw, ctx := sandbox.New(t), context.Background()
	orders := newOrders(t, gw)
	if _, err := orders.QueryServiceOrder(ctx, queryRequest("A1")); !errors.Is(err, payscore.ErrOrderNotExist) {
		t.Fatalf("the error is %v", err)
	}
	created := must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(ctx, orderRequest("A1")))
	if created.State != "CREATED" || created.MchID != gw.MchID() || created.OrderID == "" {
		t.Errorf("the answer is %+v", created)
	}
	trigger(t, gw, "userConfirms", "A1")
	must[*payscore.CompleteServiceOrderResponse](t)(orders.CompleteServiceOrder(ctx, completeRequest("A1")))
	trigger(t, gw, "userPays", "A1")
	order := must[*payscore.ServiceOrder](t)(orders.QueryServiceOrder(ctx, queryRequest("A1")))
	if order.State != "DONE" || order.Collection == nil || *order.Collection.PaidAmount != 500 {
		t.Errorf("the order is %+v", order)
	}
	if _, err := orders.CancelServiceOrder(ctx, cancelRequest("A1")); !errors.Is(err, payscore.ErrOrderDone) {
		t.Errorf("the error is %v", err)
	}
	r := must[*sandbox.Resource](t)(gw.Resource("A1"))
	if r.Kind != "payscore.serviceOrder" || r.State != "paid" || len(r.History) != 4 || len(r.Events) != 0 {
		t.Errorf("the resource is %+v", r)
	}
	last := gw.Requests()[len(gw.Requests())-1]
	if last.Outcome == nil || last.Outcome.Code != "ORDER_DONE" || last.Outcome.Operation != "payscore.cancelServiceOrder" || last.Pattern == "" {
		t.Errorf("the exchange is %+v", last)
	}
}

// A route of Handle has precedence over the specs.
func TestHandleBeforeSpecs(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("POST /v3/payscore/serviceorder/{out_order_no}/cancel", sandbox.Error(400, "ORDER_DONE", "订单已完成"))
	if _, err := newOrders(t, gw).CancelServiceOrder(context.Background(), cancelRequest("A1")); !errors.Is(err, payscore.ErrOrderDone) {
		t.Errorf("the error is %v", err)
	}
}

// OnlyHandled switches off the specs.
func TestOnlyHandled(t *testing.T) {
	gw := sandbox.New(t, sandbox.OnlyHandled())
	_, err := newOrders(t, gw).CancelServiceOrder(context.Background(), cancelRequest("A1"))
	if wxpay.CodeOf(err) != "NOT_FOUND" {
		t.Errorf("the error is %v", err)
	}
}

// Advance moves the clock of orders, but not that of signatures.
func TestClockAndSignatures(t *testing.T) {
	gw, ctx := sandbox.New(t), context.Background()
	orders, pay := newOrders(t, gw), codepay.New(newPay(t, gw))
	must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(ctx, orderRequest("A1")))
	id := "0001"
	must[*codepay.PayTransactionResponse](t)(pay.PayTransaction(ctx, codepay.PayTransactionRequest{
		AppID: "wx1", MchID: gw.MchID(), Description: "茶", OutTradeNo: "T00001", Amount: codepay.OrderAmount{Total: 1},
		Payer: codepay.CodePayer{AuthCode: "130061098828009406"}, SceneInfo: codepay.CodeScene{StoreInfo: codepay.CodeStore{ID: id}},
	}))
	before := gw.Now()
	if err := gw.Advance(30 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if moved := gw.Now().Sub(before); moved < 30*24*time.Hour || moved > 31*24*time.Hour {
		t.Errorf("the clock moved by %v", moved)
	}
	order := must[*payscore.ServiceOrder](t)(orders.QueryServiceOrder(ctx, queryRequest("A1")))
	if order.State != "EXPIRED" {
		t.Errorf("the order is %s", order.State)
	}
	_, err := pay.ReverseTransaction(ctx, codepay.ReverseTransactionRequest{OutTradeNo: "T00001", AppID: "wx1", MchID: gw.MchID()})
	if !errors.Is(err, codepay.ErrTradeError) {
		t.Errorf("the error is %v", err)
	}
	if err := gw.Advance(366*24*time.Hour + 1); !errors.Is(err, sandbox.ErrAdvanceTooFar) {
		t.Errorf("more than a year is %v", err)
	}
	if err := gw.Advance(-1); !errors.Is(err, sandbox.ErrClockBackwards) {
		t.Errorf("the error is %v", err)
	}
}

var quickRetry = wxpay.Retry{Attempts: 4, Wait: time.Millisecond, MaxWait: time.Millisecond, MaxRetryAfter: time.Second, Sleep: func(context.Context, time.Duration) error { return nil }}

// A fault of an operation acts before or after its effect.
func TestOperationFaults(t *testing.T) {
	for _, test := range []struct {
		fault   sandbox.Fault
		unknown bool
		state   string // after the one attempt
	}{
		{sandbox.FailBeforeEffect(), true, "created"},
		{sandbox.FailAfterEffect(), true, "revoked"},
		{sandbox.DropAfterEffect(), true, "revoked"},
		{sandbox.DropBeforeEffect(), true, "created"},
		{sandbox.TooManyRequests(2 * time.Second), false, "created"},
	} {
		t.Run(test.fault.String(), func(t *testing.T) {
			gw, ctx := sandbox.New(t), context.Background()
			orders := newOrders(t, gw)
			must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(ctx, orderRequest("A1")))
			route, _ := gw.Operation("payscore.cancelServiceOrder")
			_ = route.InjectFaults(1, test.fault)
			_, err := orders.CancelServiceOrder(ctx, cancelRequest("A1"))
			if err == nil || errors.Is(err, wxpay.ErrOutcomeUnknown) != test.unknown {
				t.Errorf("the error is %v", err)
			}
			if r := must[*sandbox.Resource](t)(gw.Resource("A1")); r.State != test.state {
				t.Errorf("the order is %s, want %s", r.State, test.state)
			}
			if _, err := newOrders(t, gw, quickRetry).CancelServiceOrder(ctx, cancelRequest("A1")); err != nil {
				t.Errorf("asked again: %v", err)
			}
			if r := must[*sandbox.Resource](t)(gw.Resource("A1")); r.Effects["payscore.cancelServiceOrder"] != 1 {
				t.Errorf("cancelled %d times", r.Effects["payscore.cancelServiceOrder"])
			}
		})
	}
}

// A repeatable request that arrives twice takes effect once.
func TestRequestArrivesTwice(t *testing.T) {
	gw, ctx := sandbox.New(t), context.Background()
	gw.InjectFaults(sandbox.Always, sandbox.TakesEffectTwice())
	orders := newOrders(t, gw)
	must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(ctx, orderRequest("A1")))
	must[*payscore.CancelServiceOrderResponse](t)(orders.CancelServiceOrder(ctx, cancelRequest("A1")))
	r := must[*sandbox.Resource](t)(gw.Resource("A1"))
	if len(r.History) != 2 || gw.FaultCounts()["TakesEffectTwice"] != 2 {
		t.Errorf("the history is %v, the faults %v", r.History, gw.FaultCounts())
	}
	if last := gw.Requests()[1]; !last.Outcome.Repeated {
		t.Errorf("the outcome is %+v", last.Outcome)
	}
}

// With the same seed, random faults hit the same requests.
func TestFaultSeed(t *testing.T) {
	run := func() (struck []int) {
		gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
		orders := newOrders(t, gw)
		gw.InjectRandomFaults(7,
			sandbox.RandomFault{Operation: "queryServiceOrder", Rate: 1, Fault: sandbox.WrongSignature()}, // of the partner's too; not called
			sandbox.RandomFault{Operation: "payscore.cancelServiceOrder", Rate: 0.3, Fault: sandbox.FailBeforeEffect()})
		for n := range 40 {
			if _, err := orders.CancelServiceOrder(context.Background(), cancelRequest("A1")); errors.Is(err, wxpay.ErrOutcomeUnknown) {
				struck = append(struck, n)
			}
		}
		return struck
	}
	first, second := run(), run()
	if !slices.Equal(first, second) || len(first) < 5 || len(first) > 20 {
		t.Errorf("struck were %v, then %v", first, second)
	}
}

func TestStateFileRestart(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	file, keys := filepath.Join(dir, "state.json"), filepath.Join(dir, "keys")
	first := sandbox.New(t, sandbox.WithKeyDir(keys), sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, first).CreateServiceOrder(ctx, orderRequest("A1")))
	trigger(t, first, "userConfirms", "A1")
	if err := errors.Join(first.Advance(time.Hour), first.SetPolicy("payscore.cancelServiceOrder.whilePaying", "deny"), first.SaveState(file)); err != nil {
		t.Fatal(err)
	}
	second := sandbox.New(t, sandbox.WithKeyDir(keys))
	if err := second.LoadState(file); err != nil {
		t.Fatal(err)
	}
	if first.APIv3Key() != second.APIv3Key() || first.MerchantSerial() != second.MerchantSerial() {
		t.Error("the keys are others")
	}
	order := must[*payscore.ServiceOrder](t)(newOrders(t, second).QueryServiceOrder(ctx, queryRequest("A1")))
	if order.State != "DOING" {
		t.Errorf("the order is %s", order.State)
	}
	if ahead := time.Until(second.Now()); ahead < 59*time.Minute {
		t.Errorf("the clock is %v ahead", ahead)
	}
	if len(second.Deliveries()) != 1 || second.Policies()[0].Name == "" {
		t.Errorf("deliveries are %v", second.Deliveries())
	}
}

func TestCertificatesFetched(t *testing.T) {
	gw := sandbox.New(t)
	client := must[*wxpay.Client](t)(wxpay.NewClient(gw.Options()...))
	certificates := wxpayimpl.Operation{Name: "certificates", Method: http.MethodGet, Path: "/v3/certificates", Servers: []string{"https://api.mch.weixin.qq.com"}, Success: []int{200}}
	type list struct {
		Data []struct {
			SerialNo string `json:"serial_no"`
		} `json:"data"`
	}
	answer, err := wxpayimpl.Do[list](context.Background(), client, wxpayimpl.NewRequest(&certificates))
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Data) != 1 || answer.Data[0].SerialNo != gw.PlatformSerial() {
		t.Errorf("the answer is %+v", answer)
	}
}
