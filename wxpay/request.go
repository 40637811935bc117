package wxpay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"strings"
)

// Request is one request of an operation, put together by generated code and
// sent once by [Caller.Call]. Its methods report nothing: what is wrong with
// the parts is found out by Call, before anything is sent. A Request is not for
// concurrent use.
type Request struct {
	operation *Operation
	path      [4]param
	morePath  []param
	paths     int
	query     []byte
	header    http.Header
	value     any
	jsonType  string // media type of value, "" for application/json
	upload    *upload
	form      *form
	content   *content
	body      []byte
	encoded   bool
	bodyErr   error
	problems  []error
}

type param struct{ name, value string }

// NewRequest begins a request of op. A nil op is reported by [Caller.Call].
func NewRequest(op *Operation) *Request { return &Request{operation: op} }

// Operation returns the operation that the request is for.
func (r *Request) Operation() *Operation { return r.operation }

// PathParam sets the value of {name} in the operation's path. It is escaped as
// one segment, exactly once. "", "." and ".." are refused: they would lead to
// another path.
func (r *Request) PathParam(name, value string) {
	if problem := segmentProblem(value); problem != "" {
		r.problem("path parameter %s %s", name, problem)
	}
	if r.paths < len(r.path) {
		r.path[r.paths] = param{name, value}
		r.paths++
		return
	}
	r.morePath = append(r.morePath, param{name, value})
}

// QueryParam adds a query parameter. Parameters are sent in the order of the
// calls, a name that is given twice is sent twice, and a space becomes %20.
func (r *Request) QueryParam(name, value string) {
	if len(r.query) > 0 {
		r.query = append(r.query, '&')
	}
	r.query = appendEscaped(r.query, name, false)
	r.query = append(r.query, '=')
	r.query = appendEscaped(r.query, value, false)
}

// HeaderParam sets a header. Values with line breaks or other control
// characters are refused, and so are the headers that [WithHeader] refuses.
func (r *Request) HeaderParam(name, value string) {
	if err := checkHeader(name, value); err != nil {
		r.problems = append(r.problems, err)
		return
	}
	if r.header == nil {
		r.header = make(http.Header, 4)
	}
	r.header[textproto.CanonicalMIMEHeaderKey(name)] = []string{value}
}

// JSONBody sets the body to v as JSON. v is marshalled once, when the body is
// first needed, and must not be changed before. Without JSONBody or Multipart,
// and with a nil v, no body is sent.
//
// When v implements
//
//	EncryptSensitive(*Encrypter) (any, error)
//
// what is sent is the value that it returns: a copy with its sensitive fields
// encrypted.
func (r *Request) JSONBody(v any) { r.value, r.jsonType = v, "" }

// JSONBodyAs is JSONBody under another media type than application/json, such as
// application/merge-patch+json.
func (r *Request) JSONBodyAs(mediaType string, v any) { r.value, r.jsonType = v, mediaType }

// URLPath returns the escaped path with the query, as it is sent and signed.
func (r *Request) URLPath() string {
	path, _ := r.urlPath()
	return path
}

// Header returns a copy of the headers that the request sets itself. What the
// runtime adds (Authorization, Wechatpay-Serial, …) is not among them.
func (r *Request) Header() http.Header {
	if r.header == nil {
		return http.Header{}
	}
	return r.header.Clone()
}

// Body returns the bytes of the body, nil when there is none. Sensitive fields
// are in clear here: they are encrypted when the request is sent.
func (r *Request) Body() ([]byte, error) {
	if r.encoded || r.value == nil && r.upload == nil && r.form == nil && r.content == nil {
		return r.body, r.bodyErr
	}
	r.encoded = true
	switch {
	case r.upload != nil:
		r.body, r.bodyErr = r.upload.build()
	case r.form != nil:
		r.body, r.bodyErr = r.form.build()
	case r.content != nil:
		r.body, r.bodyErr = r.content.build()
	default:
		r.body, r.bodyErr = marshal(r.value)
	}
	return r.body, r.bodyErr
}

func (r *Request) problem(format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf(format, args...))
}

// urlPath expands the operation's template.
func (r *Request) urlPath() (string, error) {
	if r.operation == nil {
		return "", errors.New("no operation: begin with NewRequest(&operation)")
	}
	template := r.operation.Path
	if err := checkPath(template); err != nil {
		return "", err
	}
	var short [256]byte
	dst := short[:0]
	for {
		before, rest, found := strings.Cut(template, "{")
		dst = append(dst, before...)
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		value, ok := r.pathValue(name)
		if !ok {
			return "", fmt.Errorf("path parameter %s is not set", name)
		}
		dst = appendEscaped(dst, value, true)
		template = after
	}
	if len(r.query) > 0 {
		dst = append(append(dst, '?'), r.query...)
	}
	return string(dst), nil
}

func (r *Request) pathValue(name string) (string, bool) {
	for _, p := range r.path[:r.paths] {
		if p.name == name {
			return p.value, true
		}
	}
	for _, p := range r.morePath {
		if p.name == name {
			return p.value, true
		}
	}
	return "", false
}

// marshal writes v as compact JSON and leaves <, > and & as they are.
func marshal(v any) ([]byte, error) { return marshalAs("the body", v) }

// marshalAs is marshal of what, which messages call so.
func marshalAs(what string, v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, &marshalError{what, err}
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// marshalError leaves the cause out of its text, since that may quote a value.
type marshalError struct {
	what string
	err  error
}

func (e *marshalError) Error() string {
	var unsupported *json.UnsupportedValueError
	if errors.As(e.err, &unsupported) {
		return e.what + " cannot be written as JSON: it holds NaN, an infinity or a cycle"
	}
	var choice *unencodable
	if errors.As(e.err, &choice) {
		return e.what + " cannot be written as JSON: " + choice.problem
	}
	return fmt.Sprintf("%s cannot be written as JSON (%T)", e.what, e.err)
}

func (e *marshalError) Unwrap() error { return e.err }
