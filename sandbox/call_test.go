package sandbox_test

import (
	"bufio"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// call is a request that is written over the wire by hand, so that what is signed and what is sent can differ.
type call struct {
	gw                      *sandbox.Gateway
	method, uri, body       string
	timestamp, nonce        string
	mchID, serial           string
	header                  string // more header lines, each with its CRLF
	signature               string // as it is, in place of a proper one
	authorization           string // likewise; "none" for no header
	key                     *rsa.PrivateKey
	signedMethod, signedURI string // in place of method, uri
	signedBody              *string
	signedTail              string // in place of the last line feed; "none" for nothing
}

func newCall(gw *sandbox.Gateway) call {
	return call{
		gw:     gw,
		method: http.MethodPost, uri: "/v3/orders/A%7C1%2A2?b=2&a=1%201", body: `{"reason":"x"}`,
		timestamp: fmt.Sprint(time.Now().Unix()), nonce: rand.Text(),
		mchID: gw.MchID(), serial: gw.MerchantSerial(), key: gw.MerchantKey(),
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (c call) sign() string {
	body := c.body
	if c.signedBody != nil {
		body = *c.signedBody
	}
	tail := or(c.signedTail, "\n")
	if tail == "none" {
		tail = ""
	}
	message := or(c.signedMethod, c.method) + "\n" + or(c.signedURI, c.uri) + "\n" + c.timestamp + "\n" + c.nonce + "\n" + body + tail
	sum := sha256.Sum256([]byte(message))
	signature, err := rsa.SignPKCS1v15(rand.Reader, c.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(signature)
}

func (c call) text() string {
	authorization := c.authorization
	if authorization == "" {
		authorization = fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
			c.mchID, c.nonce, c.timestamp, c.serial, or(c.signature, c.sign()))
	}
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: api.mch.weixin.qq.com\r\nConnection: close\r\n", c.method, c.uri)
	if authorization != "none" {
		head += "Authorization: " + authorization + "\r\n"
	}
	return head + c.header + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(c.body), c.body)
}

// response is what came back.
type response struct {
	status int
	header http.Header
	body   string
}

func (r response) message(t *testing.T) (code, message string) {
	t.Helper()
	var refusal struct{ Code, Message string }
	if err := json.Unmarshal([]byte(r.body), &refusal); err != nil {
		t.Fatalf("the answer %q is no error body: %v", r.body, err)
	}
	return refusal.Code, refusal.Message
}

func (c call) send(t *testing.T, gw *sandbox.Gateway) response {
	t.Helper()
	conn, err := net.Dial("tcp4", strings.TrimPrefix(gw.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, c.text()); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("read answer: %v", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("read body: %v", err)
	}
	return response{resp.StatusCode, resp.Header, string(body)}
}

// verifies reports whether the signature of a response is valid.
func verifies(key *rsa.PublicKey, header http.Header, body string) bool {
	signature, err := base64.StdEncoding.DecodeString(header.Get("Wechatpay-Signature"))
	if err != nil {
		return false
	}
	sum := sha256.Sum256([]byte(header.Get("Wechatpay-Timestamp") + "\n" + header.Get("Wechatpay-Nonce") + "\n" + body + "\n"))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) == nil
}

func certificateKey(gw *sandbox.Gateway) *rsa.PublicKey {
	return gw.PlatformCertificate().PublicKey.(*rsa.PublicKey)
}

// strangersKey is one that the gateway does not know.
var strangersKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})
