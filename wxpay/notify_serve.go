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

// Handler returns a handler for the notify_url. It reads no more than the limit
// of the body, and does what [Receiver.Serve] does. The server should have a
// ReadTimeout: it bounds how long a body may take to come.
//
// An error of dispatch has the notification sent again. The context that it gets
// has a deadline below the time that WeChat Pay waits for an answer: what takes
// longer is to be queued. The Dispatch method of a generated Notifications is one.
func (r *Receiver) Handler(dispatch func(ctx context.Context, n *Notification) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var answer NotificationResponse
		if body, err := r.read(w, req); err != nil {
			answer = NewNotificationResponse(err)
			r.observe(req.Context(), nil, answer, err, 0)
		} else {
			answer = r.Serve(req.Context(), req.Header, body, dispatch)
		}
		if answer.StatusCode == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodPost)
		}
		if len(answer.Body) > 0 {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(answer.Body) // who does not wait for the answer asks again
	})
}

// read reads a posted body.
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

// Serve takes a notification over headers and body, for frameworks that do not
// speak net/http: it verifies and decrypts it as [Receiver.Receive] does, looks
// for its id in the [Deduplicator], calls dispatch, tells the observers, and
// returns what to answer. A panic in dispatch passes through.
func (r *Receiver) Serve(
	ctx context.Context, header http.Header, body []byte, dispatch func(ctx context.Context, n *Notification) error,
) NotificationResponse {
	began := time.Now()
	n, err := r.handle(ctx, header, body, dispatch)
	answer := NewNotificationResponse(err)
	r.observe(ctx, n, answer, err, time.Since(began))
	return answer
}

func (r *Receiver) handle(
	ctx context.Context, header http.Header, body []byte, dispatch func(ctx context.Context, n *Notification) error,
) (*Notification, error) {
	if ctx != nil {
		limited, cancel := context.WithTimeout(ctx, r.config.answerTime)
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

// NotificationEvent is one notification and how it was answered. It holds nothing
// of the resource, so that it can be logged and counted as it is.
type NotificationEvent struct {
	// ID, EventType and Serial are the notification's; "" for one that was not
	// verified.
	ID, EventType, Serial string
	// StatusCode is the status of the answer.
	StatusCode int
	// Reason is why it was not taken, "" for a success.
	Reason NotificationReason
	// Unread lists the members of the resource that could not be read.
	Unread []Unread
	// Duplicate says that it was acknowledged because the event was handled before.
	Duplicate bool
	// Duration is how long it took, without reading it.
	Duration time.Duration
	// Err is the error, a function's own too; after a success, what the
	// deduplicator said when it was told of it. LogValue leaves it out: it can say
	// whatever the function says.
	Err error
}

// LogValue makes an event a group of attributes for log/slog.
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

// observe tells the observers about an answered notification; n may be nil.
func (r *Receiver) observe(ctx context.Context, n *Notification, answer NotificationResponse, err error, took time.Duration) {
	if len(r.config.observers) == 0 {
		return
	}
	event := NotificationEvent{StatusCode: answer.StatusCode, Reason: reasonOf(err), Duration: took, Err: err}
	if n != nil {
		event.ID, event.EventType, event.Serial = ascii.OneLine(n.ID, 64), ascii.OneLine(n.EventType, 64), ascii.OneLine(n.Serial, 64)
		event.Duplicate, event.Unread = n.duplicate && err == nil, n.Unread
		if err == nil {
			event.Err = n.unsettled
		}
	}
	for _, observe := range r.config.observers {
		guarded(ctx, "notification", func() { observe(ctx, event) })
	}
}
