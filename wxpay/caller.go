package wxpay

import (
	"context"
	"net/http"
)

// Caller performs requests of generated packages. [*Client] sends them to WeChat Pay; tests
// can use their own implementation, which must be safe for concurrent use.
type Caller interface {
	// Call sends req and stores the response in out: a pointer to decode the JSON body
	// into, a [ResponseDecoder], a [*Download], or nil to ignore the body. After an error,
	// out must not be used.
	Call(ctx context.Context, req *Request, out any, opts ...CallOption) error
}

// Response is an HTTP response. One that a [ResponseDecoder] receives is verified, unless
// responses of the operation are not signed. Of one that [WithResponse] stores, the call's
// error says whether it is verified.
type Response struct {
	StatusCode int
	Header     http.Header
	// Body is the complete, decompressed body. It is nil for a [Download].
	Body []byte
	// Unread lists the members that could not be read and are absent in the result of the
	// call. It is usually nil.
	Unread []Unread
}

// RequestID returns the Request-ID of the response, which WeChat Pay's support asks for.
func (r *Response) RequestID() string { return r.Header.Get("Request-Id") }

// JSON decodes the body into out, a pointer. Unknown members are ignored, and null leaves a
// value unchanged. A member of an unexpected type is listed in Unread, and is an error only
// if programs decide by it: see [DecodeError]. An empty body is an error.
func (r *Response) JSON(out any) error {
	if len(r.Body) == 0 {
		return errEmptyBody
	}
	unread, decisive, err := unmarshal(r.Body, out)
	r.Unread = unread
	if err == nil && decisive != nil {
		return &undecided{decisive}
	}
	return err
}

// ResponseDecoder is implemented by types of responses with several forms. DecodeResponse
// is called only for successful, verified responses. Its error becomes a [*DecodeError].
type ResponseDecoder interface {
	DecodeResponse(resp *Response) error
}
