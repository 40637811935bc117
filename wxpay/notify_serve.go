package wxpay

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Handler returns a handler for the notify_url, which passes each notification to
// [Receiver.Serve]. It reads at most as many bytes as [WithMaxNotification] allows. The
// server should have a ReadTimeout, which limits how long reading a body may take.
//
// dispatch is usually the Dispatch method of a generated Notifications. If it returns an
// error, WeChat Pay sends the notification again. Its context has the deadline of
// [WithHandlerTimeout]: queue work that takes longer. A nil receiver and a nil dispatch are
// errors.
func (r *Receiver) Handler(dispatch func(ctx context.Context, n *Notification) error) (http.Handler, error) {
	switch {
	case r == nil:
		return nil, errors.New("wxpay: the receiver is nil; make it with wxpay.NewReceiver")
	case dispatch == nil:
		return nil, errors.New("wxpay: the function for notifications is nil; use the Dispatch method of a generated Notifications")
	}
	return r.handler(dispatch), nil
}

func (r *Receiver) handler(dispatch func(ctx context.Context, n *Notification) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var response NotificationResponse
		if body, err := r.read(w, req); err != nil {
			response = NewNotificationResponse(err)
			r.observe(req.Context(), nil, response, err, 0)
		} else {
			response = r.Serve(req.Context(), req.Header, body, dispatch)
		}
		if response.StatusCode == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodPost)
		}
		if len(response.Body) > 0 {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(response.StatusCode)
		_, _ = w.Write(response.Body) // ignore write errors: WeChat Pay sends the notification again
	})
}

// read reads the body of a request.
func (r *Receiver) read(w http.ResponseWriter, req *http.Request) ([]byte, error) {
	if req.Method != http.MethodPost {
		return nil, &NotificationError{Reason: NotificationMethod}
	}
	if req.ContentLength > r.config.maxBody {
		return nil, r.tooLarge()
	}
	var buf bytes.Buffer
	var err error
	if req.Body != nil {
		_, err = buf.ReadFrom(http.MaxBytesReader(w, req.Body, r.config.maxBody))
	}
	switch {
	case err == nil && int64(buf.Len()) < req.ContentLength:
		return nil, incomplete(int64(buf.Len()), req.ContentLength)
	case err == nil:
		return buf.Bytes(), nil
	case errors.As(err, new(*http.MaxBytesError)):
		return nil, r.tooLarge()
	}
	return nil, &NotificationError{Reason: NotificationUnreadable, Err: err}
}

// Serve handles a notification given by its headers and body, for frameworks that do not
// use net/http. It verifies and decrypts the notification as [Receiver.Receive] does, claims
// its id from the [Deduplicator], calls dispatch and the observers, and returns the
// response to send. A nil dispatch handles nothing: the response has status 500. A panic in
// dispatch is passed on.
func (r *Receiver) Serve(
	ctx context.Context, header http.Header, body []byte, dispatch func(ctx context.Context, n *Notification) error,
) NotificationResponse {
	began := time.Now()
	n, err := r.handle(ctx, header, body, dispatch)
	response := NewNotificationResponse(err)
	r.observe(ctx, n, response, err, time.Since(began))
	return response
}

func (r *Receiver) handle(
	ctx context.Context, header http.Header, body []byte, dispatch func(ctx context.Context, n *Notification) error,
) (*Notification, error) {
	if ctx != nil {
		limited, cancel := context.WithTimeout(ctx, r.config.handlerTimeout)
		defer cancel()
		ctx = limited
	}
	n, err := r.Receive(ctx, header, body)
	if err != nil {
		return nil, err
	}
	return n, r.once(ctx, n, n.Key(), func() error {
		if dispatch == nil {
			return n.unhandled()
		}
		return dispatch(ctx, n)
	})
}

// NotificationEvent describes one notification and its response. It contains nothing of the
// resource, so that it can be logged and counted unchanged.
type NotificationEvent struct {
	// ID, EventType and Serial are those of the notification, "" if it was not verified.
	ID, EventType, Serial string
	// StatusCode is the status of the response.
	StatusCode int
	// Reason is why the notification was not acknowledged, "" for a success.
	Reason NotificationReason
	// Unread lists the members of the resource that could not be read.
	Unread []Unread
	// Duplicate says that the event had been handled before.
	Duplicate bool
	// Duration is how long handling took, without reading the body.
	Duration time.Duration
	// Err is the error, such as one that a function returned; after a success, the error of
	// [Claim].Settle. LogValue omits it, since its text is not under this package's control.
	Err error
}

// LogValue returns the event as a group of attributes for log/slog, without Err.
func (e NotificationEvent) LogValue() slog.Value {
	attributes := []slog.Attr{
		slog.String("id", e.ID),
		slog.String("event_type", e.EventType),
		slog.String("serial", e.Serial),
		slog.Int("status", e.StatusCode),
		slog.String("reason", string(e.Reason)),
		slog.Bool("duplicate", e.Duplicate),
		slog.Duration("duration", e.Duration),
	}
	if len(e.Unread) > 0 {
		attributes = append(attributes, slog.String("unread", listUnread(e.Unread)))
	}
	return slog.GroupValue(attributes...)
}

// observe calls the observers after a response was made. n is nil if it was not verified.
func (r *Receiver) observe(ctx context.Context, n *Notification, response NotificationResponse, err error, took time.Duration) {
	if len(r.config.observers) == 0 {
		return
	}
	event := NotificationEvent{StatusCode: response.StatusCode, Reason: reasonOf(err), Duration: took, Err: err}
	if n != nil {
		event.ID, event.EventType, event.Serial = ascii.OneLine(n.ID, 64), ascii.OneLine(n.EventType, 64), ascii.OneLine(n.Serial, 64)
		event.Duplicate, event.Unread = n.duplicate && err == nil, n.Unread
		if err == nil {
			event.Err = n.unsettled
		}
	}
	for _, observe := range r.config.observers {
		callObserver(ctx, "notification", func() { observe(ctx, event) })
	}
}
