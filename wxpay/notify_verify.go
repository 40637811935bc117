package wxpay

import (
	"context"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// signature has the headers of a notification's signature.
type signature struct{ timestamp, nonce, serial, value string }

const signatureType = "WECHATPAY2-SHA256-RSA2048"

// signatureOf returns the signature in the headers.
func signatureOf(header http.Header) (signature, error) {
	var s signature
	for _, h := range []struct {
		name string
		to   *string
	}{
		{"Wechatpay-Timestamp", &s.timestamp},
		{"Wechatpay-Nonce", &s.nonce},
		{"Wechatpay-Serial", &s.serial},
		{"Wechatpay-Signature", &s.value},
	} {
		values := valuesOf(header, h.name)
		switch {
		case len(values) == 0 || len(values) == 1 && values[0] == "":
			return s, unsigned(h.name + " is missing")
		case len(values) > 1:
			return s, unsigned(h.name + " is present more than once")
		case strings.ContainsFunc(values[0], unicode.IsControl): // a line feed would shift the boundary of the signed lines
			return s, unsigned(h.name + " contains a control character")
		}
		*h.to = values[0]
	}
	for _, kind := range valuesOf(header, "Wechatpay-Signature-Type") {
		if kind != "" && kind != signatureType {
			return s, unsigned("the signature is " + ascii.OneLine(kind, 40) + ", not " + signatureType)
		}
	}
	return s, nil
}

func unsigned(detail string) error {
	return &NotificationError{Reason: NotificationUnsigned, detail: detail}
}

// valuesOf returns the values of a header whose name may be in any case: some frameworks
// use lower case.
func valuesOf(header http.Header, name string) []string {
	var all []string
	for key, values := range header {
		if textproto.CanonicalMIMEHeaderKey(key) == name {
			all = append(all, values...)
		}
	}
	return all
}

// verify checks the time and then the signature, which covers timestamp, nonce and body,
// each followed by a line feed.
func (r *Receiver) verify(ctx context.Context, s signature, body []byte) error {
	seconds, err := strconv.ParseInt(s.timestamp, 10, 64)
	if err != nil {
		return unsigned("Wechatpay-Timestamp is not a number of seconds")
	}
	if age := r.config.now().Sub(time.Unix(seconds, 0)); age > r.config.clockSkew || age < -r.config.clockSkew {
		return &NotificationError{Reason: NotificationStale, detail: "the limit is " + r.config.clockSkew.String()}
	}
	var message strings.Builder
	message.Grow(len(s.timestamp) + len(s.nonce) + len(body) + 3)
	message.WriteString(s.timestamp + "\n" + s.nonce + "\n")
	message.Write(body)
	message.WriteByte('\n')
	err = r.verifier.Verify(ctx, s.serial, message.String(), s.value)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil: // the verifier may fetch certificates
		return &NotificationError{Reason: NotificationFailed, Err: err}
	case isUnknownSerial(err):
		return &NotificationError{Reason: NotificationUnknownSerial, detail: "Wechatpay-Serial is " + ascii.OneLine(s.serial, 64), Err: err}
	}
	return s.mismatch(body, err)
}

// probePrefix is the prefix of the wrong signatures by which WeChat Pay tests whether
// signatures are verified. Such a notification must be rejected; WeChat Pay sends it again
// with a valid signature.
const probePrefix = "WECHATPAY/SIGNTEST/"

// mismatch returns the error for a signature that is not the signature of body.
func (s *signature) mismatch(body []byte, err error) error {
	detail := "Wechatpay-Serial is " + ascii.OneLine(s.serial, 64)
	switch {
	case strings.HasPrefix(s.value, probePrefix):
		return &NotificationError{Reason: NotificationProbe, Err: err}
	case len(body) == 0:
		detail = "the body is empty: was it read before?"
	}
	return &NotificationError{Reason: NotificationBadSignature, detail: detail, Err: err}
}

// isUnknownSerial reports whether a verifier of the SDK failed because it has no key with
// that serial. The SDK's errors are plain text; a test compares this function with them.
func isUnknownSerial(err error) bool {
	text := err.Error()
	return strings.Contains(text, "not found in verifier") || strings.Contains(text, "does not match serial number")
}
