package sandbox

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // RSAES-OAEP with SHA-1 is what WeChat Pay documents
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Decrypt returns the plain text of a sensitive field of a request, which is encrypted with the platform's public key or
// with the platform certificate. "" stays "". It does not look at which key the request named;
// [Request.Decrypt] does. Errors hold neither text.
func (g *Gateway) Decrypt(ciphertext string) (string, error) {
	plain, err := decrypt(g.keys.publicKey, ciphertext)
	if err != nil {
		plain, err = decrypt(g.keys.certificate, ciphertext)
	}
	if err != nil {
		return "", fmt.Errorf("neither the platform's public key nor its certificate fits: %w", err)
	}
	return plain, nil
}

// Decrypt returns the plain text of a sensitive field of this request, encrypted with the key that its Wechatpay-Serial
// header names. "" stays "". Errors hold neither text.
func (r *Request) Decrypt(ciphertext string) (string, error) {
	if r.keys == nil {
		return "", errors.New("decrypt: the request is none that a gateway recorded")
	}
	serial := r.Header.Get("Wechatpay-Serial")
	for _, s := range []signer{r.keys.publicKey, r.keys.certificate} {
		if s.serial == serial {
			return decrypt(s, ciphertext)
		}
	}
	if serial == "" {
		return "", errors.New("decrypt: the request has no Wechatpay-Serial, which is mandatory with encrypted fields")
	}
	return "", fmt.Errorf("decrypt: Wechatpay-Serial %q names no key of the platform", clip(serial))
}

func decrypt(s signer, ciphertext string) (string, error) {
	if ciphertext == "" {
		return "", nil
	}
	sealed, err := base64.StdEncoding.DecodeString(ciphertext)
	if err != nil {
		return "", fmt.Errorf("decrypt: %d characters that are not Base64; is the field encrypted?", len(ciphertext))
	}
	plain, err := rsa.DecryptOAEP(sha1.New(), rand.Reader, s.key, sealed, nil)
	if err != nil {
		return "", fmt.Errorf("decrypt: %d bytes that were not encrypted with key %s", len(sealed), s.serial)
	}
	return string(plain), nil
}

// Encrypt returns the ciphertext of a sensitive field of an answer, at most 214 bytes of plain text, for the merchant's private
// key to open. "" stays "". Errors do not hold the text.
func (g *Gateway) Encrypt(plain string) (string, error) {
	key := &g.keys.merchant.key.PublicKey
	most := key.Size() - 2*sha1.Size - 2
	switch {
	case plain == "":
		return "", nil
	case len(plain) > most:
		return "", fmt.Errorf("encrypt: %d bytes, at most %d fit", len(plain), most)
	}
	sealed, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key, []byte(plain), nil)
	if err != nil {
		return "", fmt.Errorf("encrypt: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// Certificates is the answer to GET /v3/certificates: the platform certificate, sealed with the APIv3 key, and the one before
// it while callbacks are signed with that. The gateway gives it of its own accord, unless [OnlyHandled] keeps it from that.
func (g *Gateway) Certificates() Response {
	type sealedCertificate struct {
		Algorithm      string `json:"algorithm"`
		Nonce          string `json:"nonce"`
		AssociatedData string `json:"associated_data"`
		Ciphertext     string `json:"ciphertext"`
	}
	type item struct {
		SerialNo           string            `json:"serial_no"`
		EffectiveTime      string            `json:"effective_time"`
		ExpireTime         string            `json:"expire_time"`
		EncryptCertificate sealedCertificate `json:"encrypt_certificate"`
	}
	certificates := []signer{g.keys.certificate}
	if g.post.rotating() {
		old, err := g.keys.old()
		if err != nil {
			return Response{err: err}
		}
		certificates = append(certificates, old)
	}
	var data []item
	for _, c := range certificates {
		nonce := randomText(12)
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.cert.Raw})
		sealed, err := seal(g.keys.apiV3Key, nonce, "certificate", text)
		if err != nil {
			return Response{err: err}
		}
		data = append(data, item{
			SerialNo:           c.serial,
			EffectiveTime:      c.cert.NotBefore.Format(time.RFC3339),
			ExpireTime:         c.cert.NotAfter.Format(time.RFC3339),
			EncryptCertificate: sealedCertificate{"AEAD_AES_256_GCM", nonce, "certificate", sealed},
		})
	}
	return JSON(http.StatusOK, map[string][]item{"data": data})
}

// seal encrypts with AES-256-GCM under the APIv3 key.
func seal(key, nonce, associated string, plain []byte) (string, error) {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return "", err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(aead.Seal(nil, []byte(nonce), plain, []byte(associated))), nil
}
