package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"time"
)

// reply is what goes over the wire.
type reply struct {
	status   int
	header   http.Header
	body     []byte
	unsigned bool
	signer   signer
	time     time.Time
}

// reply makes the well-behaved reply of an answer.
func (g *Gateway) reply(seen *Request, a Answer) *reply {
	out := &reply{status: a.status, header: a.header.Clone(), body: a.body, unsigned: a.unsigned, time: g.settings.clock()}
	if out.status == 0 {
		out.status = http.StatusOK
	}
	if out.header == nil {
		out.header = make(http.Header)
	}
	setDefaults(out.header, a.tail)
	out.signer = g.answerSigner(seen)
	return out
}

// answerSigner chooses the key that the request asks for, which is the platform certificate's unless it names
// the public key.
func (g *Gateway) answerSigner(seen *Request) signer {
	if seen.Header.Get("Wechatpay-Serial") == g.keys.publicKey.serial {
		return g.keys.publicKey
	}
	return g.keys.certificate
}

// setDefaults adds the header fields that WeChat Pay's answers have.
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

func (g *Gateway) write(w http.ResponseWriter, _ *http.Request, out *reply) {
	if !out.unsigned {
		sign(out)
	}
	h := w.Header()
	for name, values := range out.header {
		h[name] = values
	}
	if h.Get("Content-Type") == "" {
		h["Content-Type"] = nil // net/http guesses none
	}
	if out.status == http.StatusNoContent || out.status == http.StatusNotModified {
		w.WriteHeader(out.status)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(out.body)))
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body)
}

// sign sets the fields of the signature over time stamp, nonce and body.
func sign(out *reply) {
	timestamp, nonce := strconv.FormatInt(out.time.Unix(), 10), randomText(32)
	sum := sha256.New()
	_, _ = sum.Write([]byte(timestamp + "\n" + nonce + "\n"))
	_, _ = sum.Write(out.body)
	_, _ = sum.Write([]byte("\n"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, out.signer.key, crypto.SHA256, sum.Sum(nil))
	if err != nil {
		return // cannot be: the keys are our own
	}
	out.header.Set("Wechatpay-Timestamp", timestamp)
	out.header.Set("Wechatpay-Nonce", nonce)
	out.header.Set("Wechatpay-Serial", out.signer.serial)
	out.header.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(signature))
	out.header.Set("Wechatpay-Signature-Type", scheme)
}
