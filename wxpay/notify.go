package wxpay

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
)

// Receiver receives the notifications that WeChat Pay posts to a notify_url: it verifies
// the signature, decrypts the resource and makes the response. [NewReceiver] returns one.
// It is safe for concurrent use. The zero Receiver must not be used.
//
// [Receiver.Handler] returns an http.Handler that does all of it. [Receiver.Serve] does
// the same for frameworks that do not use net/http, and [Receiver.Receive] only verifies
// and decrypts.
type Receiver struct {
	verifier auth.Verifier
	keys     []cipher.AEAD // of the APIv3 keys, the current one first
	config   receiverConfig
}

// NewReceiver returns a receiver for the merchant's APIv3 key, which has 32 bytes, and a
// verifier of the official SDK. While WeChat Pay moves a merchant from platform
// certificates to a public key, it signs with either of them: use
// verifiers.NewSHA256WithRSACombinedVerifier, which has both and selects one by the
// notification's Wechatpay-Serial.
//
// The error lists all problems and quotes no key.
func NewReceiver(apiV3Key string, verifier auth.Verifier, opts ...ReceiverOption) (*Receiver, error) {
	r := &Receiver{verifier: verifier, config: defaultReceiverConfig()}
	var problems []error
	if verifier == nil {
		problems = append(problems, errors.New("no verifier, notifications cannot be verified: use "+
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
		return nil, fmt.Errorf("wxpay: invalid receiver: %w", errors.Join(problems...))
	}
	return r, nil
}

// Receive verifies a notification and decrypts its resource. header and body are those of
// the request that WeChat Pay posted, the body byte for byte; neither is changed. Header
// names may be in any case.
//
// The body is parsed only after its signature was verified. The error is a
// [*NotificationError], from which [NewNotificationResponse] makes the response. If the
// body is empty and Content-Length is not 0, the error says that the body was read before.
//
// Receive calls no observer and does not use the [Deduplicator]; [Receiver.Serve] does.
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

// wasRead reports an empty body with a Content-Length above 0: a framework or a middleware
// has read it before.
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

// incomplete returns the error for a body that is shorter than its Content-Length.
func incomplete(got, length int64) error {
	return &NotificationError{
		Reason: NotificationUnreadable,
		detail: itoa(got) + " of " + itoa(length) + " bytes: was the body read before?",
	}
}

func (r *Receiver) tooLarge() error {
	return &NotificationError{Reason: NotificationTooLarge, detail: "the limit is " + strconv.FormatInt(r.config.maxBody, 10) + " bytes"}
}
