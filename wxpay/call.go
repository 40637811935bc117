package wxpay

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/sensitive"
)

// call is one call: what each attempt sends, and the result of the last one.
type call struct {
	client   *Client
	op       *request.Operation
	request  *request.Request
	settings callSettings
	header   http.Header
	out      any

	target      string // escaped path with query
	body        []byte
	signed      []byte // the part of the body that the signature covers
	contentType string
	credentials []request.Credential
	serial      string // of the key that encrypted sensitive fields, or ""

	server, other server // the server of this attempt, and of a retry after a network failure
	attempt       int
	status        int
	requestID     string
	unread        []Unread         // of the response that was decoded
	encrypted     sensitive.Names  // names of encrypted members, for WithDump; else nil
	sent          *http.Request    // of this attempt, nil if it was not built
	response      *Response        // of this attempt, nil without one
	limited       io.LimitedReader // limited and verifying are here to save allocations
	verifying     memoryBody
}

var errNilContext = errors.New("the context is nil; pass context.Background() or the caller's")

// prepare finds all problems of a call before anything is sent. It encodes and encrypts the
// body once, so that each attempt sends the same bytes. The result is never nil.
func (c *Client) prepare(ctx context.Context, req *Request, out any, opts []CallOption) (*call, error) {
	x := &call{client: c, request: req.built(), out: out}
	for _, opt := range opts {
		if opt != nil {
			opt.applyCall(&x.settings)
		}
	}
	if err := c.isReady(x.request.Operation()); err != nil {
		return x, err
	}
	if ctx == nil {
		return x, errNilContext
	}
	x.op, x.encrypted = x.request.Operation(), c.config.dump.noted()
	if err := ctx.Err(); err != nil {
		return x, err
	}
	if x.settings.mustBeRepeatable && !x.op.Repeatable {
		return x, errNotRepeatable
	}
	problems := append(append([]error(nil), x.request.Problems()...), x.settings.problems...)
	target, err := x.request.URLPath()
	x.target = target
	problems = appendProblem(problems, err)
	problems = appendProblem(problems, x.chooseServers())
	problems = appendProblem(problems, x.encode(ctx))
	x.credentials, err = x.op.Choose(x.settings.credentials)
	problems = appendProblem(problems, err)
	problems = appendProblem(problems, x.mergeHeaders())
	return x, joinProblems(problems)
}

func (x *call) encode(ctx context.Context) (err error) {
	if v, ok := x.request.JSONValue().(sensitive.Encryptable); ok {
		x.body, x.serial, err = sensitive.EncryptBody(ctx, x.client.cipher, v, x.encrypted)
	} else {
		x.body, err = x.request.Body()
	}
	if err != nil {
		return err
	}
	x.signed, x.contentType = x.request.Signed(x.body), x.request.ContentType()
	return nil
}

// mergeHeaders adds the headers of the call to those of the request, and overrides them. If
// fields were encrypted, Wechatpay-Serial must name the key that encrypted them.
func (x *call) mergeHeaders() error {
	x.header = x.request.SharedHeader()
	if len(x.settings.header) > 0 {
		x.header = (*Request)(x.request).Header()
		for name, values := range x.settings.header {
			x.header[name] = values
		}
	}
	if given := x.header.Get("Wechatpay-Serial"); given != "" {
		if x.serial != "" && x.serial != given {
			return errors.New("header Wechatpay-Serial names another key than the one that encrypted the sensitive fields; do not set it")
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

// joinProblems returns an error with all problems in one line.
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
