package sandbox

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
)

// Verdict is what the gateway found out about a request's signature.
type Verdict struct {
	// OK tells whether the request was accepted.
	OK bool
	// Problem says what failed and how to mend it; "" when OK.
	Problem string
	// MchID, Serial, Nonce and Timestamp (Unix seconds) stand in the Authorization header. They are the
	// client's claims unless OK.
	MchID, Serial, Nonce string
	Timestamp            int64
	// Message is the text that the gateway compared the signature with: five lines, the last of which, the body, is
	// replaced by its length and SHA-256. It is "" if the check did not get so far.
	Message string
	// Replayed tells that the nonce was seen before.
	Replayed bool

	illFormed bool // the Authorization header itself cannot be read
}

const (
	scheme  = "WECHATPAY2-SHA256-RSA2048"
	maxSkew = 5 * time.Minute
)

// verify checks the signature of a request over the bytes as sent.
func (g *Gateway) verify(r *Request) Verdict {
	a, err := parseAuthorization(r.Header["Authorization"])
	v := Verdict{MchID: a.mchID, Serial: a.serial, Nonce: a.nonce, Timestamp: a.timestamp, illFormed: err != nil}
	if err == nil {
		err = g.checkClaims(a)
	}
	if err == nil {
		err = g.checkSignature(r, a, &v)
	}
	if err != nil {
		v.Problem = err.Error()
	}
	v.OK = err == nil
	return v
}

func (g *Gateway) checkSignature(r *Request, a authorization, v *Verdict) error {
	body, err := signedBody(r)
	if err != nil {
		return err
	}
	v.Message = requestMessage(r.Method, r.URI, a, summary(body))
	if !fits(&g.keys.merchant.key.PublicKey, requestMessage(r.Method, r.URI, a, string(body)), a.signature) {
		return errors.New(g.diagnose(r, a, body))
	}
	v.Replayed = g.nonces.seen(a.nonce, g.settings.clock())
	if v.Replayed && g.settings.refuseReplays {
		return errors.New("nonce_str was used before: make a new nonce and a new signature for every request")
	}
	return nil
}

// checkClaims compares everything but the signature.
func (g *Gateway) checkClaims(a authorization) error {
	var errs []string
	if a.mchID != g.settings.mchID {
		errs = append(errs, fmt.Sprintf("mchid %q is not known here: the merchant number is %s", clip(a.mchID), g.settings.mchID))
	}
	if want := g.keys.merchant.serial; a.serial != want {
		errs = append(errs, fmt.Sprintf("serial_no %q is not known here: the merchant certificate's serial number is %s%s",
			clip(a.serial), want, g.serialHint(a.serial)))
	}
	now := g.settings.clock().Unix()
	if skew := now - a.timestamp; skew > int64(maxSkew/time.Second) || -skew > int64(maxSkew/time.Second) {
		errs = append(errs, fmt.Sprintf("timestamp %d is more than 5 minutes away from the gateway's clock, %d: "+
			"give the time of signing in Unix seconds, and sign again when sending again", a.timestamp, now))
	}
	if len(errs) == 0 {
		return nil
	}
	return errors.New(strings.Join(errs, "; "))
}

func (g *Gateway) serialHint(serial string) string {
	switch {
	case strings.EqualFold(serial, g.keys.merchant.serial):
		return ", in upper case"
	case serial == g.keys.publicKey.serial, serial == g.keys.certificate.serial:
		return "; this one is the platform's, which belongs in Wechatpay-Serial"
	}
	return ""
}

// requestMessage builds the text that a request's signature covers.
func requestMessage(method, uri string, a authorization, body string) string {
	return method + "\n" + uri + "\n" + a.timestampText + "\n" + a.nonce + "\n" + body + "\n"
}

func fits(key *rsa.PublicKey, message string, signature []byte) bool {
	sum := sha256.Sum256([]byte(message))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) == nil
}

// summary stands for a body where its content must not be shown.
func summary(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	return fmt.Sprintf("(%d bytes, SHA-256 %x)", len(body), sha256.Sum256(body))
}

// signedBody returns the part of the body that is signed: all of it, and of an upload the JSON text of its meta part.
func signedBody(r *Request) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return r.Body, nil // whatever it is, it is signed as sent
	}
	var meta []byte
	found := 0
	for parts := multipart.NewReader(bytes.NewReader(r.Body), params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && part.FormName() == "meta" {
			found++
			meta, err = io.ReadAll(part)
		}
		if err != nil {
			return nil, fmt.Errorf("the multipart body cannot be read: %w", err)
		}
	}
	if found != 1 {
		return nil, fmt.Errorf("the multipart body has %d parts named meta: an upload has one, whose JSON text is what is signed", found)
	}
	return meta, nil
}

// readBody reads at most limit bytes; ok is false if there are more.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, ok bool, err error) {
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return nil, false, nil
	}
	return body, true, err
}
