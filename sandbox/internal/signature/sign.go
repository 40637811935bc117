package signature

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

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
)

// Stamp is how a message of the platform is signed.
type Stamp struct {
	Signer keyring.Signer
	Time   time.Time
	Prefix string // of the signature, for probes
	Wrong  bool   // sign another text
}

// Sign sets the header fields of a signature over the time stamp, a new nonce and the body. The errors are those of body.
func (s Stamp) Sign(h http.Header, body func(io.Writer) error) error {
	timestamp, nonce := strconv.FormatInt(s.Time.Unix(), 10), keyring.RandomText(32)
	sum := sha256.New()
	_, _ = io.WriteString(sum, timestamp+"\n"+nonce+"\n")
	if err := body(sum); err != nil {
		return err
	}
	if s.Wrong {
		_, _ = io.WriteString(sum, "another text")
	}
	_, _ = io.WriteString(sum, "\n")
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.Signer.Key, crypto.SHA256, sum.Sum(nil))
	if err != nil {
		return err
	}
	h.Set("Wechatpay-Timestamp", timestamp)
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Serial", s.Signer.Serial)
	h.Set("Wechatpay-Signature", s.Prefix+base64.StdEncoding.EncodeToString(signature))
	h.Set("Wechatpay-Signature-Type", Scheme)
	return nil
}
