package drivertest

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"
)

const (
	keyID = "PUB_KEY_ID_0000000000000024101100397200000006"
	mchid = "1900000109"
)

// sender acts as WeChat Pay: it encrypts and signs notifications of paid orders.
type sender struct {
	key      *rsa.PrivateKey
	apiV3Key string
}

func newSender(t *testing.T) sender {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return sender{key, rand.Text()[:16] + rand.Text()[:16]}
}

func (s sender) publicPEM(t *testing.T) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&s.key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// notification returns the body of the notification that an order was paid. Each time
// it is sent, it has the same bytes and a new signature.
func (s sender) notification(t *testing.T, number string) []byte {
	t.Helper()
	nonce := rand.Text()[:12]
	block, err := aes.NewCipher([]byte(s.apiV3Key))
	if err != nil {
		t.Fatal(err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	resource := fmt.Sprintf(`{"mchid":%q,"appid":"wx8888888888888888","out_trade_no":%q,"trade_state":"SUCCESS","trade_state_desc":"ok"}`, mchid, number)
	body, err := json.Marshal(map[string]any{
		"id": "EV-" + number, "create_time": "2026-01-02T03:04:05+08:00", "event_type": "TRANSACTION.SUCCESS",
		"resource_type": "encrypt-resource", "summary": "支付成功",
		"resource": map[string]string{
			"algorithm": "AEAD_AES_256_GCM", "original_type": "transaction", "associated_data": "transaction", "nonce": nonce,
			"ciphertext": base64.StdEncoding.EncodeToString(seal.Seal(nil, []byte(nonce), []byte(resource), []byte("transaction"))),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// request signs a notification with the current time.
func (s sender) request(t *testing.T, url string, body []byte) *http.Request {
	t.Helper()
	timestamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), rand.Text()
	hash := sha256.Sum256([]byte(timestamp + "\n" + nonce + "\n" + string(body) + "\n"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, hash[:])
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Wechatpay-Timestamp", timestamp)
	request.Header.Set("Wechatpay-Nonce", nonce)
	request.Header.Set("Wechatpay-Serial", keyID)
	request.Header.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(signature))
	return request
}
