package wxpay

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// send performs one attempt.
func (x *call) send(parent context.Context) error {
	x.status, x.requestID, x.sent, x.response = 0, "", nil, nil
	if err := parent.Err(); err != nil {
		return &NotSentError{Operation: x.op.Name, Err: err}
	}
	if stream, ok := x.out.(*Download); ok && x.op.Unsigned {
		return x.sendStream(parent, stream)
	}
	ctx, cancel := context.WithTimeout(parent, x.client.config.timeout)
	defer cancel()
	resp, err := x.roundTrip(ctx, cancel)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return x.finish(ctx, resp)
}

// sendStream performs an attempt whose successful response is read by the caller. The
// timeout covers everything up to the first bytes of the body, and then each read.
func (x *call) sendStream(parent context.Context, stream *Download) error {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(x.client.config.timeout, func() { cancel(context.DeadlineExceeded) })
	resp, err := x.roundTrip(ctx, func() { cancel(nil) })
	if err != nil {
		timer.Stop()
		cancel(nil)
		return err
	}
	release := func() { timer.Stop(); cancel(nil) }
	if !x.isSuccess(resp.StatusCode) || !x.op.Succeeds(resp.StatusCode) {
		defer release()
		defer resp.Body.Close()
		return x.finish(ctx, resp)
	}
	body, err := x.openStream(ctx, resp)
	if err == nil && !timer.Stop() {
		err = x.interrupted(ctx, resp, context.DeadlineExceeded)
	}
	if err != nil {
		resp.Body.Close()
		release()
		return err
	}
	x.capture(&Response{StatusCode: resp.StatusCode, Header: resp.Header})
	*stream = Download{
		StatusCode: resp.StatusCode, Header: resp.Header, release: release, want: x.settings.hash,
		body: &stallBody{ReadCloser: body, timer: timer, limit: x.client.config.timeout},
	}
	return nil
}

// roundTrip signs and sends one attempt and returns when the headers of the response were
// received. stop cancels ctx.
func (x *call) roundTrip(ctx context.Context, stop func()) (*http.Response, error) {
	trace := newSendTrace(stop)
	req, err := x.build(context.WithValue(trace.attach(ctx), attemptKey{}, &Attempt{
		Operation: x.op.Name, Method: x.op.Method, Route: x.op.Path, Number: x.attempt, Repeatable: x.op.Repeatable,
	}))
	if err == nil {
		err = context.Cause(ctx) // signing may take long
	}
	if err != nil {
		return nil, &NotSentError{Operation: x.op.Name, Err: withContextError(ctx, err)}
	}
	x.sent = req
	trace.host, trace.authorization = req.Host, req.Header.Get("Authorization")
	resp, err := x.client.http.Do(req)
	if err != nil {
		return nil, x.failed(ctx, trace, withoutURL(err))
	}
	showLocation(resp.Header)
	x.status, x.requestID = resp.StatusCode, resp.Header.Get("Request-Id")
	return resp, nil
}

// failed returns the error for a round trip without a response.
func (x *call) failed(ctx context.Context, trace *sendTrace, err error) error {
	switch {
	case trace.stopped.Load():
		err = &networkError{redactedError{errSentOnce}}
	case trace.neverSent(err, x.client.base.isNetHTTP()):
		return &NotSentError{Operation: x.op.Name, Err: notSentCause(ctx, trace, err)}
	default:
		err = &networkError{redactedError{withContextError(ctx, err)}}
	}
	return &NoResponseError{Operation: x.op.Name, Repeatable: x.op.Repeatable, Err: err}
}

// errSentOnce replaces the cancellation that prevented a second request of the same
// attempt.
var errSentOnce = errors.New("the request was sent, and the connection or stream ended without a response; it was not sent again with the same signature")

// notSentCause distinguishes a failed connection, after which a retry may succeed, from a
// request that a proxy function or a RoundTripper rejected before it was sent.
func notSentCause(ctx context.Context, trace *sendTrace, err error) error {
	cause := redactedError{withContextError(ctx, err)}
	if trace.asked.Load() || isDialError(err) {
		return &networkError{cause}
	}
	return &cause
}

// finish reads, verifies and decodes a response.
func (x *call) finish(ctx context.Context, resp *http.Response) error {
	body, err := x.read(ctx, resp)
	tooLarge := errors.Is(err, errTooLarge)
	if err != nil && (!tooLarge || x.isSuccess(resp.StatusCode)) {
		return err
	}
	response := &Response{StatusCode: resp.StatusCode, Header: resp.Header, Body: body}
	x.capture(response)
	switch {
	case tooLarge:
		return x.largeError(resp)
	case !x.isSuccess(resp.StatusCode):
		return x.responseError(ctx, resp, body)
	}
	verified := !x.op.Foreign && (!x.op.Unsigned || !x.op.Succeeds(resp.StatusCode))
	if verified {
		if bad := x.verify(ctx, resp, body); bad != nil {
			return bad
		}
	}
	if x.isActuallyError(resp.StatusCode, body) {
		return x.errorFromBody(resp, body, verified)
	}
	if err := x.matches(response); err != nil {
		return err
	}
	err = x.decode(ctx, response)
	if err == nil && isErrorInUnion(body, x.out) {
		return x.errorFromBody(resp, body, verified)
	}
	return err
}

// errorFromBody returns the error for a 2xx response that is not a success.
func (x *call) errorFromBody(resp *http.Response, body []byte, verified bool) *Error {
	apiErr := x.newError(resp, body)
	apiErr.Verified = verified
	return apiErr
}

// isSuccess reports whether a status is a success: 2xx, or a documented redirect of an
// operation that has no other.
func (x *call) isSuccess(status int) bool {
	return status >= 200 && status < 300 || status >= 300 && status < 400 && x.op.Succeeds(status)
}

func (x *call) capture(response *Response) {
	x.response = response
	if x.settings.capture != nil {
		*x.settings.capture = *response
	}
}

var errTooLarge = errors.New("the response is larger than the limit; see wxpay.WithMaxResponse")

// read reads the body to its end, so that the connection can be reused.
func (x *call) read(ctx context.Context, resp *http.Response) ([]byte, error) {
	limit := min(x.client.config.maxResponse, math.MaxInt64-1)
	x.limited = io.LimitedReader{R: resp.Body, N: limit + 1}
	expected := resp.ContentLength
	if expected < 0 {
		expected = 511
	}
	body, err := readAll(&x.limited, min(expected, limit, 64<<10))
	switch {
	case err == nil && int64(len(body)) <= limit:
		return body, nil
	case err == nil:
		err = errTooLarge
	default:
		return nil, x.interrupted(ctx, resp, err)
	}
	return nil, &NoResponseError{Operation: x.op.Name, StatusCode: resp.StatusCode, Repeatable: x.op.Repeatable, Err: err}
}

// interrupted returns the error for a response whose body could not be read.
func (x *call) interrupted(ctx context.Context, resp *http.Response, err error) error {
	return &NoResponseError{
		Operation: x.op.Name, StatusCode: resp.StatusCode, Repeatable: x.op.Repeatable, Err: &networkError{redactedError{withContextError(ctx, err)}},
	}
}

// readAll is io.ReadAll for content with an expected size: one allocation is enough for
// it and for the read that finds the end.
func readAll(r io.Reader, expected int64) ([]byte, error) {
	body := make([]byte, 0, expected+1)
	for {
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case err == io.EOF:
			return body, nil
		case err != nil:
			return nil, err
		case len(body) == cap(body):
			body = append(body, 0)[:len(body)]
		}
	}
}

// networkError marks a network failure, after which a retry or the backup server may
// succeed.
type networkError struct{ redactedError }

// redactedError is an error of an HTTP client. Its text omits what net/http quotes: a URL,
// which for a proxy may have a password, or a part of a response.
type redactedError struct{ err error }

func (e *redactedError) Error() string {
	text := e.err.Error()
	first, last := strings.IndexByte(text, '"'), strings.LastIndexByte(text, '"')
	if first >= 0 {
		text = text[:first] + "…" + text[last+1:]
	}
	return ascii.OneLine(text, 512)
}

func (e *redactedError) Unwrap() error { return e.err }

// withContextError adds the reason for the end of ctx to a failure: its cause and, in
// addition to a cause of the caller's own, context.Canceled or context.DeadlineExceeded.
func withContextError(ctx context.Context, err error) error {
	ends := []error{context.Cause(ctx), ctx.Err()}
	if errors.Is(ends[0], context.DeadlineExceeded) {
		ends = ends[:1] // the timeout of a stream is a cancellation with this cause
	}
	for _, end := range ends {
		if end != nil && !errors.Is(err, end) {
			err = &contextError{end, err}
		}
	}
	return err
}

// contextError is a failure caused by the end of a context.
type contextError struct{ cause, err error }

func (e *contextError) Error() string   { return e.cause.Error() + ": " + e.err.Error() }
func (e *contextError) Unwrap() []error { return []error{e.cause, e.err} }
