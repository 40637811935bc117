package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// Answer is what the gateway sends back. Make one with [JSON], [NoContent], [Refuse], [Raw], [Func] or
// [Handler]; its methods return changed copies. The zero value is an empty 200.
type Response struct {
	status    int
	header    http.Header
	body      []byte
	unsigned  bool
	tail      string // of the Request-ID
	dynamic   func(*Request) Response
	handler   http.Handler
	operation func(seen *Request) Response // gets the record itself
	faults    []Fault
	err       error
}

const jsonType = "application/json; charset=utf-8"

// JSON answers with a status from 200 to 599 and value as [json.Marshal] writes it. To send JSON text as it is give a
// [json.RawMessage]; to send what is not JSON take [Raw].
func JSON(status int, value any) Response {
	body, err := json.Marshal(value)
	a := Raw(status, jsonType, body)
	if err != nil && a.err == nil {
		a.err = fmt.Errorf("the value of the answer cannot be written as JSON: %w", err)
	}
	return a
}

// NoContent answers 204 with no body, which is signed like any other.
func NoContent() Response { return Response{status: http.StatusNoContent} }

// Raw answers with a status from 200 to 599 and exactly these bytes. With a contentType of "" there is no Content-Type.
func Raw(status int, contentType string, body []byte) Response {
	a := Response{status: status, body: slices.Clone(body)}
	if contentType != "" {
		a.header = http.Header{"Content-Type": {contentType}}
	}
	if status < 200 || status > 599 {
		a.err = fmt.Errorf("status %d: an answer has a status from 200 to 599", status)
	}
	return a
}

// errorBody is how WeChat Pay words a refusal.
type errorBody struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Detail  any    `json:"detail,omitempty"`
}

// Error responds with an error body, as in Refuse(404, "ORDER_NOT_EXIST", "订单不存在"). A detail, of which there is at
// most one, goes under "detail".
func Error(status int, code, message string, detail ...any) Response {
	body := errorBody{Code: code, Message: message}
	if len(detail) > 0 {
		body.Detail = detail[0]
	}
	a := JSON(status, body)
	if len(detail) > 1 && a.err == nil {
		a.err = fmt.Errorf("a refusal has at most one detail, this one has %d", len(detail))
	}
	a.tail = "268435460" // any but 0 will do
	return a
}

// Func answers with what f makes of the request. f is called once a request, from several goroutines at once if
// requests come so, and should end when the request's context does. It gets only requests whose signature fits. If
// it panics the answer is a 500 that says so. It must not end the test; record what is wrong and report it from there.
func Func(f func(*Request) Response) Response {
	a := Response{dynamic: f}
	if f == nil {
		a.err = fmt.Errorf("Func: the function is nil")
	}
	return a
}

// Handler answers with what h writes, which is collected, then signed. It is the seam for a handler that serves
// many routes: register it with the pattern "/". h gets the request with its body, its Host as the client wanted it, and the
// gateway's own view of it through [FromContext]; [MarkUnsigned] marks an answer that goes out without a signature.
func Handler(h http.Handler) Response {
	a := Response{handler: h}
	if h == nil {
		a.err = fmt.Errorf("Handler: the handler is nil")
	}
	return a
}

// Unsigned returns the answer without a signature, as the downloads of bills are.
func (a Response) Unsigned() Response {
	a.unsigned = true
	return a
}

// WithHeader returns the answer with a header field set. The fields of the signature are the gateway's and cannot be
// set this way; see [Fault] for ways to spoil them.
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
