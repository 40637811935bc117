package wxpay

import (
	"context"
	"errors"
	"fmt"

	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher"
)

// maxPlain is what RSA-OAEP with SHA-1 and a key of 2048 bits can hold.
const maxPlain = 214

// encryptSensitive is implemented by request bodies with sensitive fields.
type encryptSensitive interface {
	EncryptSensitive(*Encrypter) (any, error)
}

// decryptSensitive is implemented by answers with sensitive fields.
type decryptSensitive interface {
	DecryptSensitive(*Decrypter) error
}

// apiv3Field is the form in which the SDK's cipher takes a value.
type apiv3Field struct {
	Value string `encryption:"EM_APIV3"`
}

// Encrypter encrypts the sensitive fields of one request, value by value. It is
// made by the runtime, and is not for concurrent use.
type Encrypter struct {
	walk
	ctx    context.Context
	cipher cipher.Cipher
	serial string
}

// Decrypter decrypts the sensitive fields of one answer, value by value. It is
// made by the runtime, and is not for concurrent use.
type Decrypter struct {
	walk
	ctx    context.Context
	cipher cipher.Cipher
}

// walk is a place in the value, and the first error there.
type walk struct {
	place place
	err   error
}

// Field enters the object in the member name, until Leave.
func (w *walk) Field(name string) { w.place.push(frame{name: name, index: atField}) }

// Index enters element i of the array in the member name, until Leave.
func (w *walk) Index(name string, i int) { w.place.push(frame{name: name, index: i}) }

// Key enters the entry of key in the map in the member name, until Leave. The key
// appears in no error.
func (w *walk) Key(name, key string) { w.place.push(frame{name: name, index: atKey}) }

// Leave returns to where the last Field, Index or Key began.
func (w *walk) Leave() { w.place.pop() }

// Err returns the first error, which names the field and never its value.
func (w *walk) Err() error { return w.err }

// fieldError names a field and what is wrong, never its value.
type fieldError struct {
	path, problem string
	cause         error
}

func (e *fieldError) Error() string { return e.path + " " + e.problem }
func (e *fieldError) Unwrap() error { return e.cause }

func (w *walk) fail(name, problem string, cause error) string {
	if w.err == nil {
		w.err = &fieldError{w.place.path(name), problem, cause}
	}
	return ""
}

var errMixedKeys = errors.New("the key changed meanwhile")

// String encrypts the field name of the object at hand. "" stays "". After an
// error, which Err returns, every result is "".
func (e *Encrypter) String(name, plain string) string {
	switch {
	case plain == "" || e.err != nil:
		return ""
	case e.cipher == nil:
		return e.fail(name, "is sensitive and there is no cipher to encrypt it; add option.WithWechatPayCipher, "+
			"or use an option that includes one, such as option.WithWechatPayPublicKeyAuthCipher", nil)
	case len(plain) > maxPlain:
		return e.fail(name, fmt.Sprintf("is too long to be encrypted: %d bytes, the limit is %d", len(plain), maxPlain), nil)
	}
	field := apiv3Field{plain}
	serial, err := e.cipher.Encrypt(e.ctx, &field)
	switch {
	case err != nil:
		return e.fail(name, "cannot be encrypted by the cipher", err)
	case field.Value == plain || field.Value == "":
		return e.fail(name, "was not encrypted by the cipher; check the cipher that the client is given", nil)
	case e.serial != "" && serial != e.serial:
		return e.fail(name, "was encrypted with another key than the field before", errMixedKeys)
	}
	e.serial = serial
	return field.Value
}

// EncryptString is [Encrypter.String] for a named string type.
func EncryptString[S ~string](e *Encrypter, name string, plain S) S {
	return S(e.String(name, string(plain)))
}

// String decrypts the field name of the object at hand. "" stays "". After an
// error, which Err returns, every result is "".
func (d *Decrypter) String(name, ciphertext string) string {
	if ciphertext == "" || d.err != nil {
		return ""
	}
	if d.cipher == nil {
		return d.fail(name, "is encrypted and there is no cipher; add option.WithWechatPayCipher", nil)
	}
	field := apiv3Field{ciphertext}
	if err := d.cipher.Decrypt(d.ctx, &field); err != nil {
		return d.fail(name, "cannot be decrypted by the cipher; check the merchant's private key", err)
	}
	return field.Value
}

// DecryptString is [Decrypter.String] for a named string type.
func DecryptString[S ~string](d *Decrypter, name string, ciphertext S) S {
	return S(d.String(name, string(ciphertext)))
}

// encryptBody returns the body with sensitive fields encrypted, and the serial of
// the key that did it. The cipher may change its key between two fields; then
// everything is encrypted once more.
func encryptBody(ctx context.Context, c cipher.Cipher, v encryptSensitive) (body []byte, serial string, err error) {
	for range 2 {
		e := Encrypter{ctx: ctx, cipher: c}
		var sealed any
		sealed, err = v.EncryptSensitive(&e)
		if err == nil {
			err = e.err
		}
		if err == nil {
			body, err = marshal(sealed)
			return body, e.serial, err
		}
		if !errors.Is(err, errMixedKeys) {
			break
		}
	}
	return nil, "", err
}
