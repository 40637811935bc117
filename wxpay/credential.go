package wxpay

import (
	"context"
	"errors"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// Credential authenticates requests by a security scheme of a document other than WeChat
// Pay's signature: an API key, a user name with a password, or a token. Generated packages
// have a function for each of their schemes that returns one. It is an option of their New,
// and of a call, which overrides that of New.
//
// An operation that needs a credential which neither has is not sent: the error is a
// [*NotSentError]. A credential for another scheme than those of the operation is ignored.
// No error, event or text of package fmt shows the secret, and redirects are not followed.
type Credential request.Credential

var _ CallOption = Credential{}

func (c Credential) applyCall(s *callSettings) {
	if built := request.Credential(c); built.Scheme() != nil {
		s.credentials = append(s.credentials, built)
	}
}

func (c Credential) applyWait(s *waitSettings) { s.calls = append(s.calls, c) }

// String returns the name of the scheme.
func (c Credential) String() string {
	if s := request.Credential(c).Scheme(); s != nil {
		return "credential of the security scheme " + s.Name
	}
	return "no credential"
}

// GoString returns the same text as String.
func (c Credential) GoString() string { return c.String() }

// TokenSource returns the token of a request, such as an access token of OAuth 2.0. It is
// called for each attempt, and must be safe for concurrent use: a source that asks a server
// keeps the token until it expires. If it returns an error, nothing is sent.
type TokenSource func(ctx context.Context) (token string, err error)

// StaticToken returns a source of one token.
func StaticToken(token string) TokenSource {
	return func(context.Context) (string, error) { return token, nil }
}

// WithoutMerchant makes a client without a merchant's keys. It sends only operations of
// documents with security schemes of their own; see [Credential]. All others are signed, and
// return a [*NotSentError].
func WithoutMerchant() core.ClientOption {
	return clientOption(func(c *config) error {
		c.withoutMerchant = true
		return nil
	})
}

var (
	errNoMerchant  = errors.New("the operation is signed with a merchant's key, which a client of wxpay.WithoutMerchant does not have")
	errTwoMerchant = errors.New("WithoutMerchant: the client has a signer or a validator; take one of the options out")
)

// isReady reports why the client cannot send the operation.
func (c *Client) isReady(op *request.Operation) error {
	switch {
	case c == nil || c.http == nil:
		return errors.New("the client is not set up; make it with wxpay.NewClient")
	case op == nil:
		return errors.New("the request has no operation")
	case !op.Foreign && c.config.withoutMerchant:
		return errNoMerchant
	}
	return nil
}
