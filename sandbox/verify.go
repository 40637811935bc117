package sandbox

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
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
	v := Verdict{MchID: a.mchID, Serial: a.serial, Nonce: a.nonce, Timestamp: a.timestamp}
	if err != nil {
		v.Problem, v.illFormed = err.Error(), true
		return v
	}
	if err := g.checkClaims(a); err != nil {
		v.Problem = err.Error()
		return v
	}
	body, err := signedBody(r)
	if err != nil {
		v.Problem = err.Error()
		return v
	}
	v.Message = requestMessage(r.Method, r.URI, a, summary(body))
	if !fits(&g.keys.merchant.key.PublicKey, requestMessage(r.Method, r.URI, a, string(body)), a.signature) {
		v.Problem = g.diagnose(r, a, body)
		return v
	}
	v.Replayed = g.nonces.seen(a.nonce, g.settings.clock())
	if v.Replayed && g.settings.refuseReplays {
		v.Problem = "nonce_str was used before: make a new nonce and a new signature for every request"
		return v
	}
	v.OK = true
	return v
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

// authorization is a parsed Authorization header.
type authorization struct {
	mchID, serial, nonce, timestampText string
	timestamp                           int64
	signature                           []byte
}

// parseAuthorization reports all faults of the header at once, and what could be read in spite of them.
func parseAuthorization(headers []string) (authorization, error) {
	if len(headers) != 1 {
		return authorization{}, fmt.Errorf("there are %d Authorization headers: send one, %s with five items", len(headers), scheme)
	}
	name, rest, _ := strings.Cut(headers[0], " ")
	if name != scheme {
		return authorization{}, fmt.Errorf("the Authorization scheme is %q: this gateway knows %s", clip(name), scheme)
	}
	items, errs := parseItems(rest)
	a := authorization{
		mchID: items["mchid"], serial: items["serial_no"], nonce: items["nonce_str"], timestampText: items["timestamp"],
	}
	for _, key := range itemNames {
		if items[key] == "" {
			errs = append(errs, key+" is missing or empty")
		}
	}
	var err error
	if a.timestampText != "" {
		a.timestamp, err = strconv.ParseInt(a.timestampText, 10, 64)
		if err != nil || !isDigits(a.timestampText) {
			errs = append(errs, "timestamp is not a number of seconds")
		}
	}
	if a.signature, err = base64.StdEncoding.Strict().DecodeString(items["signature"]); err != nil {
		errs = append(errs, "signature is not standard Base64")
	}
	if len(errs) > 0 {
		return a, fmt.Errorf("the Authorization header is ill-formed: %s; it reads %s "+
			`mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…", the items in any order`, strings.Join(errs, "; "), scheme)
	}
	return a, nil
}

var itemNames = []string{"mchid", "nonce_str", "serial_no", "timestamp", "signature"}

func parseItems(text string) (map[string]string, []string) {
	items := make(map[string]string, len(itemNames))
	var errs []string
	for i, item := range strings.Split(text, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(item), "=")
		quoted := len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"'
		if !ok || !quoted || strings.Contains(value[1:len(value)-1], `"`) {
			errs = append(errs, fmt.Sprintf(`item %d is not of the form name="value"`, i+1))
			continue
		}
		if !isItemName(key) {
			errs = append(errs, fmt.Sprintf("item %q is unknown", clip(key)))
		} else if _, twice := items[key]; twice {
			errs = append(errs, key+" stands there twice")
		}
		items[key] = value[1 : len(value)-1]
	}
	return items, errs
}

func isItemName(name string) bool {
	for _, known := range itemNames {
		if name == known {
			return true
		}
	}
	return false
}

// clip keeps what a client sent from filling a message.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}

// readBody reads at most limit bytes; ok is false if there are more.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, ok bool, err error) {
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return nil, false, nil
	}
	return body, true, err
}
