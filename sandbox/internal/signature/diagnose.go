package signature

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// diagnose explains why a signature does not verify: it looks for the text that was signed instead, and returns it.
func (v *Verifier) diagnose(r *Request, a authorization, body []byte) (problem, signed string) {
	const rule = "sign method, path with query as sent, timestamp, nonce and body, a line feed after each of the five"
	key := v.Keys.Of(a.mchID).Merchant.Key
	if want := key.Size(); len(a.signature) != want {
		return fmt.Sprintf("the signature has %d bytes, a signature of the merchant's key has %d: it was made with another key, or truncated", len(a.signature), want), ""
	}
	digest, ok := signedDigest(&key.PublicKey, a.signature)
	if !ok {
		return "the signature was not made with the merchant's private key, RSA PKCS#1 v1.5 and SHA-256", ""
	}
	for _, m := range mistakes(r, a, body) {
		if sum := sha256.Sum256([]byte(m.message)); bytes.Equal(sum[:], digest) {
			return "another text was signed: " + m.what + "; " + rule, m.message
		}
	}
	return "the signature is the merchant's, but another text was signed; " + rule, ""
}

// signedDigest decrypts a signature with the public key and returns the SHA-256 digest in it.
func signedDigest(key *rsa.PublicKey, signature []byte) ([]byte, bool) {
	// RFC 8017, 9.2: 00 01, bytes of FF, 00, the name of the hash, the digest.
	name := []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}
	opened := new(big.Int).Exp(new(big.Int).SetBytes(signature), big.NewInt(int64(key.E)), key.N)
	block := opened.FillBytes(make([]byte, key.Size()))
	start := len(block) - sha256.Size
	ok := bytes.HasPrefix(block, []byte{0, 1, 0xff}) && bytes.HasSuffix(block[:start], name)
	return block[start:], ok
}

type mistake struct{ what, message string }

// mistakes returns the texts that clients sign by mistake.
func mistakes(r *Request, a authorization, body []byte) []mistake {
	var list []mistake
	add := func(what, method, uri string, body []byte) {
		list = append(list, mistake{what, requestMessage(method, uri, a, string(body))})
	}
	for _, m := range wrongURIs(r) {
		add(m.what, r.Method, m.message, body)
	}
	add("no body, but a body was sent", r.Method, r.URI, nil)
	add("the body without the white space around it", r.Method, r.URI, bytes.TrimSpace(body))
	add("the body with a line feed after it", r.Method, r.URI, append(bytes.Clone(body), '\n'))
	add("the body {}, but no body was sent", r.Method, r.URI, []byte("{}"))
	add("the body null, but no body was sent", r.Method, r.URI, []byte("null"))
	add("the whole multipart body instead of its part meta", r.Method, r.URI, r.Body)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		add("method "+method, method, r.URI, body)
	}
	add("the method in lower case", strings.ToLower(r.Method), r.URI, body)
	whole := requestMessage(r.Method, r.URI, a, string(body))
	return append(list, mistake{"the text without its last line feed", strings.TrimSuffix(whole, "\n")})
}

func wrongURIs(r *Request) []mistake {
	path, query, found := strings.Cut(r.URI, "?")
	tail := strings.TrimPrefix(r.URI, path)
	list := []mistake{
		{"the unescaped path", r.Path + tail},
		{"the path escaped twice", strings.ReplaceAll(path, "%", "%25") + tail},
		{"the path escaped once, but it was sent escaped twice", strings.ReplaceAll(path, "%25", "%") + tail},
		{"the URL with scheme and host", "https://" + r.Host + r.URI},
		{"the path without its leading slash", strings.TrimPrefix(r.URI, "/")},
		{"the path with a slash after it", path + "/" + tail},
	}
	for _, escaped := range otherEscapes(r.Path, path) {
		list = append(list, mistake{"the path with other escapes than those sent", escaped + tail})
	}
	if !found {
		return append(list, mistake{"the path with an empty query", path + "?"})
	}
	return append(list, wrongQueries(r, path, query)...)
}

func wrongQueries(r *Request, path, query string) []mistake {
	list := []mistake{
		{"the path without its query", path},
		{"the query in another order or with other escapes than those sent", path + "?" + r.Query.Encode()},
		{"spaces of the query as %20, but they were sent as +", path + "?" + strings.ReplaceAll(query, "+", "%20")},
		{"spaces of the query as +, but they were sent as %20", path + "?" + strings.ReplaceAll(query, "%20", "+")},
	}
	if plain, err := url.QueryUnescape(query); err == nil {
		list = append(list, mistake{"the unescaped query", path + "?" + plain})
	}
	return list
}

var (
	escapes = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	// likeJavaScript removes the escapes that encodeURIComponent does not make.
	likeJavaScript = strings.NewReplacer("%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")
)

// otherEscapes returns the path as other libraries escape it.
func otherEscapes(plain, sent string) []string {
	byGo := (&url.URL{Path: plain}).EscapedPath()
	return []string{
		byGo,
		likeJavaScript.Replace(sent),
		likeJavaScript.Replace(byGo),
		escapes.ReplaceAllStringFunc(sent, strings.ToLower),
		escapes.ReplaceAllStringFunc(sent, strings.ToUpper),
	}
}
