package wxpayimpl

import "github.com/wxpaygen/wxpaygen/wxpay/internal/sensitive"

type (
	// Encrypter encrypts the sensitive fields of one request, value by value. Package
	// wxpay makes it. It is not safe for concurrent use.
	Encrypter = sensitive.Encrypter
	// Decrypter decrypts the sensitive fields of one response or notification, value by
	// value. Package wxpay makes it. It is not safe for concurrent use.
	Decrypter = sensitive.Decrypter
)

// EncryptString is [Encrypter.Encrypt] for a named string type.
func EncryptString[S ~string](e *Encrypter, name string, plaintext S) S {
	return S(e.Encrypt(name, string(plaintext)))
}

// DecryptString is [Decrypter.Decrypt] for a named string type.
func DecryptString[S ~string](d *Decrypter, name string, ciphertext S) S {
	return S(d.Decrypt(name, string(ciphertext)))
}
