package recipes_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/examples/recipes"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func order(notifyURL string) payscore.CreateServiceOrderRequest {
	return payscore.CreateServiceOrderRequest{
		OutOrderNo: "A1", AppID: "wxd678efh567hg6787", ServiceID: "500001", ServiceIntroduction: "充电宝租借",
		TimeRange: payscore.TimeRange{StartTime: "OnAccept"},
		RiskFund:  payscore.RiskFund{Name: payscore.RiskFundNameDeposit, Amount: 9900}, NotifyURL: notifyURL,
	}
}

var query = payscore.QueryServiceOrderRequest{OutOrderNo: "A1", AppID: "wxd678efh567hg6787", ServiceID: "500001"}

const shop = "https://shop.example.com/notify"

func newClient(t *testing.T, opts []core.ClientOption) *wxpay.Client {
	t.Helper()
	client, err := wxpay.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A service that has a core.Client keeps its list of options, and moves call by call.
func TestNextToTheSDK(t *testing.T) {
	gw := sandbox.New(t)
	options := gw.Options() // of the service as it is
	sdk, err := core.NewClient(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := payscore.New(newClient(t, options)).CreateServiceOrder(t.Context(), order(shop)); err != nil {
		t.Fatal(err)
	}
	result, err := sdk.Get(t.Context(), "https://api.mch.weixin.qq.com/v3/payscore/serviceorder?out_order_no=A1&service_id=500001&appid=wxd678efh567hg6787")
	if err != nil {
		t.Fatal(err)
	}
	defer result.Response.Body.Close()
	var got payscore.ServiceOrder // generated types can be used with either
	if err := core.UnMarshalResponse(result.Response, &got); err != nil || got.State != payscore.ServiceOrderStateCreated {
		t.Errorf("order %+v, error %v", got, err)
	}
}

func TestAudit(t *testing.T) {
	gw := sandbox.New(t)
	var entries []recipes.Entry
	full := false
	audit := recipes.Audit{Next: newClient(t, gw.Options()), Record: func(_ context.Context, e recipes.Entry) error {
		if full {
			return errors.New("disk full")
		}
		e.RequestID = map[bool]string{true: "set"}[e.RequestID != ""]
		entries = append(entries, e)
		return nil
	}}
	orders := payscore.New(audit)
	_, refused := orders.QueryServiceOrder(t.Context(), query)
	if err := gw.InjectFaults(1, sandbox.DropAfterEffect()); err != nil {
		t.Fatal(err)
	}
	_, unknown := orders.CreateServiceOrder(t.Context(), order(shop))
	full = true
	_, notSent := orders.QueryServiceOrder(t.Context(), query)
	const read, create = "payscore.QueryServiceOrder", "payscore.CreateServiceOrder"
	want := []recipes.Entry{
		{Operation: read},
		{Operation: read, Ended: true, Outcome: wxpay.OutcomeRefused, Code: payscore.ErrOrderNotExist, RequestID: "set"},
		{Operation: create},
		{Operation: create, Ended: true, Outcome: wxpay.OutcomeUnknown},
	}
	if !slices.Equal(entries, want) {
		t.Errorf("entries %+v\nwant    %+v", entries, want)
	}
	if !errors.Is(refused, payscore.ErrOrderNotExist) || !errors.Is(unknown, wxpay.ErrOutcomeUnknown) || !errors.As(notSent, new(*wxpay.NotSentError)) {
		t.Errorf("errors %v, %v, %v", refused, unknown, notSent)
	}
}

// While the APIv3 key changes, notifications arrive that are encrypted with either: the
// receiver has the new key and the one before.
func TestChangeOfTheAPIv3Key(t *testing.T) {
	gw := sandbox.New(t)
	const next = "abcdefghijklmnopqrstuvwxyz012345" // not yet known to WeChat Pay
	receiver, err := wxpay.NewReceiver(next, gw.Verifier(), wxpay.WithPreviousAPIv3Key(gw.APIv3Key()))
	if err != nil {
		t.Fatal(err)
	}
	arrived := make(chan string, 1)
	handler, err := payscore.Notifications{UserConfirm: func(_ context.Context, _ *wxpay.Notification, o *payscore.ServiceOrder) error {
		arrived <- o.OutOrderNo
		return nil
	}}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	if _, err := payscore.New(newClient(t, gw.Options())).CreateServiceOrder(t.Context(), order(server.URL)); err != nil {
		t.Fatal(err)
	}
	if _, err := gw.Trigger("userConfirms", "A1"); err != nil {
		t.Fatal(err)
	}
	if number := <-arrived; number != "A1" {
		t.Errorf("order %q", number)
	}
}
