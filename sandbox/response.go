package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// Response is a response of the gateway. Create one with [JSON], [NoContent], [Error], [Raw], [Func] or [Handler]; its methods
// return changed copies. The zero value is an empty 200.
type Response struct {
	status    int
	header    http.Header
	body      []byte
	unsigned  bool
	tail      string // of the Request-ID
	dynamic   func(*Request) Response
	handler   http.Handler
	operation func(seen *Request) Response // gets the recorded request, not a copy
	faults    []Fault
	err       error
}

const jsonType = "application/json; charset=utf-8"

// JSON returns a response with a status from 200 to 599 and value as [json.Marshal] writes it. A [json.RawMessage] is sent as it
// is. Use [Raw] for other content.
func JSON(status int, value any) Response {
	body, err := json.Marshal(value)
	a := Raw(status, jsonType, body)
	if err != nil && a.err == nil {
		a.err = fmt.Errorf("the value cannot be written as JSON: %w", err)
	}
	return a
}

// NoContent returns a 204 without a body, which is signed like any other response.
func NoContent() Response { return Response{status: http.StatusNoContent} }

// Raw returns a response with a status from 200 to 599 and the given bytes. If contentType is "", it has no Content-Type.
func Raw(status int, contentType string, body []byte) Response {
	a := Response{status: status, body: slices.Clone(body)}
	if contentType != "" {
		a.header = http.Header{"Content-Type": {contentType}}
	}
	if status < 200 || status > 599 {
		a.err = fmt.Errorf("status %d: a response has a status from 200 to 599", status)
	}
	return a
}

// errorBody is the body of an error response.
type errorBody struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Detail  any    `json:"detail,omitempty"`
}

// Error returns an error response, as in Error(404, "ORDER_NOT_EXIST", "订单不存在"). It takes at most one detail, which becomes the
// member "detail".
func Error(status int, code, message string, detail ...any) Response {
	body := errorBody{Code: code, Message: message}
	if len(detail) > 0 {
		body.Detail = detail[0]
	}
	a := JSON(status, body)
	if len(detail) > 1 && a.err == nil {
		a.err = fmt.Errorf("an error has at most one detail, this one has %d", len(detail))
	}
	a.tail = "268435460" // anything but 0, which means success
	return a
}

// Func returns a response that f makes for each request with a valid signature. f may be called from several goroutines at once,
// and should return when the context of the request ends. If f panics, the response is a 500. f must not end the test with
// Fatal: it runs in another goroutine.
func Func(f func(*Request) Response) Response {
	a := Response{dynamic: f}
	if f == nil {
		a.err = fmt.Errorf("Func: the function is nil")
	}
	return a
}

// Handler returns a response that h writes; the gateway collects and signs it. A handler that serves many routes is registered
// with the pattern "/". h gets the request with its body and the Host of the client; [FromContext] returns the gateway's record
// of it, and [MarkUnsigned] makes the response unsigned.
func Handler(h http.Handler) Response {
	a := Response{handler: h}
	if h == nil {
		a.err = fmt.Errorf("Handler: the handler is nil")
	}
	return a
}

// Unsigned returns the response without a signature, like downloads of bills.
func (a Response) Unsigned() Response {
	a.unsigned = true
	return a
}

// WithHeader returns the response with a header field set. The fields of the signature cannot be set; see [Fault] for ways to
// damage them.
func (a Response) WithHeader(name, value string) Response {
	a.header = a.header.Clone()
	if a.header == nil {
		a.header = make(http.Header)
	}
	a.header.Set(name, value)
	return a
}

// WithFaults returns the response with more faults.
func (a Response) WithFaults(faults ...Fault) Response {
	a.faults = append(slices.Clip(a.faults), faults...)
	return a
}
