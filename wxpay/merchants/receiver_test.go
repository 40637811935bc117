package merchants_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/merchants"
)

// account has WeChat Pay's data of a merchant: the key with which it signs, that
// key's id, and the APIv3 key.
type account struct {
	key      *rsa.PrivateKey
	keyID    string
	apiV3Key string
}

func newAccount(t *testing.T, number int) account {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return account{key, fmt.Sprintf("PUB_KEY_ID_01%032d", number), newAPIv3Key()}
}

func newAPIv3Key() string { return (rand.Text() + rand.Text())[:32] }

func (a account) receiver(t *testing.T, opts ...wxpay.ReceiverOption) *wxpay.Receiver {
	t.Helper()
	receiver, err := wxpay.NewReceiver(a.apiV3Key, verifiers.NewSHA256WithRSAPubkeyVerifier(a.keyID, a.key.PublicKey), opts...)
	if err != nil {
		t.Fatal(err)
	}
	return receiver
}

// post returns a request with a notification for the account.
func (a account) post(t *testing.T) *http.Request {
	t.Helper()
	block, err := aes.NewCipher([]byte(a.apiV3Key))
	if err != nil {
		t.Fatal(err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	sealed := base64.StdEncoding.EncodeToString(seal.Seal(nil, []byte("abcdefghijkl"), []byte(`{"out_trade_no":"order1"}`), nil))
	body := fmt.Sprintf(`{"id":%q,"event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","nonce":"abcdefghijkl","ciphertext":%q}}`,
		rand.Text(), sealed)
	now := strconv.FormatInt(time.Now().Unix(), 10)
	hash := sha256.Sum256([]byte(now + "\nnonce\n" + body + "\n"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, a.key, crypto.SHA256, hash[:])
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/notify", strings.NewReader(body))
	req.Header.Set("Wechatpay-Timestamp", now)
	req.Header.Set("Wechatpay-Nonce", "nonce")
	req.Header.Set("Wechatpay-Serial", a.keyID)
	req.Header.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(signature))
	return req
}

// office is a receiver for some merchants, with the merchants that it dispatched
// to.
type office struct {
	receiver *merchants.Receiver
	handled  []string
}

func newOffice(t *testing.T, receivers map[string]*wxpay.Receiver) *office {
	t.Helper()
	receiver, err := merchants.NewReceiver(receivers)
	if err != nil {
		t.Fatal(err)
	}
	return &office{receiver: receiver}
}

func (o *office) dispatch(_ context.Context, mchID string, _ *wxpay.Notification) error {
	o.handled = append(o.handled, mchID)
	return nil
}

func (o *office) handler(t *testing.T) http.Handler {
	t.Helper()
	handler, err := o.receiver.Handler(o.dispatch)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// take passes a request to Handler and to Serve, and returns the status of the
// responses.
func (o *office) take(t *testing.T, req *http.Request) int {
	t.Helper()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		t.Fatal(err)
	}
	served := o.receiver.Serve(t.Context(), req.Header, body, o.dispatch)
	req.Body = io.NopCloser(bytes.NewReader(body))
	recorder := httptest.NewRecorder()
	o.handler(t).ServeHTTP(recorder, req)
	if recorder.Code != served.StatusCode {
		t.Errorf("Handler responded with %d, Serve with %d", recorder.Code, served.StatusCode)
	}
	return served.StatusCode
}

// One address receives the notifications of many merchants.
func TestReceiver(t *testing.T) {
	a, b := newAccount(t, 1), newAccount(t, 2)
	c := account{a.key, a.keyID, newAPIv3Key()} // differs from a only in its APIv3 key
	o := newOffice(t, map[string]*wxpay.Receiver{"a": a.receiver(t), "b": b.receiver(t), "c": c.receiver(t)})
	for _, test := range []struct {
		mchID string
		account
	}{{"a", a}, {"b", b}, {"c", c}, {"a", a}, {"c", c}} {
		o.handled = nil
		if status := o.take(t, test.post(t)); status != 204 || strings.Join(o.handled, " ") != test.mchID+" "+test.mchID {
			t.Errorf("merchant %s: status %d, dispatched for %v", test.mchID, status, o.handled)
		}
	}
}

// A notification that belongs to no merchant is rejected.
func TestReceiverUnknownMerchant(t *testing.T) {
	a, stranger := newAccount(t, 1), newAccount(t, 3)
	var reasons []wxpay.NotificationReason
	observer := wxpay.WithNotificationObserver(func(_ context.Context, e wxpay.NotificationEvent) { reasons = append(reasons, e.Reason) })
	o := newOffice(t, map[string]*wxpay.Receiver{"a": a.receiver(t, observer), "b": newAccount(t, 2).receiver(t, observer)})
	forged := account{stranger.key, a.keyID, a.apiV3Key}
	undecryptable := account{a.key, a.keyID, stranger.apiV3Key}
	unsigned := a.post(t)
	unsigned.Header.Del("Wechatpay-Signature")
	for _, test := range []struct {
		name   string
		req    *http.Request
		status int
		reason wxpay.NotificationReason
	}{
		{"unknown key", stranger.post(t), 401, wxpay.NotificationUnknownSerial},
		{"forged", forged.post(t), 401, wxpay.NotificationBadSignature},
		{"other APIv3 key", undecryptable.post(t), 500, wxpay.NotificationUndecryptable},
		{"unsigned", unsigned, 401, wxpay.NotificationUnsigned},
	} {
		t.Run(test.name, func(t *testing.T) {
			reasons = nil
			status := o.take(t, test.req)
			if status != test.status || len(reasons) != 2 || reasons[0] != test.reason || reasons[1] != test.reason || o.handled != nil {
				t.Errorf("status %d, reasons %v, dispatched for %v", status, reasons, o.handled)
			}
		})
	}
}

func TestReceiverBodyError(t *testing.T) {
	a := newAccount(t, 1)
	o := newOffice(t, map[string]*wxpay.Receiver{"a": a.receiver(t)})
	for name, test := range map[string]struct {
		body   io.Reader
		method string
		length int64
		status int
	}{
		"breaks off":        {iotest.ErrReader(errors.New("connection reset")), http.MethodPost, -1, 400},
		"is too large":      {strings.NewReader(strings.Repeat("x", 2<<20)), http.MethodPost, -1, 413},
		"is announced huge": {strings.NewReader("x"), http.MethodPost, 1 << 40, 413},
		"is not posted":     {http.NoBody, http.MethodGet, 0, 405},
	} {
		t.Run(name, func(t *testing.T) {
			req := a.post(t)
			req.Method, req.Body, req.ContentLength = test.method, io.NopCloser(test.body), test.length
			recorder := httptest.NewRecorder()
			o.handler(t).ServeHTTP(recorder, req)
			if recorder.Code != test.status || o.handled != nil {
				t.Errorf("status %d, want %d; dispatched for %v", recorder.Code, test.status, o.handled)
			}
		})
	}
}

// Merchants are added and removed while notifications arrive.
func TestReceiverAddRemove(t *testing.T) {
	a, b := newAccount(t, 1), newAccount(t, 2)
	o := newOffice(t, map[string]*wxpay.Receiver{"a": a.receiver(t)})
	expect := func(what string, account account, want int) {
		t.Helper()
		if status := o.take(t, account.post(t)); status != want {
			t.Errorf("%s: status %d, want %d", what, status, want)
		}
	}
	expect("before it is there", b, 401)
	if err := o.receiver.Set("b", b.receiver(t)); err != nil {
		t.Fatal(err)
	}
	expect("added", b, 204)
	changed := account{a.key, a.keyID, newAPIv3Key()}
	if err := o.receiver.Set("a", changed.receiver(t, wxpay.WithPreviousAPIv3Key(a.apiV3Key))); err != nil {
		t.Fatal(err)
	}
	expect("with the new key", changed, 204)
	expect("with the previous key", a, 204)
	o.receiver.Remove("a")
	expect("removed", a, 401)
	expect("the other one", b, 204)
	o.receiver.Remove("b")
	expect("nobody is left", b, 500)
}

func TestNewReceiverErrors(t *testing.T) {
	for name, receivers := range map[string]map[string]*wxpay.Receiver{"none": nil, "nil": {"a": nil}} {
		if _, err := merchants.NewReceiver(receivers); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	o := newOffice(t, map[string]*wxpay.Receiver{"a": newAccount(t, 1).receiver(t)})
	if err := o.receiver.Set("b", nil); err == nil {
		t.Error("Set of nil returned no error")
	}
}

func TestPreviousKeyNil(t *testing.T) {
	a := newAccount(t, 1)
	verifier := verifiers.NewSHA256WithRSAPubkeyVerifier(a.keyID, a.key.PublicKey)
	_, err := wxpay.NewReceiver("short", verifier, wxpay.WithPreviousAPIv3Key("previous-short"))
	for _, want := range []string{"the APIv3 key has 5 bytes", "the APIv3 key has 14 bytes"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}
