package wxpay

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Receiver takes the notifications that WeChat Pay posts to a notify_url: it
// verifies the signature, decrypts the resource and answers. Make one with
// [NewReceiver]; it is safe for concurrent use.
//
// [Receiver.Handler] is all of it as an http.Handler, [Receiver.Serve] the same
// for other frameworks, over headers and body, and [Receiver.Receive] the
// verified and decrypted notification alone.
type Receiver struct {
	verifier auth.Verifier
	keys     []cipher.AEAD // of the APIv3 keys, the current one first
	config   receiverConfig
}

// NewReceiver makes a receiver of the merchant's APIv3 key, which has 32 bytes,
// and a verifier of the official SDK. While WeChat Pay moves a merchant from
// platform certificates to a public key it signs now with the one and now with
// the other: verifiers.NewSHA256WithRSACombinedVerifier holds both, and the
// notification's Wechatpay-Serial chooses.
//
// The error lists everything that is wrong, and quotes no key.
func NewReceiver(apiV3Key string, verifier auth.Verifier, opts ...ReceiverOption) (*Receiver, error) {
	r := &Receiver{verifier: verifier, config: defaultReceiverConfig()}
	var problems []error
	if verifier == nil {
		problems = append(problems, errors.New("no verifier, notifications cannot be verified: give "+
			"verifiers.NewSHA256WithRSACombinedVerifier(certificates, publicKeyID, publicKey)"))
	}
	r.config.apiV3Keys = []string{apiV3Key}
	for _, opt := range opts {
		if opt == nil {
			problems = append(problems, errors.New("an option is nil"))
		} else if err := opt(&r.config); err != nil {
			problems = append(problems, err)
		}
	}
	for _, key := range r.config.apiV3Keys {
		aead, err := newAEAD(key)
		if err != nil {
			problems = append(problems, err)
		}
		r.keys = append(r.keys, aead)
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("wxpay: the receiver cannot be made: %w", errors.Join(problems...))
	}
	return r, nil
}

// Receive verifies a notification and decrypts its resource. header and body are
// what was posted, the body byte for byte as it came; neither is changed. Names
// of headers may be in any case.
//
// Nothing is parsed before the signature has been verified. The error is a
// [*NotificationError]; [NewNotificationResponse] makes the right answer of it.
// An empty body is reported as one that something read before, if the headers say
// by Content-Length that there was one.
// Receive calls no observer and looks for no repetition: see [Receiver.Serve].
func (r *Receiver) Receive(ctx context.Context, header http.Header, body []byte) (*Notification, error) {
	if ctx == nil {
		return nil, &NotificationError{Reason: NotificationFailed, Err: errors.New("the context is nil")}
	}
	if int64(len(body)) > r.config.maxBody {
		return nil, r.tooLarge()
	}
	if err := wasRead(header, body); err != nil {
		return nil, err
	}
	signed, err := signatureOf(header)
	if err != nil {
		return nil, err
	}
	if err := r.verify(ctx, signed, body); err != nil {
		return nil, err
	}
	n, err := r.open(body)
	if err != nil {
		return nil, err
	}
	n.Serial, n.receiver = signed.serial, r
	return n, nil
}

// wasRead reports a body that is empty although the headers give it a length: a
// framework or a middleware that read it before leaves such a one.
func wasRead(header http.Header, body []byte) error {
	if len(body) > 0 {
		return nil
	}
	for _, text := range valuesOf(header, "Content-Length") {
		if length, err := strconv.ParseInt(text, 10, 64); err == nil && length > 0 {
			return incomplete(0, length)
		}
	}
	return nil
}

// incomplete is the error of a body that is shorter than it was announced.
func incomplete(got, length int64) error {
	return &NotificationError{
		Reason: NotificationUnreadable,
		detail: itoa(got) + " of " + itoa(length) + " bytes: was the body read before?",
	}
}

func (r *Receiver) tooLarge() error {
	return &NotificationError{Reason: NotificationTooLarge, detail: "the limit is " + strconv.FormatInt(r.config.maxBody, 10) + " bytes"}
}

// signature is what the headers say about a notification's signature.
type signature struct{ timestamp, nonce, serial, value string }

const signatureType = "WECHATPAY2-SHA256-RSA2048"

// signatureOf takes the signature out of the headers.
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
			return s, unsigned(h.name + " is there more than once")
		case strings.ContainsFunc(values[0], unicode.IsControl): // a line feed would move the border between the signed lines
			return s, unsigned(h.name + " holds a control character")
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

// valuesOf returns the values of a header whose name may be in any case: some
// frameworks hand names over in lower case.
func valuesOf(header http.Header, name string) []string {
	var all []string
	for key, values := range header {
		if textproto.CanonicalMIMEHeaderKey(key) == name {
			all = append(all, values...)
		}
	}
	return all
}

// verify checks the time and then the signature: over timestamp, nonce and body,
// each with a line feed after it.
func (r *Receiver) verify(ctx context.Context, s signature, body []byte) error {
	seconds, err := strconv.ParseInt(s.timestamp, 10, 64)
	if err != nil {
		return unsigned("Wechatpay-Timestamp is no number of seconds")
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
	case ctx.Err() != nil: // a verifier may have to fetch a certificate
		return &NotificationError{Reason: NotificationFailed, Err: err}
	case isUnknownSerial(err):
		return &NotificationError{Reason: NotificationUnknownSerial, detail: "Wechatpay-Serial is " + ascii.OneLine(s.serial, 64), Err: err}
	}
	return s.wrong(body, err)
}

// probePrefix begins the signatures that WeChat Pay sends to find out whether they
// are checked. Such a notification must be refused, and is sent again with a right one.
const probePrefix = "WECHATPAY/SIGNTEST/"

// wrong makes the error of a signature that is not that of body.
func (s *signature) wrong(body []byte, err error) error {
	detail := "Wechatpay-Serial is " + ascii.OneLine(s.serial, 64)
	switch {
	case strings.HasPrefix(s.value, probePrefix):
		return &NotificationError{Reason: NotificationProbe, Err: err}
	case len(body) == 0:
		detail = "the body is empty: was it read before?"
	}
	return &NotificationError{Reason: NotificationBadSignature, detail: detail, Err: err}
}

// isUnknownSerial reports whether a verifier of the SDK failed because it has no
// key of that serial. Its errors are plain text; a test holds this to them.
func isUnknownSerial(err error) bool {
	text := err.Error()
	return strings.Contains(text, "not found in verifier") || strings.Contains(text, "does not match serial number")
}
