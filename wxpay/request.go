package wxpay

import (
	"net/http"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// Request is one request of an operation. Methods of generated clients make it and
// pass it to a [Caller], which can look into it. It is not safe for concurrent use.
type Request request.Request

// built returns the request by the name that has the methods to build it.
func (r *Request) built() *request.Request { return (*request.Request)(r) }

// Operation returns the operation's name, such as "payscore.CancelServiceOrder".
func (r *Request) Operation() string {
	if op := r.built().Operation(); op != nil {
		return op.Name
	}
	return "unnamed operation"
}

// Method returns the HTTP method, and "" without an operation.
func (r *Request) Method() string {
	if op := r.built().Operation(); op != nil {
		return op.Method
	}
	return ""
}

// Route returns the path's template, such as "/v3/pay/{out_trade_no}", and "" without
// an operation.
func (r *Request) Route() string {
	if op := r.built().Operation(); op != nil {
		return op.Path
	}
	return ""
}

// URLPath returns the escaped path with the query, as it is sent and signed. It is ""
// if a parameter is missing.
func (r *Request) URLPath() string {
	path, _ := r.built().URLPath()
	return path
}

// Header returns a copy of the headers that the request sets itself. It lacks those
// that the [Client] adds, such as Authorization and Wechatpay-Serial.
func (r *Request) Header() http.Header {
	header := r.built().SharedHeader()
	if header == nil {
		return http.Header{}
	}
	return header.Clone()
}

// Body returns the bytes of the body, nil when there is none. Sensitive fields are
// not encrypted in it: the [Client] encrypts them when it sends the request.
func (r *Request) Body() ([]byte, error) { return r.built().Body() }
