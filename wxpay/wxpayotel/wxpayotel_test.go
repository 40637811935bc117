package wxpayotel_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayotel"
)

const (
	cancelRoute = "POST /v3/payscore/serviceorder/{out_order_no}/cancel"
	orderNumber = "order2304203423948239423"
)

// recorded is a telemetry with its spans and metrics.
type recorded struct {
	*wxpayotel.Telemetry
	spans  *tracetest.SpanRecorder
	reader *sdkmetric.ManualReader
}

func record(t *testing.T, options ...wxpayotel.Option) recorded {
	t.Helper()
	r := recorded{spans: tracetest.NewSpanRecorder(), reader: sdkmetric.NewManualReader()}
	telemetry, err := wxpayotel.New(append(options,
		wxpayotel.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(r.spans))),
		wxpayotel.WithMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(r.reader))))...)
	if err != nil {
		t.Fatal(err)
	}
	r.Telemetry = telemetry
	return r
}

// call cancels an order at a gateway with these responses.
func (r recorded) call(t *testing.T, responses ...sandbox.Response) (*sandbox.Gateway, error) {
	t.Helper()
	gw := sandbox.New(t)
	gw.Handle(cancelRoute, responses...)
	client, err := wxpay.NewClient(append(gw.Options(), r.ClientOption(),
		wxpay.WithRetry(wxpay.Retry{Attempts: 2, Wait: time.Millisecond}))...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = payscore.New(r.Caller(client)).CancelServiceOrder(t.Context(), payscore.CancelServiceOrderRequest{
		OutOrderNo: orderNumber, AppID: "wxd678efh567hg6787", ServiceID: "500001", Reason: "用户投诉",
	})
	return gw, err
}

func cancelled() sandbox.Response {
	return sandbox.JSON(http.StatusOK, map[string]string{
		"appid": "wxd678efh567hg6787", "service_id": "500001", "out_order_no": orderNumber, "order_id": "15646546545165651651",
	})
}

// describe returns the tested parts of a span as text.
func describe(span sdktrace.ReadOnlySpan) string {
	var kept []string
	for _, a := range span.Attributes() {
		switch a.Key {
		case "server.address", "wxpay.request_id":
			continue
		}
		if text := a.Value.Emit(); text != "" {
			kept = append(kept, string(a.Key)+"="+text)
		}
	}
	slices.Sort(kept)
	return fmt.Sprintf("%s [%s] %s %s", span.Name(), span.SpanKind(), span.Status().Code, strings.Join(kept, " "))
}

const (
	callSpan      = "payscore.CancelServiceOrder [internal] "
	attemptSpan   = "POST /v3/payscore/serviceorder/{out_order_no}/cancel [client] "
	attrOperation = " wxpay.operation=payscore.CancelServiceOrder"
	attrMethod    = "http.request.method=POST "
	attrRoute     = " url.template=/v3/payscore/serviceorder/{out_order_no}/cancel"
)

// spanTests have the attempts, then the call.
var spanTests = []struct {
	name      string
	responses []sandbox.Response
	want      []string
}{
	{"success", []sandbox.Response{cancelled()}, []string{
		attemptSpan + "Unset " + attrMethod + "http.response.status_code=200" + attrRoute + attrOperation + " wxpay.outcome=success",
		callSpan + "Unset" + attrOperation + " wxpay.outcome=success",
	}},
	{"documented error", []sandbox.Response{sandbox.Error(400, "INVALID_REQUEST", "订单状态错误 "+orderNumber)}, []string{
		attemptSpan + "Unset " + attrMethod + "http.response.status_code=400" + attrRoute + " wxpay.code=INVALID_REQUEST" + attrOperation + " wxpay.outcome=refused",
		callSpan + "Unset wxpay.code=INVALID_REQUEST" + attrOperation + " wxpay.outcome=refused",
	}},
	{"undocumented error", []sandbox.Response{sandbox.Error(400, "SOMETHING_NEW", "…")}, []string{
		attemptSpan + "Unset " + attrMethod + "http.response.status_code=400" + attrRoute + " wxpay.code=SOMETHING_NEW" + attrOperation + " wxpay.outcome=refused",
		callSpan + "Error error.type=refused wxpay.code=SOMETHING_NEW" + attrOperation + " wxpay.outcome=refused",
	}},
	{"failed attempt, then success", []sandbox.Response{busy(), cancelled()}, []string{
		attemptSpan + "Error error.type=unknown " + attrMethod + "http.response.status_code=500" + attrRoute + " wxpay.code=SYSTEM_ERROR" + attrOperation + " wxpay.outcome=unknown",
		attemptSpan + "Unset http.request.method=POST http.request.resend_count=1 http.response.status_code=200" + attrRoute + attrOperation + " wxpay.outcome=success",
		callSpan + "Unset" + attrOperation + " wxpay.outcome=success",
	}},
	{"an unknown outcome", []sandbox.Response{busy(), busy()}, []string{
		attemptSpan + "Error error.type=unknown " + attrMethod + "http.response.status_code=500" + attrRoute + " wxpay.code=SYSTEM_ERROR" + attrOperation + " wxpay.outcome=unknown",
		attemptSpan + "Error error.type=unknown http.request.method=POST http.request.resend_count=1 http.response.status_code=500" + attrRoute +
			" wxpay.code=SYSTEM_ERROR" + attrOperation + " wxpay.outcome=unknown",
		callSpan + "Error error.type=unknown wxpay.code=SYSTEM_ERROR" + attrOperation + " wxpay.outcome=unknown",
	}},
}

func busy() sandbox.Response { return sandbox.Error(500, "SYSTEM_ERROR", "系统错误") }

func TestSpans(t *testing.T) {
	for _, test := range spanTests {
		t.Run(test.name, func(t *testing.T) {
			r := record(t)
			gw, _ := r.call(t, test.responses...)
			spans := r.spans.Ended()
			var got []string
			for _, span := range spans {
				got = append(got, describe(span))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("spans:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			parent := spans[len(spans)-1]
			for _, span := range spans[:len(spans)-1] {
				if span.Parent().SpanID() != parent.SpanContext().SpanID() {
					t.Error("an attempt is not within its call")
				}
				if span.StartTime().Before(parent.StartTime()) || span.EndTime().After(parent.EndTime()) {
					t.Error("an attempt is not within the time of its call")
				}
			}
			for _, header := range []string{"Traceparent", "Tracestate", "Baggage"} {
				if gw.Requests()[0].Header.Get(header) != "" {
					t.Errorf("%s was sent to WeChat Pay", header)
				}
			}
		})
	}
}

// Spans and metrics contain nothing of a request's values.
func TestNoRequestData(t *testing.T) {
	r := record(t)
	_, _ = r.call(t, sandbox.Error(400, "no order "+orderNumber, "no order "+orderNumber))
	for _, span := range r.spans.Ended() {
		text := span.Name() + fmt.Sprint(span.Attributes()) + fmt.Sprint(span.Events()) + span.Status().Description
		for _, secret := range []string{orderNumber, "用户投诉", "wxd678efh567hg6787", "500001"} {
			if strings.Contains(text, secret) {
				t.Errorf("span %s has %q", span.Name(), secret)
			}
		}
	}
}

func TestMetrics(t *testing.T) {
	r := record(t)
	if _, err := r.call(t, cancelled()); err != nil {
		t.Fatal(err)
	}
	var data metricdata.ResourceMetrics
	if err := r.reader.Collect(t.Context(), &data); err != nil {
		t.Fatal(err)
	}
	counts := map[string]uint64{}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			for _, point := range m.Data.(metricdata.Histogram[float64]).DataPoints {
				outcome, _ := point.Attributes.Value("wxpay.outcome")
				operation, _ := point.Attributes.Value("wxpay.operation")
				counts[m.Name+" "+operation.AsString()+" "+outcome.AsString()] += point.Count
				if point.Sum <= 0 || m.Unit != "s" {
					t.Errorf("%s: %v %s", m.Name, point.Sum, m.Unit)
				}
			}
		}
	}
	for _, name := range []string{"call", "attempt"} {
		if key := "wxpay.client." + name + ".duration payscore.CancelServiceOrder success"; counts[key] != 1 {
			t.Errorf("%s: %d, in %v", key, counts[key], counts)
		}
	}
}

func TestPropagation(t *testing.T) {
	r := record(t, wxpayotel.WithPropagation(propagation.TraceContext{}))
	gw, err := r.call(t, cancelled())
	if err != nil {
		t.Fatal(err)
	}
	call := r.spans.Ended()[1].SpanContext()
	if header := gw.Requests()[0].Header.Get("Traceparent"); !strings.Contains(header, call.TraceID().String()+"-"+call.SpanID().String()) {
		t.Errorf("traceparent is %q", header)
	}
}

func TestCallerPanics(t *testing.T) {
	r := record(t)
	breaker := callerFunc(func(_ context.Context, req *wxpay.Request, _ any, opts ...wxpay.CallOption) error {
		return wxpay.NotSent(req, errors.New("the breaker is open for "+orderNumber), opts...)
	})
	request := payscore.CancelServiceOrderRequest{OutOrderNo: orderNumber, AppID: "wxd678efh567hg6787", ServiceID: "500001", Reason: "用户投诉"}
	_, _ = payscore.New(r.Caller(breaker)).CancelServiceOrder(t.Context(), request)
	func() {
		defer func() { _ = recover() }()
		panics := callerFunc(func(context.Context, *wxpay.Request, any, ...wxpay.CallOption) error { panic("a program's own") })
		_, _ = payscore.New(r.Caller(panics)).CancelServiceOrder(t.Context(), request)
		t.Error("the panic was swallowed")
	}()
	spans := r.spans.Ended()
	if len(spans) != 2 {
		t.Fatalf("%d spans ended, want 2", len(spans))
	}
	if s := spans[0].Status(); s.Code != codes.Error || s.Description != string(wxpay.OutcomeNotSent) {
		t.Errorf("status %v", s)
	}
}

type callerFunc func(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error

func (f callerFunc) Call(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	return f(ctx, req, out, opts...)
}

func TestNotifications(t *testing.T) {
	r := record(t)
	gw := sandbox.New(t)
	receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier(), r.ReceiverOption())
	if err != nil {
		t.Fatal(err)
	}
	ctx, server := sdktrace.NewTracerProvider().Tracer("server").Start(t.Context(), "POST /notify")
	forged := http.Header{"Wechatpay-Serial": {"x"}}
	receiver.Serve(ctx, forged, []byte(`{"event_type":"MADE.UP"}`), nil)
	spans := r.spans.Ended()
	if len(spans) != 1 || spans[0].Name() != "notification unverified" || spans[0].SpanKind() != trace.SpanKindConsumer ||
		spans[0].Parent().TraceID() != server.SpanContext().TraceID() {
		t.Fatalf("spans: %+v", spans)
	}
}

func TestNewWithoutProvider(t *testing.T) {
	if _, err := wxpayotel.New(wxpayotel.WithTracerProvider(nil)); err == nil {
		t.Error("no error")
	}
}
