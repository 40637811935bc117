package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"time"
)

// reply is what goes over the wire, and how.
type reply struct {
	status int
	header http.Header
	body   []byte
	pad    int64 // spaces after the body
	gzip   bool

	keys            *keyring
	signer          signer
	time            time.Time
	unsigned        bool
	spoil           bool
	signaturePrefix string

	drop                   dropPoint
	headerDelay, bodyDelay time.Duration
	closeIdle              time.Duration // of the connection, after this exchange; 0: never
	faults                 []string
}

type dropPoint uint8

const (
	dropNever dropPoint = iota
	dropAtOnce
	dropMidBody
)

// reply makes the well-behaved reply of an answer.
func (g *Gateway) reply(seen *Request, a Response) *reply {
	out := &reply{
		status: a.status, header: a.header.Clone(), body: a.body,
		keys: g.keys, signer: g.responseSigner(seen), time: g.settings.clock(), unsigned: a.unsigned,
	}
	if out.status == 0 {
		out.status = http.StatusOK
	}
	if out.header == nil {
		out.header = make(http.Header)
	}
	setDefaults(out.header, a.tail)
	return out
}

// answerSigner chooses the key that the request asks for, which is the platform certificate's unless it names
// the public key.
func (g *Gateway) responseSigner(seen *Request) signer {
	if seen.Header.Get("Wechatpay-Serial") == g.keys.publicKey.serial {
		return g.keys.publicKey
	}
	return g.keys.certificate
}

// setDefaults adds the header fields that WeChat Pay's answers have. Request-ID ends with
// an internal error number, 0 when all is well.
func setDefaults(h http.Header, tail string) {
	if tail == "" {
		tail = "0"
	}
	for _, field := range [][2]string{
		{"Cache-Control", "no-cache, must-revalidate"},
		{"Content-Language", "zh-CN"},
		{"Keep-Alive", "timeout=8"},
		{"Request-Id", "08" + randomText(48) + "-" + tail},
		{"Server", "nginx"},
		{"X-Content-Type-Options", "nosniff"},
	} {
		if h.Get(field[0]) == "" {
			h.Set(field[0], field[1])
		}
	}
}

// replace makes the reply that of something in front of WeChat Pay.
func (out *reply) replace(status int, contentType string, body []byte) {
	out.status, out.body, out.unsigned = status, body, true
	out.header = http.Header{"Content-Type": {contentType}, "Server": {"nginx"}}
}

// shownStatus is the status that the client gets to see.
func (out *reply) shownStatus() int {
	if out.drop == dropAtOnce || out.drop == dropMidBody && out.empty() {
		return 0
	}
	return out.status
}

func (out *reply) empty() bool {
	return out.status == http.StatusNoContent || out.status == http.StatusNotModified || len(out.body) == 0 && out.pad == 0
}

// sign sets the fields of the signature over time stamp, nonce and body.
func (out *reply) sign() {
	timestamp, nonce := strconv.FormatInt(out.time.Unix(), 10), randomText(32)
	sum := sha256.New()
	_, _ = io.WriteString(sum, timestamp+"\n"+nonce+"\n")
	if !out.empty() {
		_ = out.content(sum) // a hash takes everything
	}
	if out.spoil {
		_, _ = io.WriteString(sum, "what was never sent")
	}
	_, _ = io.WriteString(sum, "\n")
	signature, err := rsa.SignPKCS1v15(rand.Reader, out.signer.key, crypto.SHA256, sum.Sum(nil))
	if err != nil {
		return // cannot be: the keys are our own
	}
	out.header.Set("Wechatpay-Timestamp", timestamp)
	out.header.Set("Wechatpay-Nonce", nonce)
	out.header.Set("Wechatpay-Serial", out.signer.serial)
	out.header.Set("Wechatpay-Signature", out.signaturePrefix+base64.StdEncoding.EncodeToString(signature))
	out.header.Set("Wechatpay-Signature-Type", scheme)
}

// content writes the body with its padding.
func (out *reply) content(w io.Writer) error {
	if _, err := w.Write(out.body); err != nil {
		return err
	}
	_, err := io.CopyN(w, spaces{}, out.pad)
	return err
}

// spaces is a reader that never ends.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
