package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // RSAES-OAEP with SHA-1 is what WeChat Pay documents
	"encoding/base64"
	"fmt"
)

// Decrypt returns the plain text of a sensitive field that was encrypted for the key. "" stays "". Errors contain neither text.
func (s Signer) Decrypt(ciphertext string) (string, error) {
	if ciphertext == "" {
		return "", nil
	}
	sealed, err := base64.StdEncoding.DecodeString(ciphertext)
	if err != nil {
		return "", fmt.Errorf("decrypt: %d characters that are not Base64; is the field encrypted?", len(ciphertext))
	}
	plain, err := rsa.DecryptOAEP(sha1.New(), rand.Reader, s.Key, sealed, nil)
	if err != nil {
		return "", fmt.Errorf("decrypt: %d bytes that were not encrypted with key %s", len(sealed), s.Serial)
	}
	return string(plain), nil
}

// Encrypt encrypts a sensitive field for the key. "" stays "". Errors do not contain the text.
func (s Signer) Encrypt(plain string) (string, error) {
	key := &s.Key.PublicKey
	limit := key.Size() - 2*sha1.Size - 2
	switch {
	case plain == "":
		return "", nil
	case len(plain) > limit:
		return "", fmt.Errorf("encrypt: %d bytes, at most %d fit", len(plain), limit)
	}
	sealed, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key, []byte(plain), nil)
	if err != nil {
		return "", fmt.Errorf("encrypt: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// Seal encrypts with AES-256-GCM and the merchant's APIv3 key.
func (a *Account) Seal(nonce, associated string, plain []byte) (string, error) {
	block, err := aes.NewCipher([]byte(a.APIv3Key))
	if err != nil {
		return "", err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(aead.Seal(nil, []byte(nonce), plain, []byte(associated))), nil
}
