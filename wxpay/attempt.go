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

// send makes one attempt.
func (x *exchange) send(parent context.Context) error {
	x.status, x.requestID = 0, ""
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

// sendStream makes an attempt whose success is read by the caller. The timeout
// covers everything up to the first bytes of the body, and then each read.
func (x *exchange) sendStream(parent context.Context, stream *Download) error {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(x.client.config.timeout, func() { cancel(context.DeadlineExceeded) })
	resp, err := x.roundTrip(ctx, func() { cancel(nil) })
	if err != nil {
		timer.Stop()
		cancel(nil)
		return err
	}
	release := func() { timer.Stop(); cancel(nil) }
	if !isSuccess(resp.StatusCode) || !x.op.Succeeds(resp.StatusCode) {
		defer release()
		defer resp.Body.Close()
		return x.finish(ctx, resp)
	}
	body, err := x.openStream(ctx, resp)
	if err == nil && !timer.Stop() {
		err = x.brokenOff(ctx, resp, context.DeadlineExceeded)
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

// roundTrip signs and sends one attempt, up to the answer's headers. stop cancels
// ctx.
func (x *exchange) roundTrip(ctx context.Context, stop func()) (*http.Response, error) {
	trace := newSendTrace(stop)
	req, err := x.build(context.WithValue(trace.attach(ctx), attemptKey{}, &Attempt{
		Operation: x.op.Name, Method: x.op.Method, Route: x.op.Path, Number: x.attempt, Repeatable: x.op.Repeatable,
	}))
	if err == nil {
		err = context.Cause(ctx) // a signer may take its time
	}
	if err != nil {
		return nil, &NotSentError{Operation: x.op.Name, Err: withEnd(ctx, err)}
	}
	trace.host, trace.authorization = req.Host, req.Header.Get("Authorization")
	resp, err := x.client.http.Do(req)
	if err != nil {
		return nil, x.failed(ctx, trace, withoutURL(err))
	}
	showLocation(resp.Header)
	x.status, x.requestID = resp.StatusCode, resp.Header.Get("Request-Id")
	return resp, nil
}

// failed words a round trip that brought no answer.
func (x *exchange) failed(ctx context.Context, trace *sendTrace, err error) error {
	switch {
	case trace.stopped.Load():
		err = &networkError{quietError{errSentOnce}}
	case trace.neverSent(err, x.client.base.ofNetHTTP()):
		return &NotSentError{Operation: x.op.Name, Err: notSentCause(ctx, trace, err)}
	default:
		err = &networkError{quietError{withEnd(ctx, err)}}
	}
	return &NoResponseError{Operation: x.op.Name, Repeatable: x.op.Repeatable, Err: err}
}

// errSentOnce takes the place of the cancellation by which a second request of
// the same attempt was kept back.
var errSentOnce = errors.New("the request was sent, and the connection or stream ended without an answer; it was not sent again under the same signature")

// notSentCause tells a connection that failed, after which another attempt may do
// better, from a request that was refused before there was one: by a proxy function, or
// by a RoundTripper.
func notSentCause(ctx context.Context, trace *sendTrace, err error) error {
	cause := quietError{withEnd(ctx, err)}
	if trace.asked.Load() || isDialError(err) {
		return &networkError{cause}
	}
	return &cause
}

// finish reads, verifies and decodes an answer.
func (x *exchange) finish(ctx context.Context, resp *http.Response) error {
	body, err := x.read(ctx, resp)
	tooLarge := errors.Is(err, errTooLarge)
	if err != nil && (!tooLarge || isSuccess(resp.StatusCode)) {
		return err
	}
	answer := &Response{StatusCode: resp.StatusCode, Header: resp.Header, Body: body}
	x.capture(answer)
	switch {
	case tooLarge:
		return x.hugeRefusal(resp)
	case !isSuccess(resp.StatusCode):
		return x.refusal(ctx, resp, body)
	}
	verified := !x.op.Unsigned || !x.op.Succeeds(resp.StatusCode)
	if verified {
		if bad := x.verify(ctx, resp, body); bad != nil {
			return bad
		}
	}
	if x.isNoSuccess(resp.StatusCode, body) {
		return x.errorInstead(resp, body, verified)
	}
	if err := x.matches(answer); err != nil {
		return err
	}
	err = x.decode(ctx, answer)
	if err == nil && isErrorInUnion(body, x.out) {
		return x.errorInstead(resp, body, verified)
	}
	return err
}

// errorInstead makes the error of a 2xx response that is not a success.
func (x *exchange) errorInstead(resp *http.Response, body []byte, verified bool) *Error {
	refused := x.newError(resp, body)
	refused.Verified = verified
	return refused
}

func isSuccess(status int) bool { return status >= 200 && status < 300 }

func (x *exchange) capture(answer *Response) {
	if x.settings.capture != nil {
		*x.settings.capture = *answer
	}
}

var errTooLarge = errors.New("the answer is larger than the limit; see wxpay.WithMaxResponse")

// read reads the whole body, to its end so that the connection can be used again.
func (x *exchange) read(ctx context.Context, resp *http.Response) ([]byte, error) {
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
		return nil, x.brokenOff(ctx, resp, err)
	}
	return nil, &NoResponseError{Operation: x.op.Name, StatusCode: resp.StatusCode, Repeatable: x.op.Repeatable, Err: err}
}

// brokenOff makes the error of a response whose body could not be read.
func (x *exchange) brokenOff(ctx context.Context, resp *http.Response, err error) error {
	return &NoResponseError{
		Operation: x.op.Name, StatusCode: resp.StatusCode, Repeatable: x.op.Repeatable, Err: &networkError{quietError{withEnd(ctx, err)}},
	}
}

// readAll is io.ReadAll for content whose size is expected: it is read into one
// piece of memory then, with room for the read that finds the end.
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

// networkError marks a failure of the network, after which another attempt or the
// backup server may do better.
type networkError struct{ quietError }

// quietError is an error of an HTTP client. Its text leaves out what net/http quotes:
// that is the URL, a proxy's with its password, or a piece of an answer.
type quietError struct{ err error }

func (e *quietError) Error() string {
	text := e.err.Error()
	first, last := strings.IndexByte(text, '"'), strings.LastIndexByte(text, '"')
	if first >= 0 {
		text = text[:first] + "…" + text[last+1:]
	}
	return ascii.OneLine(text, 512)
}

func (e *quietError) Unwrap() error { return e.err }

// withEnd adds why ctx ended to a failure that it caused: its cause, and beside a
// cause of the caller's own that it was cancelled or that its deadline passed.
func withEnd(ctx context.Context, err error) error {
	ends := []error{context.Cause(ctx), ctx.Err()}
	if errors.Is(ends[0], context.DeadlineExceeded) {
		ends = ends[:1] // of a stream the timeout is a cancellation with this cause
	}
	for _, end := range ends {
		if end != nil && !errors.Is(err, end) {
			err = &contextError{end, err}
		}
	}
	return err
}

// contextError is a failure that the end of a context caused.
type contextError struct{ cause, err error }

func (e *contextError) Error() string   { return e.cause.Error() + ": " + e.err.Error() }
func (e *contextError) Unwrap() []error { return []error{e.cause, e.err} }
