// Package wxpayotel reports calls and notifications of package wxpay to OpenTelemetry.
//
//	telemetry, err := wxpayotel.New()
//	…
//	client, err := wxpay.NewClient(…, telemetry.ClientOption())
//	…
//	orders := payments.New(telemetry.Caller(client))
//
// A call is a span named after its operation, and each attempt is a span within it. A
// documented error of the operation is a result and not a failure: its span has the code
// and no error status. No attribute contains the value of a field, a path with its
// parameters, or an order number. The trace context is sent to WeChat Pay only with
// [WithPropagation].
//
// Span attributes follow the semantic conventions for HTTP if possible. Others are
// wxpay.operation, wxpay.outcome, wxpay.code and wxpay.request_id.
package wxpayotel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// scope names this package as the source of its spans and metrics.
const scope = "github.com/wxpaygen/wxpaygen/wxpay/wxpayotel"

// Telemetry makes spans and metrics. Create one with [New] for all clients and receivers
// of a program. It is safe for concurrent use.
type Telemetry struct {
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator // nil: the trace context is not sent

	calls         metric.Float64Histogram
	attempts      metric.Float64Histogram
	notifications metric.Float64Histogram
}

// Option configures a [Telemetry].
type Option func(*config)

type config struct {
	tracers    trace.TracerProvider
	meters     metric.MeterProvider
	propagator propagation.TextMapPropagator
}

// WithTracerProvider sets the provider of tracers. The default is
// otel.GetTracerProvider.
func WithTracerProvider(provider trace.TracerProvider) Option {
	return func(c *config) { c.tracers = provider }
}

// WithMeterProvider sets the provider of meters. The default is otel.GetMeterProvider.
func WithMeterProvider(provider metric.MeterProvider) Option {
	return func(c *config) { c.meters = provider }
}

// WithPropagation sends the trace context of a call in the headers that propagator
// writes, such as traceparent. Use it if requests pass through your own proxy, which
// continues the trace.
func WithPropagation(propagator propagation.TextMapPropagator) Option {
	return func(c *config) { c.propagator = propagator }
}

// seconds has the bounds of the histograms: WeChat Pay responds within 0.05 to 5 s.
var seconds = metric.WithExplicitBucketBoundaries(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

// New creates the instruments. It returns the error of a meter that rejects one.
func New(options ...Option) (*Telemetry, error) {
	c := config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider()}
	for _, option := range options {
		option(&c)
	}
	if c.tracers == nil || c.meters == nil {
		return nil, errors.New("wxpayotel.New: a provider is nil")
	}
	meter := c.meters.Meter(scope, metric.WithInstrumentationVersion(wxpay.Version))
	t := &Telemetry{tracer: c.tracers.Tracer(scope, trace.WithInstrumentationVersion(wxpay.Version)), propagator: c.propagator}
	var problems []error
	for _, instrument := range []struct {
		to                *metric.Float64Histogram
		name, description string
	}{
		{&t.calls, "wxpay.client.call.duration", "Duration of a call with all its attempts."},
		{&t.attempts, "wxpay.client.attempt.duration", "Duration of one attempt of a call."},
		{&t.notifications, "wxpay.notification.duration", "Duration of handling a notification."},
	} {
		histogram, err := meter.Float64Histogram(instrument.name, metric.WithUnit("s"), metric.WithDescription(instrument.description), seconds)
		*instrument.to = histogram
		problems = append(problems, err)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("wxpayotel.New: %w", err)
	}
	return t, nil
}

// Caller returns a [wxpay.Caller] that makes a span and a measurement of each call of
// next.
func (t *Telemetry) Caller(next wxpay.Caller) wxpay.Caller { return caller{t, next} }

type caller struct {
	*Telemetry
	next wxpay.Caller
}

// Call performs the call within a span.
func (c caller) Call(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	if ctx == nil {
		return c.next.Call(ctx, req, out, opts...) // returns an error
	}
	began := time.Now()
	operation := attribute.String("wxpay.operation", req.Operation())
	ctx, span := c.tracer.Start(ctx, req.Operation(), trace.WithTimestamp(began), trace.WithSpanKind(trace.SpanKindInternal),
		trace.WithAttributes(operation))
	defer span.End() // also after a panic
	if c.propagator != nil {
		opts = append(opts, c.headers(ctx)...)
	}
	err := c.next.Call(ctx, req, out, opts...)
	outcome, code, failed := classify(err)
	attributes := []attribute.KeyValue{attribute.String("wxpay.outcome", string(outcome)), attribute.String("wxpay.code", code)}
	span.SetAttributes(attributes...)
	fail(span, failed, outcome)
	c.calls.Record(ctx, time.Since(began).Seconds(), metric.WithAttributes(append(attributes, operation)...))
	return err
}

// headers returns the trace context as options of a call.
func (c caller) headers(ctx context.Context) []wxpay.CallOption {
	carrier := propagation.MapCarrier{}
	c.propagator.Inject(ctx, carrier)
	var opts []wxpay.CallOption
	for name, value := range carrier {
		opts = append(opts, wxpay.WithHeader(name, value))
	}
	return opts
}

// ClientOption is an option of [wxpay.NewClient] that makes a span and a measurement of
// each attempt.
func (t *Telemetry) ClientOption() core.ClientOption { return wxpay.WithObserver(t.observe) }

func (t *Telemetry) observe(ctx context.Context, e wxpay.Event) {
	ended := time.Now()
	shared := []attribute.KeyValue{
		attribute.String("wxpay.operation", e.Operation),
		attribute.String("wxpay.outcome", string(e.Outcome)),
		attribute.String("wxpay.code", string(e.Code)),
		attribute.String("http.request.method", e.Method),
		attribute.String("url.template", e.Route),
		attribute.String("server.address", hostOf(e.Server)),
	}
	if e.StatusCode != 0 {
		shared = append(shared, attribute.Int("http.response.status_code", e.StatusCode))
	}
	_, span := t.tracer.Start(ctx, e.Method+" "+e.Route, trace.WithTimestamp(ended.Add(-e.Duration)), trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(shared...))
	if e.Attempt > 1 {
		span.SetAttributes(attribute.Int("http.request.resend_count", e.Attempt-1))
	}
	if e.RequestID != "" {
		span.SetAttributes(attribute.String("wxpay.request_id", e.RequestID))
	}
	fail(span, e.Outcome == wxpay.OutcomeUnknown || e.Outcome == wxpay.OutcomeNotSent, e.Outcome)
	span.End(trace.WithTimestamp(ended))
	t.attempts.Record(ctx, e.Duration.Seconds(), metric.WithAttributes(shared...))
}

// ReceiverOption is an option of [wxpay.NewReceiver] that measures each notification,
// and makes a span of it within that of the HTTP server if there is one.
func (t *Telemetry) ReceiverOption() wxpay.ReceiverOption {
	return wxpay.WithNotificationObserver(t.observeNotification)
}

func (t *Telemetry) observeNotification(ctx context.Context, e wxpay.NotificationEvent) {
	ended := time.Now()
	eventType := e.EventType
	if eventType == "" {
		eventType = "unverified" // senders of forgeries must not create series
	}
	attributes := []attribute.KeyValue{
		attribute.String("wxpay.event_type", eventType),
		attribute.String("wxpay.reason", string(e.Reason)),
		attribute.Bool("wxpay.duplicate", e.Duplicate),
		attribute.Int("http.response.status_code", e.StatusCode),
	}
	_, span := t.tracer.Start(ctx, "notification "+eventType, trace.WithTimestamp(ended.Add(-e.Duration)), trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithAttributes(attributes...))
	if e.StatusCode >= 500 {
		span.SetStatus(statusError, string(e.Reason))
		span.SetAttributes(attribute.String("error.type", string(e.Reason)))
	}
	span.End(trace.WithTimestamp(ended))
	t.notifications.Record(ctx, e.Duration.Seconds(), metric.WithAttributes(attributes...))
}
