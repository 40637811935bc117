package wxpay_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

const (
	platformSerial = "7A5B3C9D1E2F4A6B8C0D"
	paidResource   = `{"mchid":"1230000109","out_trade_no":"1217752501201407033233368018","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`
)

// apiV3Key is made by the test, as every key is.
var apiV3Key = sync.OnceValue(func() string {
	key := make([]byte, 16)
	_, _ = rand.Read(key)
	return string(bytes.ToUpper([]byte(hexOf(key))))
})

func hexOf(b []byte) string { return new(big.Int).SetBytes(append([]byte{1}, b...)).Text(16)[1:] }

// certificateKey is the key of the platform certificate, next to that of the
// public key.
var certificateKey = sync.OnceValue(newKey)

// combined is the SDK's verifier that holds the public key and a platform
// certificate.
func combined() auth.Verifier {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &certificateKey().PublicKey, certificateKey())
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return verifiers.NewSHA256WithRSACombinedVerifier(
		core.NewCertificateMap(map[string]*x509.Certificate{platformSerial: certificate}), publicKeyID, platformKey().PublicKey)
}

// poster makes notifications as WeChat Pay does. Its members say what is
// otherwise than usual.
type poster struct {
	id, event     string
	resource      string
	apiV3Key      string
	nonce         string
	data          string          // associated_data
	edit          func(m message) // before the body is written
	body          string          // in place of all that
	serial        string
	key           *rsa.PrivateKey
	time          time.Time
	tamper        func(header http.Header, body []byte) []byte // after signing
	signatureType string
}

type message map[string]any

func (m message) resource() map[string]any { return m["resource"].(map[string]any) }

// post returns what WeChat Pay would post.
func (p poster) post() (http.Header, []byte) {
	body := []byte(p.body)
	if p.body == "" {
		body = p.envelope()
	}
	at := p.time
	if at.IsZero() {
		at = time.Now()
	}
	key, serial := p.key, or(p.serial, publicKeyID)
	if key == nil {
		key = platformKey()
	}
	timestamp, nonce := strconv.FormatInt(at.Unix(), 10), "EcooXpsz4LDqOVfAhIWfYpGkzAdvRkTM"
	digest := sha256.Sum256([]byte(timestamp + "\n" + nonce + "\n" + string(body) + "\n"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	header := http.Header{
		"Wechatpay-Timestamp": {timestamp}, "Wechatpay-Nonce": {nonce}, "Wechatpay-Serial": {serial},
		"Wechatpay-Signature":      {base64.StdEncoding.EncodeToString(signature)},
		"Wechatpay-Signature-Type": {or(p.signatureType, "WECHATPAY2-SHA256-RSA2048")},
		"Content-Type":             {"application/json"},
	}
	if p.tamper != nil {
		body = p.tamper(header, body)
	}
	return header, body
}

// envelope encrypts the resource and writes the body around it.
func (p poster) envelope() []byte {
	nonce := or(p.nonce, "fdasflkja484")
	m := message{
		"id": or(p.id, "EV-2018022511223320873"), "create_time": "2015-05-20T13:29:35+08:00",
		"event_type": or(p.event, "TRANSACTION.SUCCESS"), "resource_type": "encrypt-resource", "summary": "支付成功",
		"resource": map[string]any{
			"algorithm": "AEAD_AES_256_GCM", "original_type": "transaction", "nonce": nonce, "associated_data": p.data,
			"ciphertext": seal(or(p.apiV3Key, apiV3Key()), nonce, p.data, or(p.resource, paidResource)),
		},
	}
	if p.edit != nil {
		p.edit(m)
	}
	body, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return body
}

func or(given, usual string) string {
	if given == "" {
		return usual
	}
	return given
}

func seal(key, nonce, data, plain string) string {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCMWithNonceSize(block, len(nonce))
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(aead.Seal(nil, []byte(nonce), []byte(plain), []byte(data)))
}

func newReceiver(t testing.TB, opts ...wxpay.ReceiverOption) *wxpay.Receiver {
	t.Helper()
	r, err := wxpay.NewReceiver(apiV3Key(), combined(), opts...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// deliver posts to a handler over a real connection.
func deliver(t *testing.T, handler http.Handler, header http.Header, body []byte) (status int, response string) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/notify", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, text.String()
}

// ignore is a function that acknowledges every notification.
func ignore(context.Context, *wxpay.Notification) error { return nil }

func handlerOf(t *testing.T, r *wxpay.Receiver, dispatch func(context.Context, *wxpay.Notification) error) http.Handler {
	t.Helper()
	handler, err := r.Handler(dispatch)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}
