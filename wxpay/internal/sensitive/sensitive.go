// Package sensitive encrypts the sensitive fields of requests and decrypts those of
// responses and notifications.
package sensitive

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/fieldpath"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// maxPlaintext is the largest text that RSA-OAEP with SHA-1 and a key of 2048 bits
// encrypts, in bytes.
const maxPlaintext = 214

// Encryptable is a request body with sensitive fields. EncryptSensitive returns a copy
// with these fields encrypted.
type Encryptable interface {
	EncryptSensitive(*Encrypter) (any, error)
}

// Decryptable is a response or resource with sensitive fields. DecryptSensitive
// decrypts them in place.
type Decryptable interface {
	DecryptSensitive(*Decrypter) error
}

// apiv3Field is the form in which the SDK's cipher takes a value.
type apiv3Field struct {
	Value string `encryption:"EM_APIV3"`
}

// Encrypter encrypts the sensitive fields of one request, value by value. It is not
// safe for concurrent use.
type Encrypter struct {
	position
	names  Names
	ctx    context.Context
	cipher cipher.Cipher // nil: a field that is not empty is an error
	serial string
}

// Decrypter decrypts the sensitive fields of one response, value by value. It is not
// safe for concurrent use.
type Decrypter struct {
	position
	names  Names
	ctx    context.Context
	cipher cipher.Cipher
}

// Names collects the names of the members that are encrypted; nil collects nothing. The name
// of an element is that of its list.
type Names map[string]bool

func (n Names) add(path string) {
	if n == nil || path == "" {
		return
	}
	name := path[strings.LastIndexByte(path, '.')+1:]
	name, _, _ = strings.Cut(name, "[")
	n[name] = true
}

// position is the position in the value, and the first error.
type position struct {
	path fieldpath.Path
	err  error
}

// Field enters the object in the member name, until Leave.
func (p *position) Field(name string) { p.path.Field(name) }

// Index enters element i of the array in the member name, until Leave.
func (p *position) Index(name string, i int) { p.path.Index(name, i) }

// Key enters the entry of key in the map in the member name, until Leave. The key
// appears in no error.
func (p *position) Key(name, key string) { p.path.Key(name) }

// Leave returns to where the last Field, Index or Key began.
func (p *position) Leave() { p.path.Leave() }

// Err returns the first error, which names the field and never its value.
func (p *position) Err() error { return p.err }

func (p *position) fail(name, problem string, cause error) string {
	if p.err == nil {
		p.err = &fieldpath.Error{Path: p.path.Join(name), Problem: problem, Cause: cause}
	}
	return ""
}

var errMixedKeys = errors.New("the cipher changed its key")

// Encrypt encrypts the field name of the current object. "" stays "". After an error,
// which Err returns, every result is "".
func (e *Encrypter) Encrypt(name, plaintext string) string {
	if e.names != nil {
		e.names.add(e.path.Join(name))
	}
	switch {
	case plaintext == "" || e.err != nil:
		return ""
	case e.cipher == nil:
		return e.fail(name, "is sensitive and there is no cipher to encrypt it; add option.WithWechatPayCipher, "+
			"or use an option that includes one, such as option.WithWechatPayPublicKeyAuthCipher", nil)
	case len(plaintext) > maxPlaintext:
		return e.fail(name, fmt.Sprintf("is too long to be encrypted: %d bytes, the limit is %d", len(plaintext), maxPlaintext), nil)
	}
	field := apiv3Field{plaintext}
	serial, err := e.cipher.Encrypt(e.ctx, &field)
	switch {
	case err != nil:
		return e.fail(name, "cannot be encrypted by the cipher", err)
	case field.Value == plaintext || field.Value == "":
		return e.fail(name, "was not encrypted by the cipher; check the cipher of the client", nil)
	case e.serial != "" && serial != e.serial:
		return e.fail(name, "was encrypted with another key than the field before it", errMixedKeys)
	}
	e.serial = serial
	return field.Value
}

// Decrypt decrypts the field name of the current object. "" stays "". After an error,
// which Err returns, every result is "".
func (d *Decrypter) Decrypt(name, ciphertext string) string {
	if d.names != nil {
		d.names.add(d.path.Join(name))
	}
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

// EncryptBody returns v as JSON with its sensitive fields encrypted, and the serial of
// the key that encrypted them. A cipher may change its key between two fields; all
// fields are then encrypted once more. names collects their names.
func EncryptBody(ctx context.Context, c cipher.Cipher, v Encryptable, names Names) (body []byte, serial string, err error) {
	for range 2 {
		e := Encrypter{ctx: ctx, cipher: c, names: names}
		var encrypted any
		encrypted, err = v.EncryptSensitive(&e)
		if err == nil {
			err = e.err
		}
		if err == nil {
			body, err = jsonvalue.Marshal(encrypted)
			return body, e.serial, err
		}
		if !errors.Is(err, errMixedKeys) {
			break
		}
	}
	return nil, "", err
}

// Decrypt decrypts the sensitive fields of v in place, if it has any. A nil cipher is
// an error if one of them is not empty. names collects their names.
func Decrypt(ctx context.Context, c cipher.Cipher, v any, names Names) error {
	target, ok := v.(Decryptable)
	if !ok {
		return nil
	}
	d := Decrypter{ctx: ctx, cipher: c, names: names}
	if err := target.DecryptSensitive(&d); err != nil {
		return err
	}
	return d.err
}
