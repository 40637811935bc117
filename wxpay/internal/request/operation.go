package request

import "strconv"

// Operation describes one operation of WeChat Pay. Generated code declares one
// per method and never changes it, so that concurrent calls can share it.
type Operation struct {
	// Name is the package and method, such as "payscore.CancelServiceOrder". Errors
	// and events contain it.
	Name string
	// Method is the HTTP method.
	Method string
	// Path is the path's template, with parameters in braces, such as
	// "/v3/pay/{out_trade_no}". It begins with a slash and has no query. Events
	// contain it in place of the expanded path.
	Path string
	// Query is the fixed part of the query, escaped as it is sent. It comes before the
	// query parameters. Most operations have none.
	Query string
	// Servers are base URLs, such as "https://api.mch.weixin.qq.com". Requests are
	// sent to the first, and retries after a network failure to the second. Both have
	// a scheme and a host, and no user, query or fragment.
	Servers []string
	// Repeatable says that sending the same request again is safe when the outcome
	// is unknown. Only such operations are retried.
	Repeatable bool
	// Unsigned says that successful responses have no signature (downloads), and are
	// therefore not verified. Those of all other operations are.
	Unsigned bool
	// Foreign says that the operation is not one of WeChat Pay: requests are not signed
	// with a merchant's key, and responses are not verified.
	Foreign bool
	// Security lists alternative sets of credentials, one of which is needed. An empty
	// set needs none. nil needs none, too.
	Security [][]*Scheme
	// Success lists the documented success statuses. Empty means every 2xx status.
	Success []int
	// Echoes lists the members of success responses that repeat the request.
	Echoes []Echo
	// Errors lists the documented error codes with their remedies.
	Errors []DocumentedError
	// ErrorBodies lists the documented bodies of error responses that are not WeChat
	// Pay's own.
	ErrorBodies []ErrorBody
}

// ErrorBody is the documented body of error responses.
type ErrorBody struct {
	// Status is the response's key in the document: "422", "4XX" or "default".
	Status string
	Type   TypedBody
}

// TypedBody makes errors with bodies of one type.
type TypedBody interface {
	// As stores in target, if it is for errors with bodies of this type, the error err
	// with the body that decode stores. It reports whether it did.
	As(err error, decode func(out any) bool, target any) bool
}

// ErrorBody returns the type of the body of an error response, nil if there is none: that
// of the status, else of its range, else of any other status.
func (o *Operation) ErrorBody(status int) TypedBody {
	text := strconv.Itoa(status)
	for _, key := range []string{text, text[:1] + "XX", "default"} {
		for _, body := range o.ErrorBodies {
			if body.Status == key {
				return body.Type
			}
		}
	}
	return nil
}

// DocumentedError is one line of an operation's table of error codes.
type DocumentedError struct {
	Status int
	// Code is a wxpay.Code. It has the type error here, since package wxpay imports
	// this one.
	Code   error
	Remedy string
	// ChineseRemedy is Remedy in Chinese, "" if the spec has none.
	ChineseRemedy string
}

// Echo is a member of a success response that repeats a value of the request, so
// that the response can be matched with its request.
type Echo struct {
	// Status is the status of the response that has the member.
	Status int
	// Member is the member's path, with dots between names: "out_trade_no",
	// "amount.total".
	Member string
	// In is the part of the request that has the value, and Name its name there: of a
	// parameter, or of a member of the JSON body with dots between names.
	In   Place
	Name string
	// Optional says that the response may lack the member.
	Optional bool
}

// Place is a part of a request.
type Place uint8

// The parts of a request.
const (
	InPath Place = iota
	InQuery
	InHeader
	InBody
	InCookie
)

// Succeeds reports whether status is a documented success.
func (o *Operation) Succeeds(status int) bool {
	for _, s := range o.Success {
		if s == status {
			return true
		}
	}
	return len(o.Success) == 0 && status >= 200 && status < 300
}

// DocumentsError reports whether status is the status of a documented error.
func (o *Operation) DocumentsError(status int) bool {
	for _, e := range o.Errors {
		if e.Status == status {
			return true
		}
	}
	return false
}

// Documented returns the line of the table for a wxpay.Code, preferably the one for status,
// and reports whether there is one.
func (o *Operation) Documented(status int, code interface{ Is(error) bool }) (line DocumentedError, ok bool) {
	for _, e := range o.Errors {
		if !code.Is(e.Code) {
			continue
		}
		if e.Status == status {
			return e, true
		}
		if !ok || line.Remedy == "" && e.Remedy != "" {
			line = e
		}
		ok = true
	}
	return line, ok
}
