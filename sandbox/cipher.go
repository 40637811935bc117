package sandbox

import (
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/signature"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring" //nolint:gosec // RSAES-OAEP with SHA-1 is what WeChat Pay documents
)

// Decrypt decrypts a sensitive field of a request, which was encrypted with the platform's public key or its certificate. "" stays
// "". Unlike [Request.Decrypt], it does not check which key the request names. Errors contain neither text.
func (g *Gateway) Decrypt(ciphertext string) (string, error) {
	plain, err := g.keys.PublicKey.Decrypt(ciphertext)
	if err != nil {
		plain, err = g.keys.Certificate().Decrypt(ciphertext)
	}
	if err != nil {
		return "", fmt.Errorf("it was encrypted with neither the platform's public key nor its certificate: %w", err)
	}
	return plain, nil
}

// Decrypt decrypts a sensitive field of the request, which was encrypted with the key that its Wechatpay-Serial names. "" stays "".
// Errors contain neither text.
func (r *Request) Decrypt(ciphertext string) (string, error) {
	if r.keys == nil {
		return "", errors.New("decrypt: the request was not recorded by a gateway")
	}
	serial := r.Header.Get("Wechatpay-Serial")
	if serial == r.keys.PublicKey.Serial {
		return r.keys.PublicKey.Decrypt(ciphertext)
	}
	if serial != "" && serial == r.keys.Certificate().Serial {
		return r.keys.Certificate().Decrypt(ciphertext)
	}
	if serial == "" {
		return "", errors.New("decrypt: the request has no Wechatpay-Serial, which encrypted fields require")
	}
	return "", fmt.Errorf("decrypt: Wechatpay-Serial %q is not a key of the platform", signature.Clip(serial))
}

// Encrypt returns the ciphertext of a sensitive field of a response, for the merchant's private key. The plain text has at most
// 214 bytes; "" stays "". Errors do not contain the text.
func (g *Gateway) Encrypt(plain string) (string, error) { return g.keys.Merchant.Encrypt(plain) }

// Certificates returns the response to GET /v3/certificates: the platform certificate, encrypted with the APIv3 key, and the
// previous one while notifications are signed with it. Without [OnlyHandled] the gateway serves it itself.
func (g *Gateway) Certificates() Response { return g.certificates(g.settings.mchID) }

// certificates encrypts with the APIv3 key of a merchant.
func (g *Gateway) certificates(merchant string) Response {
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
	certificates := []keyring.Signer{g.keys.Certificate()}
	if g.notifier.CurrentOptions().SignWith == SignOldCertificate {
		old, err := g.keys.Old()
		if err != nil {
			return Response{err: err}
		}
		certificates = append(certificates, old)
	}
	var data []item
	for _, c := range certificates {
		nonce := keyring.RandomText(12)
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Cert.Raw})
		sealed, err := g.keys.Of(merchant).Seal(nonce, "certificate", text)
		if err != nil {
			return Response{err: err}
		}
		data = append(data, item{
			SerialNo:           c.Serial,
			EffectiveTime:      c.Cert.NotBefore.Format(time.RFC3339),
			ExpireTime:         c.Cert.NotAfter.Format(time.RFC3339),
			EncryptCertificate: sealedCertificate{"AEAD_AES_256_GCM", nonce, "certificate", sealed},
		})
	}
	return JSON(http.StatusOK, map[string][]item{"data": data})
}
