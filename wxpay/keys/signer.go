package keys

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" // the hash of OAEP that the protocol requires
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
)

// keySigner signs with an RSA key, which may be in an HSM or KMS.
type keySigner struct {
	mchID, serial string
	key           crypto.Signer
}

// Algorithm returns SHA256-RSA2048.
func (s *keySigner) Algorithm() string { return "SHA256-RSA2048" }

// Sign signs message with SHA-256 and PKCS #1 v1.5. It returns an error if ctx has ended, and
// does not interrupt the key.
func (s *keySigner) Sign(ctx context.Context, message string) (*auth.SignatureResult, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(message))
	signature, err := s.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	return &auth.SignatureResult{
		MchID: s.mchID, CertificateSerialNo: s.serial,
		Signature: base64.StdEncoding.EncodeToString(signature),
	}, nil
}

// decryptor decrypts sensitive members of responses.
type decryptor struct{ key crypto.Signer }

var (
	errNoDecrypter = errors.New("keys: the Signer cannot decrypt: it is not a crypto.Decrypter")
	errCiphertext  = errors.New("keys: the ciphertext cannot be decrypted with the merchant's key")
)

// Decrypt decrypts base64 of RSAES-OAEP with SHA-1, which the protocol requires.
func (d decryptor) Decrypt(_ context.Context, ciphertext string) (string, error) {
	if ciphertext == "" {
		return "", nil
	}
	key, ok := d.key.(crypto.Decrypter)
	if !ok {
		return "", errNoDecrypter
	}
	raw, err := base64.StdEncoding.DecodeString(ciphertext)
	if err != nil {
		return "", errCiphertext
	}
	plaintext, err := key.Decrypt(rand.Reader, raw, &rsa.OAEPOptions{Hash: crypto.SHA1})
	if err != nil {
		return "", errCiphertext
	}
	return string(plaintext), nil
}
