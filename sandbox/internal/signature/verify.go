package signature

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
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
)

// Verifier verifies the signatures of requests. Its method may be called from several goroutines at once.
type Verifier struct {
	MchID         string
	Others        []string // further merchants
	Keys          *keyring.Keyring
	Clock         func() time.Time
	RefuseReplays bool // refuse a nonce that was used before

	nonces nonceMemory
}

// Request is what a signature covers, as it came over the wire.
type Request struct {
	Method string
	Host   string
	URI    string // path and query
	Header http.Header
	Body   []byte

	// Path and Query are the unescaped parts of URI. They only serve to find out what a client signed by mistake.
	Path  string
	Query url.Values
}

// Verdict is the result of a verification.
type Verdict struct {
	OK      bool
	Problem string // what failed, and what to do; "" if OK
	// MchID, Serial, Nonce and Timestamp (Unix seconds) are from the Authorization header. Unless OK, they are the
	// client's claims.
	MchID, Serial, Nonce string
	Timestamp            int64
	// Message is the text that was verified, with a summary in place of the body. It is "" if the check did not get so far.
	Message string
	// Signed is the text that was signed instead, if it is one that clients sign by mistake; Expected is then the text that should have
	// been signed. They have the body.
	Signed, Expected string
	Replayed         bool // the nonce was used before
	IllFormed        bool // the Authorization header cannot be parsed
}

const (
	// Scheme is the authentication scheme of APIv3.
	Scheme  = "WECHATPAY2-SHA256-RSA2048"
	maxSkew = 5 * time.Minute
)

// Verify verifies the signature of a request.
func (v *Verifier) Verify(r *Request) Verdict {
	a, err := parseAuthorization(r.Header["Authorization"])
	verdict := Verdict{MchID: a.mchID, Serial: a.serial, Nonce: a.nonce, Timestamp: a.timestamp, IllFormed: err != nil}
	if err == nil {
		err = v.checkClaims(a)
	}
	if err == nil {
		err = v.checkSignature(r, a, &verdict)
	}
	if err != nil {
		verdict.Problem = err.Error()
	}
	verdict.OK = err == nil
	return verdict
}

func (v *Verifier) checkSignature(r *Request, a authorization, verdict *Verdict) error {
	body, err := signedBody(r)
	if err != nil {
		return err
	}
	verdict.Message = requestMessage(r.Method, r.URI, a, summary(body))
	if !verifies(&v.Keys.Of(a.mchID).Merchant.Key.PublicKey, requestMessage(r.Method, r.URI, a, string(body)), a.signature) {
		problem, signed := v.diagnose(r, a, body)
		verdict.Signed, verdict.Expected = signed, requestMessage(r.Method, r.URI, a, string(body))
		return errors.New(problem)
	}
	verdict.Replayed = v.nonces.seen(a.nonce, v.Clock())
	if verdict.Replayed && v.RefuseReplays {
		return errors.New("nonce_str was used before: make a new nonce and a new signature for each request")
	}
	return nil
}

// checkClaims checks everything except the signature.
func (v *Verifier) checkClaims(a authorization) error {
	var errs []string
	if !v.Knows(a.mchID) {
		errs = append(errs, fmt.Sprintf("mchid %q is unknown: the merchant number is %s", Clip(a.mchID), strings.Join(append([]string{v.MchID}, v.Others...), " or ")))
	}
	if want := v.Keys.Of(a.mchID).Merchant.Serial; a.serial != want {
		errs = append(errs, fmt.Sprintf("serial_no %q is unknown: the merchant certificate's serial number is %s%s",
			Clip(a.serial), want, v.serialHint(a)))
	}
	now := v.Clock().Unix()
	if skew := now - a.timestamp; skew > int64(maxSkew/time.Second) || -skew > int64(maxSkew/time.Second) {
		errs = append(errs, fmt.Sprintf("timestamp %d differs from the gateway's clock, %d, by more than 5 minutes: "+
			"set the time of signing in Unix seconds, and sign each attempt anew", a.timestamp, now))
	}
	if len(errs) == 0 {
		return nil
	}
	return errors.New(strings.Join(errs, "; "))
}

// Knows reports whether a merchant's requests are verified.
func (v *Verifier) Knows(merchant string) bool {
	return merchant == v.MchID || slices.Contains(v.Others, merchant)
}

func (v *Verifier) serialHint(a authorization) string {
	serial, holder := a.serial, v.Keys.Holder(a.serial)
	if serial == v.Keys.Merchant.Serial {
		holder = v.MchID
	}
	switch {
	case strings.EqualFold(serial, v.Keys.Of(a.mchID).Merchant.Serial):
		return ", in upper case"
	case holder != "":
		return "; this one is that of merchant " + holder
	case serial == v.Keys.PublicKey.Serial, serial == v.Keys.Certificate().Serial:
		return "; this serial number is the platform's, which belongs in Wechatpay-Serial"
	}
	return ""
}

// requestMessage returns the text that the signature of a request covers.
func requestMessage(method, uri string, a authorization, body string) string {
	return method + "\n" + uri + "\n" + a.timestampText + "\n" + a.nonce + "\n" + body + "\n"
}

func verifies(key *rsa.PublicKey, message string, signature []byte) bool {
	sum := sha256.Sum256([]byte(message))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) == nil
}

// summary describes a body without its content.
func summary(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	return fmt.Sprintf("(%d bytes, SHA-256 %x)", len(body), sha256.Sum256(body))
}

// signedBody returns the signed part of the body: the whole body, or the JSON text of the part "meta" of an upload.
func signedBody(r *Request) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return r.Body, nil
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
		return nil, fmt.Errorf("the multipart body has %d parts named meta: an upload has one part meta, whose JSON text is signed", found)
	}
	return meta, nil
}
