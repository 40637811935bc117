package wxpay

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// exchange is one call: what is sent in each attempt, and what came of the last.
type exchange struct {
	client   *Client
	op       *Operation
	request  *Request
	settings callSettings
	header   http.Header
	out      any

	target      string // escaped path and query
	body        []byte
	signed      []byte // what the signature covers of the body
	contentType string
	serial      string // of the key that encrypted, or ""

	server, other string // where this attempt goes, and where the next may
	attempt       int
	status        int
	requestID     string
	unread        []Unread         // of the response that was decoded
	limited       io.LimitedReader // these two are here to be allocated once
	verifying     memoryBody
}

var errNilContext = errors.New("the context is nil; pass context.Background() or the caller's")

// prepare finds everything that is wrong with a call before anything is sent.
// The body is encoded and encrypted here, once, so that each attempt sends the
// same bytes. The exchange is never nil.
func (c *Client) prepare(ctx context.Context, req *Request, out any, opts []CallOption) (*exchange, error) {
	x := &exchange{client: c, request: req, out: out}
	for _, opt := range opts {
		if opt != nil {
			opt.applyCall(&x.settings)
		}
	}
	switch {
	case c == nil || c.signer == nil || c.validator == nil || c.http == nil:
		return x, errors.New("the client is not set up; make it with wxpay.NewClient")
	case req == nil || req.operation == nil:
		return x, errors.New("the request has no operation; begin with wxpay.NewRequest(&operation)")
	case ctx == nil:
		return x, errNilContext
	}
	x.op = req.operation
	if err := ctx.Err(); err != nil {
		return x, err
	}
	problems := append(append([]error(nil), req.problems...), x.settings.problems...)
	target, err := req.urlPath()
	x.target = target
	problems = appendProblem(problems, err)
	problems = appendProblem(problems, x.chooseServers())
	problems = appendProblem(problems, x.encode(ctx, req))
	problems = appendProblem(problems, x.mergeHeaders(req))
	return x, joinProblems(problems)
}

func (x *exchange) encode(ctx context.Context, req *Request) (err error) {
	x.contentType = cmp.Or(req.jsonType, "application/json")
	if v, ok := req.value.(encryptSensitive); ok && req.upload == nil && req.form == nil && req.content == nil {
		x.body, x.serial, err = encryptBody(ctx, x.client.cipher, v)
	} else {
		x.body, err = req.Body()
	}
	if err != nil {
		return err
	}
	x.signed = x.body
	switch {
	case req.upload != nil:
		x.contentType, x.signed = req.upload.contentType, req.upload.metaJSON
	case req.form != nil:
		x.contentType = req.form.contentType
	case req.content != nil:
		x.contentType = req.content.mediaType
	}
	return nil
}

// mergeHeaders puts the call's headers over the request's. Wechatpay-Serial names
// the key that encrypted, and nothing else can be said in it then.
func (x *exchange) mergeHeaders(req *Request) error {
	x.header = req.header
	if len(x.settings.header) > 0 {
		x.header = req.Header()
		for name, values := range x.settings.header {
			x.header[name] = values
		}
	}
	if given := x.header.Get("Wechatpay-Serial"); given != "" {
		if x.serial != "" && x.serial != given {
			return errors.New("header Wechatpay-Serial names another key than the one that encrypted the sensitive fields; leave it out")
		}
		x.serial = given
	}
	return nil
}

func appendProblem(problems []error, err error) []error {
	if err == nil {
		return problems
	}
	return append(problems, err)
}

// joinProblems makes one error of several, in one line.
func joinProblems(problems []error) error {
	switch len(problems) {
	case 0:
		return nil
	case 1:
		return problems[0]
	}
	return problemList(problems)
}

type problemList []error

func (l problemList) Error() string {
	texts := make([]string, len(l))
	for i, err := range l {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

func (l problemList) Unwrap() []error { return l }
