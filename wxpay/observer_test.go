package wxpay_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

type contextKey struct{}

func TestObserver(t *testing.T) {
	g := newGateway(t, func(attempt int, _ received) reply {
		switch attempt {
		case 1:
			return reply{raw: hangUp}
		case 2:
			return systemError
		}
		return reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"secret"}`}
	})
	var events, copies []wxpay.Event
	c := g.client(wxpay.WithRetry(noWait),
		wxpay.WithObserver(func(ctx context.Context, e wxpay.Event) {
			if ctx.Value(contextKey{}) != "trace" {
				t.Error("the call's context is not handed on")
			}
			events = append(events, e)
		}),
		wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { copies = append(copies, e) }))
	ctx := context.WithValue(t.Context(), contextKey{}, "trace")
	if _, err := cancel(ctx, c); err == nil {
		t.Fatal("no error")
	}
	event := wxpay.Event{
		Operation: "payscore.CancelServiceOrder", Method: "POST", Route: "/v3/payscore/serviceorder/{out_order_no}/cancel", Server: g.server.URL,
	}
	first, second, third := event, event, event
	first.Attempt, first.Outcome = 1, wxpay.OutcomeUnknown
	second.Attempt, second.Outcome, second.StatusCode, second.Code, second.RequestID = 2, wxpay.OutcomeUnknown, 500, errSystemError, "08F2C0-2"
	third.Attempt, third.Outcome, third.StatusCode, third.Code, third.RequestID = 3, wxpay.OutcomeRefused, 404, errOrderNotExist, "08F2C0-3"
	if diff := cmp.Diff([]wxpay.Event{first, second, third}, events, cmpopts.IgnoreFields(wxpay.Event{}, "Duration")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(events, copies); diff != "" {
		t.Error(diff)
	}
	for _, e := range events {
		if e.Duration <= 0 || e.Duration > time.Minute {
			t.Errorf("duration %v", e.Duration)
		}
	}
}

func TestEventOutcome(t *testing.T) {
	for name, test := range map[string]struct {
		reply reply
		want  wxpay.Outcome
	}{
		"a success":                   {success, wxpay.OutcomeSuccess},
		"one that cannot be decoded":  {reply{status: 200, body: "x"}, wxpay.OutcomeSuccess},
		"a refusal":                   {reply{status: 400, body: "{}"}, wxpay.OutcomeRefused},
		"a success with no signature": {reply{status: 200, signing: unsigned}, wxpay.OutcomeUnknown},
		"a forged refusal":            {reply{status: 404, body: `{"code":"ORDER_NOT_EXIST"}`, signing: byForeignKey}, wxpay.OutcomeUnknown},
	} {
		var got wxpay.Event
		g := newGateway(t, always(test.reply))
		_, _ = cancel(t.Context(), g.client(wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { got = e })))
		if got.Outcome != test.want || got.Code != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	var got wxpay.Event
	g := newGateway(t, always(success))
	_, _ = cancel(t.Context(), g.client(wxpay.WithServer(closedServer(t)), wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { got = e })))
	if got.Outcome != wxpay.OutcomeNotSent {
		t.Errorf("a refused connection: %+v", got)
	}
}

func TestEventLogValue(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("call", "wxpay", wxpay.Event{
		Operation: "a.B", Method: "GET", Route: "/{x}", Server: "http://a", Attempt: 2, StatusCode: 429, Code: "C", RequestID: "r",
		Outcome: wxpay.OutcomeRefused, Duration: time.Second,
	})
	const want = "wxpay.operation=a.B wxpay.method=GET wxpay.route=/{x} wxpay.server=http://a wxpay.attempt=2 wxpay.status=429 " +
		"wxpay.code=C wxpay.request_id=r wxpay.outcome=refused wxpay.duration=1s"
	if !strings.Contains(out.String(), want) {
		t.Errorf("logged %s", out.String())
	}
}

func TestSecondAttemptEvent(t *testing.T) {
	g := newGateway(t, func(attempt int, _ received) reply {
		if attempt == 1 {
			return systemError
		}
		return reply{raw: hangUp}
	})
	var last wxpay.Event
	_, _ = cancel(t.Context(), g.client(wxpay.WithRetry(noWait), wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { last = e })))
	if last.Attempt != 3 || last.StatusCode != 0 || last.RequestID != "" || last.Code != "" {
		t.Errorf("%+v", last)
	}
}

func TestEventRequestID(t *testing.T) {
	long := "\u202e" + strings.Repeat("1", 300)
	g := newGateway(t, always(reply{raw: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Request-Id", long)
		w.WriteHeader(http.StatusBadRequest)
	}}))
	var event wxpay.Event
	_, err := cancel(t.Context(), g.client(wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { event = e })))
	want := " " + strings.Repeat("1", 127) + "…"
	if event.RequestID != want || !strings.HasSuffix(err.Error(), "request id "+want) {
		t.Errorf("event %q, error %q", event.RequestID, err)
	}
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) || apiErr.RequestID != long {
		t.Error("the error does not have it as it came")
	}
}

// A panic in an observer turned a payment that had succeeded into a crash.
func TestObserverThatPanics(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	g := newGateway(t, always(success))
	called := false
	response, err := cancel(t.Context(), g.client(
		wxpay.WithObserver(func(context.Context, wxpay.Event) { panic("a secret") }),
		wxpay.WithObserver(func(context.Context, wxpay.Event) { called = true })))
	if err != nil || response.OrderID == "" || !called {
		t.Errorf("%v, %v, the second observer was called: %v", response, err, called)
	}
	for _, want := range []string{"level=ERROR", "an observer panicked", "operation=payscore.CancelServiceOrder", "panic=string", "observer_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is not logged", want)
		}
	}
	if strings.Contains(log.String(), "a secret") {
		t.Error("the value is logged")
	}
}
