package wxpay

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
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
	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
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
	aead     cipher.AEAD
	config   receiverConfig
}

// apiV3KeySize is the size of an APIv3 key, in bytes.
const apiV3KeySize = 32

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
	if len(apiV3Key) != apiV3KeySize {
		problems = append(problems, fmt.Errorf("the APIv3 key has %d bytes, not %d: give the one that is set on the merchant platform",
			len(apiV3Key), apiV3KeySize))
	} else if err := r.setKey(apiV3Key); err != nil {
		problems = append(problems, err)
	}
	for _, opt := range opts {
		if opt == nil {
			problems = append(problems, errors.New("an option is nil"))
		} else if err := opt(&r.config); err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("wxpay: the receiver cannot be made: %w", errors.Join(problems...))
	}
	return r, nil
}

func (r *Receiver) setKey(apiV3Key string) error {
	block, err := aes.NewCipher([]byte(apiV3Key))
	if err != nil {
		return err
	}
	r.aead, err = cipher.NewGCM(block)
	return err
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

// envelope is what is posted. The members that are only told about are taken one
// by one, so that a surprising one does not lose the event.
type envelope struct {
	ID           json.RawMessage `json:"id"`
	CreateTime   json.RawMessage `json:"create_time"`
	EventType    json.RawMessage `json:"event_type"`
	ResourceType json.RawMessage `json:"resource_type"`
	Summary      json.RawMessage `json:"summary"`
	Resource     *sealed         `json:"resource"`
}

// sealed is an encrypted resource.
type sealed struct {
	Algorithm      string          `json:"algorithm"`
	Ciphertext     string          `json:"ciphertext"`
	Nonce          string          `json:"nonce"`
	AssociatedData string          `json:"associated_data"`
	OriginalType   json.RawMessage `json:"original_type"`
}

const aeadAlgorithm = "AEAD_AES_256_GCM"

// open parses a verified body and decrypts the resource in it.
func (r *Receiver) open(body []byte) (*Notification, error) {
	var e envelope
	if unread, _, err := unmarshal(body, &e); err != nil {
		return nil, malformed(decodeReason(err, "the message"), err)
	} else if len(unread) > 0 {
		return nil, malformed(unread[0].String(), nil)
	}
	n := &Notification{
		ID: jsonvalue.Text(e.ID), CreateTime: DateTime(jsonvalue.Text(e.CreateTime)), EventType: jsonvalue.Text(e.EventType),
		ResourceType: jsonvalue.Text(e.ResourceType), Summary: jsonvalue.Text(e.Summary),
	}
	switch {
	case n.EventType == "":
		return nil, malformed("there is no event_type", nil)
	case e.Resource == nil:
		return nil, malformed("there is no resource", nil)
	}
	n.OriginalType = jsonvalue.Text(e.Resource.OriginalType)
	plain, err := r.decrypt(e.Resource)
	if err != nil {
		return nil, err
	}
	switch {
	case !json.Valid(plain):
		return nil, malformed("the resource is not JSON", nil)
	case bytes.Equal(bytes.TrimSpace(plain), []byte("null")): // it would decode into nothing, without an error
		return nil, malformed("the resource is null", nil)
	}
	n.Resource = plain
	return n, nil
}

func malformed(detail string, err error) error {
	return &NotificationError{Reason: NotificationMalformed, detail: detail, Err: err}
}

func (r *Receiver) decrypt(s *sealed) ([]byte, error) {
	if s.Algorithm != aeadAlgorithm {
		return nil, &NotificationError{
			Reason: NotificationUndecryptable,
			detail: "the algorithm is " + strconv.Quote(ascii.OneLine(s.Algorithm, 40)) + ", not " + aeadAlgorithm,
		}
	}
	if len(s.Nonce) != r.aead.NonceSize() { // Open panics otherwise
		return nil, malformed(fmt.Sprintf("the resource's nonce has %d bytes, not %d", len(s.Nonce), r.aead.NonceSize()), nil)
	}
	ciphertext, err := decode.Base64(s.Ciphertext)
	if err != nil {
		return nil, malformed("the resource's ciphertext is not Base64", nil)
	}
	plain, err := r.aead.Open(nil, []byte(s.Nonce), ciphertext, []byte(s.AssociatedData))
	if err != nil {
		return nil, &NotificationError{Reason: NotificationUndecryptable, Err: err}
	}
	return plain, nil
}
