package wxpay

import (
	"context"
	"net/http"
)

// Caller performs a request. [*Client] is the real one; tests can give generated
// packages their own. Implementations must be safe for concurrent use.
type Caller interface {
	// Call sends req and stores the answer in out: nil when no answer is wanted, a
	// pointer to decode the JSON body into, a [ResponseDecoder], or a [*Download].
	// out is of no meaning after an error.
	Call(ctx context.Context, req *Request, out any, opts ...CallOption) error
}

// Response is an answer as it came. What a [ResponseDecoder] gets is verified,
// unless the [Operation] is unsigned; of what [WithResponse] stores the call's
// error says whether it is.
type Response struct {
	StatusCode int
	Header     http.Header
	// Body is the whole body, decompressed. It is nil for a [Download].
	Body []byte
	// Unread lists the members that could not be read and are therefore absent in
	// what the call returned. It is nil for most responses.
	Unread []Unread
}

// RequestID returns the answer's Request-ID, which WeChat Pay's support asks for.
func (r *Response) RequestID() string { return r.Header.Get("Request-Id") }

// JSON decodes the body into out, a pointer. Unknown members are ignored, and null
// leaves what it meets as it is. A member of an unexpected type is listed in
// Unread, and is an error only if programs decide by it: see [DecodeError]. An
// empty body is an error.
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

// ResponseDecoder is implemented by answer types that have several forms, or
// take something from the headers. DecodeResponse is called for successful,
// verified answers alone; its error becomes a [*DecodeError].
type ResponseDecoder interface {
	DecodeResponse(resp *Response) error
}
