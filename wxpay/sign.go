package wxpay

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

var (
	acceptJSON      = []string{"application/json"}
	acceptAnything  = []string{"*/*"}
	userAgentHeader = []string{userAgent}
)

// build returns the signed HTTP request of one attempt.
func (x *call) build(ctx context.Context) (*http.Request, error) {
	var req *http.Request
	var err error
	if x.body == nil {
		req, err = http.NewRequestWithContext(ctx, x.op.Method, x.server.url+x.target, nil)
	} else {
		req, err = http.NewRequestWithContext(ctx, x.op.Method, x.server.url+x.target, bytes.NewReader(x.body))
	}
	if err != nil {
		return nil, errors.New("the operation's method, server and path do not form a valid request")
	}
	x.setHeaders(req.Header)
	for _, credential := range x.credentials {
		if err := credential.Apply(ctx, req); err != nil {
			return nil, err
		}
	}
	if !x.op.Foreign {
		if err := x.signRequest(ctx, req); err != nil {
			return nil, err
		}
	}
	return req, checkSendable(req.Header)
}

// signRequest sets the headers of the signature.
func (x *call) signRequest(ctx context.Context, req *http.Request) error {
	serial, err := x.acceptSerial(ctx)
	if err != nil {
		return err
	}
	authorization, err := x.authorize(ctx, x.server.signedURI(req.URL.RequestURI()))
	if err != nil {
		return err
	}
	values := []string{authorization, serial} // one allocation for both
	req.Header["Authorization"] = values[0:1:1]
	if serial != "" {
		req.Header["Wechatpay-Serial"] = values[1:2:2]
	}
	return nil
}

// checkSendable rejects headers that net/http would reject later, when it would no longer be
// known that the request was not sent.
func checkSendable(h http.Header) error {
	for name, values := range h {
		for _, value := range values {
			if request.HasControl(value) {
				return fmt.Errorf("header %s contains a control character; remove line breaks from the values in it", name)
			}
		}
	}
	return nil
}

// setHeaders sets the headers. Those of credentials and of the signature override them.
func (x *call) setHeaders(h http.Header) {
	h["Accept"], h["User-Agent"] = acceptJSON, userAgentHeader
	if _, stream := x.out.(*Download); stream {
		h["Accept"] = acceptAnything
	}
	for name, values := range x.header {
		h[wireName(name)] = values
	}
	if x.body != nil || !x.op.Foreign {
		h["Content-Type"] = []string{x.contentType}
	}
}

// wireName returns the headers by which net/http recognizes a request that it may send again
// by itself in lower case, so that it does not recognize them: it would use the old
// signature, possibly after the first request took effect. Servers ignore the case.
func wireName(name string) string {
	if name == "Idempotency-Key" || name == "X-Idempotency-Key" {
		return strings.ToLower(name)
	}
	return name
}

// acceptSerial returns the serial of the key that encrypted fields, or else of a key whose
// signatures can be verified, with which WeChat Pay then signs the response. It is an error
// if a validator of the SDK has no key, for example with an empty list of certificates: the
// outcome of every request would be unknown.
func (x *call) acceptSerial(ctx context.Context) (string, error) {
	if x.serial != "" {
		return x.serial, nil
	}
	serial, err := x.client.validator.GetAcceptSerial(ctx)
	if err != nil {
		return "", nil // the validator has no serial
	}
	if _, ofSDK := x.client.validator.(*validators.WechatPayResponseValidator); ofSDK && serial == "" {
		return "", errNoKey
	}
	return serial, nil
}

var errNoKey = errors.New("there is no key to verify the response with; configure the WeChat Pay public key with its id, or platform certificates")

// authorize returns the Authorization header. The signature covers method, uri, time, a nonce
// and the body, each followed by a line feed.
func (x *call) authorize(ctx context.Context, uri string) (string, error) {
	var text [20]byte
	nonce, now := newNonce(), strconv.AppendInt(text[:0], time.Now().Unix(), 10)
	var b strings.Builder
	b.Grow(len(x.op.Method) + len(uri) + len(now) + len(nonce) + len(x.signed) + 5)
	for _, line := range [...]string{x.op.Method, uri} {
		b.WriteString(line)
		b.WriteByte('\n')
	}
	for _, line := range [...][]byte{now, nonce[:], x.signed} {
		b.Write(line)
		b.WriteByte('\n')
	}
	result, err := x.client.signer.Sign(ctx, b.String())
	if err != nil {
		return "", &signError{err}
	}
	if result == nil {
		return "", &signError{errors.New("it returned nothing")}
	}
	if part := unquotable(result); part != "" {
		return "", &signError{errors.New("it returned " + part + " with a space, a quote or a control character")}
	}
	return `WECHATPAY2-` + x.client.signer.Algorithm() + ` mchid="` + result.MchID + `",nonce_str="` + string(nonce[:]) +
		`",timestamp="` + string(now) + `",serial_no="` + result.CertificateSerialNo + `",signature="` + result.Signature + `"`, nil
}

// unquotable returns the name of the part of a signature that an Authorization header cannot
// contain, or "". Signers that call a program or a service often leave a line break.
func unquotable(result *auth.SignatureResult) string {
	for _, part := range [...][2]string{
		{"a merchant number", result.MchID}, {"a serial", result.CertificateSerialNo}, {"a signature", result.Signature},
	} {
		for i := 0; i < len(part[1]); i++ {
			if c := part[1][i]; c <= ' ' || c == '"' || c >= 0x7f {
				return part[0]
			}
		}
	}
	return ""
}

type signError struct{ err error }

func (e *signError) Error() string { return "the signer failed: " + e.err.Error() }
func (e *signError) Unwrap() error { return e.err }

// newNonce returns 128 random bits as 32 characters of [0-9a-f].
func newNonce() (nonce [32]byte) {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	hex.Encode(nonce[:], random[:])
	return nonce
}
