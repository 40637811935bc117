package request

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Scheme is a security scheme of a document: where its credential is sent. Generated
// code declares one per scheme and never changes it.
type Scheme struct {
	// Name is the scheme's name in the document.
	Name string
	// Option is the function that makes its credential, such as WithAPIKey.
	Option string
	// In is InHeader, InQuery or InCookie, and Param the name there.
	In    Place
	Param string
	// Prefix comes before the credential, such as "Bearer ".
	Prefix string
}

// Credential is a wxpay.Credential. The secret is in a function, so that no text of
// package fmt shows it.
type Credential struct {
	scheme *Scheme
	secret func(context.Context) (string, error)
}

// NewCredential returns a credential whose secret is read at each attempt.
func NewCredential(s *Scheme, secret func(context.Context) (string, error)) Credential {
	return Credential{scheme: s, secret: secret}
}

// Scheme returns the scheme that the credential is for.
func (c Credential) Scheme() *Scheme { return c.scheme }

// BasicSecret returns the secret of HTTP's scheme Basic (RFC 7617).
func BasicSecret(username, password string) (string, error) {
	if strings.Contains(username, ":") {
		return "", errors.New("the user name contains a colon")
	}
	if HasControl(username) || HasControl(password) {
		return "", errors.New("the user name or the password contains a control character")
	}
	return base64.StdEncoding.EncodeToString([]byte(username + ":" + password)), nil
}

// Choose returns the credentials of the first alternative of the operation that given
// has all credentials of. An alternative without schemes needs none, and is the last
// choice. Of several credentials of one scheme, the last counts.
func (o *Operation) Choose(given []Credential) ([]Credential, error) {
	if len(o.Security) == 0 {
		return nil, nil
	}
	known := make(map[*Scheme]Credential, len(given))
	for _, c := range given {
		known[c.scheme] = c
	}
	anonymous := false
	for _, alternative := range o.Security {
		anonymous = anonymous || len(alternative) == 0
		var chosen []Credential
		for _, scheme := range alternative {
			if c, ok := known[scheme]; ok {
				chosen = append(chosen, c)
			}
		}
		if len(alternative) > 0 && len(chosen) == len(alternative) {
			return chosen, nil
		}
	}
	if anonymous {
		return nil, nil
	}
	return nil, fmt.Errorf("the operation needs a credential: %s; give it to New or to the call", o.alternatives())
}

// alternatives describes what the operation can be called with.
func (o *Operation) alternatives() string {
	var list []string
	for _, alternative := range o.Security {
		var options []string
		for _, scheme := range alternative {
			options = append(options, scheme.Option)
		}
		list = append(list, strings.Join(options, " and "))
	}
	return strings.Join(list, ", or ")
}

// Apply adds the credential to a request. Errors do not quote it.
func (c Credential) Apply(ctx context.Context, r *http.Request) error {
	secret, err := c.secret(ctx)
	if err != nil {
		return &credentialError{c.scheme.Option, err}
	}
	if problem := c.scheme.problem(secret); problem != "" {
		return &credentialError{c.scheme.Option, errors.New(problem)}
	}
	value := c.scheme.Prefix + secret
	switch c.scheme.In {
	case InQuery:
		pair := string(appendEscaped(append(appendEscaped(nil, c.scheme.Param, escapeAll), '='), value, escapeAll))
		if r.URL.RawQuery != "" {
			pair = r.URL.RawQuery + "&" + pair
		}
		r.URL.RawQuery = pair
	case InCookie:
		pair := c.scheme.Param + "=" + value
		if earlier := r.Header.Get("Cookie"); earlier != "" {
			pair = earlier + "; " + pair
		}
		r.Header["Cookie"] = []string{pair}
	default:
		r.Header[textproto.CanonicalMIMEHeaderKey(c.scheme.Param)] = []string{value}
	}
	return nil
}

// problem returns why a secret cannot be sent, or "".
func (s *Scheme) problem(secret string) string {
	switch {
	case secret == "":
		return "it is empty"
	case HasControl(secret):
		return "it contains a control character; remove line breaks from it"
	case s.In == InCookie && !ascii.Only(secret, isCookieByte):
		return "it contains a character that cookies cannot have"
	}
	return ""
}

// isCookieByte reports whether c is a cookie-octet of RFC 6265.
func isCookieByte(c byte) bool {
	return c > ' ' && c < 0x7f && strings.IndexByte("\",;\\", c) < 0
}

// credentialError says that a credential could not be read or sent.
type credentialError struct {
	option string
	err    error
}

func (e *credentialError) Error() string {
	return "the credential of " + e.option + ": " + e.err.Error()
}
func (e *credentialError) Unwrap() error { return e.err }
