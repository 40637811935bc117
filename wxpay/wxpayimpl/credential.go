package wxpayimpl

import (
	"context"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// Scheme is a security scheme of a document.
type Scheme = request.Scheme

// Key returns the credential of a scheme that is a text, such as an API key.
func Key(s *Scheme, key string) wxpay.Credential { return Token(s, wxpay.StaticToken(key)) }

// BasicAuth returns the credential of HTTP's scheme Basic. A user name with a colon is an
// error of the call.
func BasicAuth(s *Scheme, username, password string) wxpay.Credential {
	return wxpay.Credential(request.NewCredential(s, func(context.Context) (string, error) {
		return request.BasicSecret(username, password)
	}))
}

// Token returns the credential of a scheme whose secret is read at each attempt. A nil
// source has the empty token, which is an error of the call.
func Token(s *Scheme, source wxpay.TokenSource) wxpay.Credential {
	if source == nil {
		source = wxpay.StaticToken("")
	}
	return wxpay.Credential(request.NewCredential(s, source))
}

// WithCredentials returns a caller that gives credentials to each call of caller. Those
// of the call itself override them.
func WithCredentials(caller wxpay.Caller, credentials []wxpay.Credential) wxpay.Caller {
	if caller == nil || len(credentials) == 0 {
		return caller
	}
	c := &credentialed{caller: caller}
	for _, credential := range credentials {
		c.options = append(c.options, credential)
	}
	return c
}

// credentialed is a caller with credentials.
type credentialed struct {
	caller  wxpay.Caller
	options []wxpay.CallOption
}

// Call performs req with the credentials.
func (c *credentialed) Call(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	all := make([]wxpay.CallOption, 0, len(c.options)+len(opts))
	return c.caller.Call(ctx, req, out, append(append(all, c.options...), opts...)...)
}
