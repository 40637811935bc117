// Package request builds the requests of operations. Generated code fills a
// [Request] by the names that package wxpayimpl gives it; package wxpay shows its
// users what is in it, and sends it.
package request

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// Request is one request of an operation. Its setters return no error: problems are
// collected for [Request.Problems]. It is not safe for concurrent use.
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

// param is a name and a value.
type param struct {
	name, value string
	escaped     bool // as they are sent
}

// New begins a request of op. A nil op is an error when the request is sent.
func New(op *Operation) *Request { return &Request{operation: op} }

// Operation returns the operation, nil for a nil Request.
func (r *Request) Operation() *Operation {
	if r == nil {
		return nil
	}
	return r.operation
}

// Problems returns the problems of the parts that were set.
func (r *Request) Problems() []error { return r.problems }

func (r *Request) problem(format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf(format, args...))
}

// PathParam sets the value of {name} in the operation's path. It is escaped as one
// segment, exactly once. "", "." and ".." are problems: they would lead to another
// path.
func (r *Request) PathParam(name, value string) { r.setPath(param{name: name, value: value}) }

// pathText sets the value of {name} in the operation's path, as it is sent.
func (r *Request) pathText(name, value string) {
	r.setPath(param{name: name, value: value, escaped: true})
}

func (r *Request) setPath(p param) {
	if problem := SegmentProblem(p.value); problem != "" {
		r.problem("path parameter %s %s", p.name, problem)
	}
	if r.paths < len(r.path) {
		r.path[r.paths] = p
		r.paths++
		return
	}
	r.morePath = append(r.morePath, p)
}

// QueryParam adds a query parameter. Parameters are sent in the order of the calls,
// a name that is set twice is sent twice, and a space becomes %20.
func (r *Request) QueryParam(name, value string) {
	if len(r.query) > 0 {
		r.query = append(r.query, '&')
	}
	r.query = appendEscaped(r.query, name, escapeAll)
	r.query = append(r.query, '=')
	r.query = appendEscaped(r.query, value, escapeAll)
}

// RawQuery adds a query that is escaped already, such as that of an address from
// WeChat Pay. It is sent and signed unchanged. Characters that are invalid in
// queries are problems.
func (r *Request) RawQuery(query string) {
	for i := 0; i < len(query); i++ {
		if c := query[i]; c <= ' ' || c >= 0x7f || c == '#' || c == '"' || c == '<' || c == '>' {
			r.problem("the query has a character that must be escaped")
			return
		}
	}
	if len(r.query) > 0 && query != "" {
		r.query = append(r.query, '&')
	}
	r.query = append(r.query, query...)
}

// HeaderParam sets a header. Values with control characters and the headers that
// [CheckHeader] rejects are problems.
func (r *Request) HeaderParam(name, value string) {
	if err := CheckHeader(name, value); err != nil {
		r.problems = append(r.problems, err)
		return
	}
	if r.header == nil {
		r.header = make(http.Header, 4)
	}
	r.header[textproto.CanonicalMIMEHeaderKey(name)] = []string{value}
}

// JSONBody sets the body to v as JSON. v is marshalled once, when the body is first
// needed, and must not be changed before. A nil v is no body.
//
// When v has the method
//
//	EncryptSensitive(*Encrypter) (any, error)
//
// the value that it returns is sent: a copy with its sensitive fields encrypted.
func (r *Request) JSONBody(v any) { r.value, r.jsonType = v, "" }

// JSONBodyAs is JSONBody with another media type than application/json, such as
// application/merge-patch+json.
func (r *Request) JSONBodyAs(mediaType string, v any) { r.value, r.jsonType = v, mediaType }

// JSONValue returns the value of JSONBody, nil for any other body.
func (r *Request) JSONValue() any {
	if r.upload != nil || r.form != nil || r.content != nil {
		return nil
	}
	return r.value
}

// SharedHeader returns the headers that were set. The caller must not change them.
func (r *Request) SharedHeader() http.Header { return r.header }

// Body returns the body, nil when there is none. Sensitive fields are not encrypted
// in it. It is encoded once.
func (r *Request) Body() ([]byte, error) {
	if r.encoded || r.value == nil && r.upload == nil && r.form.isEmpty() && r.content == nil {
		return r.body, r.bodyErr
	}
	r.encoded = true
	switch {
	case r.upload != nil:
		r.body, r.bodyErr = r.upload.build()
	case !r.form.isEmpty():
		r.body, r.bodyErr = r.form.build()
	case r.content != nil:
		r.body, r.bodyErr = r.content.build()
	default:
		r.body, r.bodyErr = jsonvalue.Marshal(r.value)
	}
	return r.body, r.bodyErr
}

// ContentType returns the media type of the body, after Body was called.
func (r *Request) ContentType() string {
	switch {
	case r.upload != nil:
		return r.upload.contentType
	case !r.form.isEmpty():
		return r.form.contentType
	case r.content != nil:
		return r.content.mediaType
	case r.jsonType != "":
		return r.jsonType
	}
	return "application/json"
}

// Signed returns the part of body that the signature covers, after Body was called:
// the JSON of an upload, and otherwise all of it.
func (r *Request) Signed(body []byte) []byte {
	if r.upload != nil {
		return r.upload.metaJSON
	}
	return body
}

// URLPath expands the operation's path and adds the query, as they are sent and
// signed.
func (r *Request) URLPath() (string, error) {
	if r.Operation() == nil {
		return "", errors.New("the request has no operation")
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
		value, ok := r.pathParam(name)
		switch {
		case !ok:
			return "", fmt.Errorf("path parameter %s is not set", name)
		case value.escaped:
			dst = append(dst, value.value...)
		default:
			dst = appendEscaped(dst, value.value, escapeAll)
		}
		template = after
	}
	separator := byte('?')
	for _, part := range []string{r.operation.Query, string(r.query)} {
		if part != "" {
			dst = append(append(dst, separator), part...)
			separator = '&'
		}
	}
	return string(dst), nil
}

// checkPath rejects a template that would change the host or add a query.
func checkPath(template string) error {
	switch {
	case !strings.HasPrefix(template, "/"):
		return errors.New("the operation's path does not begin with /; it would become part of the host")
	case strings.ContainsAny(template, "?#"):
		return errors.New("the operation's path contains ? or #; add query parameters with QueryParam")
	}
	return nil
}

// PathValue returns the value of a path parameter that is a single text.
func (r *Request) PathValue(name string) (value string, ok bool) {
	p, ok := r.pathParam(name)
	if !ok || p.escaped {
		return "", false
	}
	return p.value, true
}

func (r *Request) pathParam(name string) (p param, ok bool) {
	for _, list := range [...][]param{r.path[:r.paths], r.morePath} {
		for _, p := range list {
			if p.name == name {
				return p, true
			}
		}
	}
	return param{}, false
}

// QueryValue returns the value of a query parameter that was set exactly once.
func (r *Request) QueryValue(name string) (value string, ok bool) {
	query, _ := url.ParseQuery(string(r.query))
	if len(query[name]) != 1 {
		return "", false
	}
	return query[name][0], true
}

// Multipart sets the body to an upload of file with the name fileName. The part
// "meta" has the members of meta (nil, or a value that becomes a JSON object) and
// "filename" and "sha256", which are computed and replace those of meta. The
// signature covers the JSON of this part, not the file. The file is read once, into
// memory, when the request is sent; more than [MaxUpload] bytes are an error.
func (r *Request) Multipart(meta any, fileName string, file io.Reader) {
	r.upload = &upload{meta: meta, fileName: fileName, file: file}
}

// MultipartAsGiven is Multipart for operations whose meta has other members, such as
// a digest of another algorithm: meta is sent unchanged.
func (r *Request) MultipartAsGiven(meta any, fileName string, file io.Reader) {
	r.upload = &upload{meta: meta, fileName: fileName, file: file, asGiven: true}
}
