package keys

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
	"strings"
)

// FormError says why a source is not a key or certificate of the required kind. It does not
// quote the source's text.
type FormError struct {
	// Source is the path, the name of the environment variable with a dollar sign, or "text".
	Source string
	// Reason says what the text looks like and what to use instead.
	Reason string
	// Err is the error of the operating system if the source cannot be read.
	Err error
}

// Error returns the source and the reason.
func (e *FormError) Error() string { return "keys: " + e.Source + ": " + e.Reason }

// Unwrap returns Err.
func (e *FormError) Unwrap() error { return e.Err }

// ParsePrivateKey reads an RSA private key of at least 2048 bits, such as apiclient_key.pem.
// The error is a [*FormError].
func ParsePrivateKey(s Source) (*rsa.PrivateKey, error) {
	v, err := find(s, "a private key", func(v any) bool { _, ok := v.(*rsa.PrivateKey); return ok })
	if err != nil {
		return nil, err
	}
	key := v.(*rsa.PrivateKey)
	if err := key.Validate(); err != nil {
		return nil, &FormError{Source: s.name, Reason: "the private key is damaged; download it again"}
	}
	return key, checkSize(s, &key.PublicKey)
}

// ParsePublicKey reads an RSA public key of at least 2048 bits, such as WeChat Pay's
// pub_key.pem. The error is a [*FormError].
func ParsePublicKey(s Source) (*rsa.PublicKey, error) {
	v, err := find(s, "a public key", func(v any) bool { _, ok := v.(*rsa.PublicKey); return ok })
	if err != nil {
		return nil, err
	}
	key := v.(*rsa.PublicKey)
	return key, checkSize(s, key)
}

// ParseCertificate reads an X.509 certificate with an RSA key of at least 2048 bits, such as
// apiclient_cert.pem or a platform certificate. It returns the first of several. The error is
// a [*FormError].
func ParseCertificate(s Source) (*x509.Certificate, error) {
	v, err := find(s, "a certificate", func(v any) bool { _, ok := v.(*x509.Certificate); return ok })
	if err != nil {
		return nil, err
	}
	cert := v.(*x509.Certificate)
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, &FormError{Source: s.name, Reason: "the certificate's key is not RSA"}
	}
	return cert, checkSize(s, key)
}

// Serial returns the serial number in upper-case hexadecimal, as WeChat Pay writes it.
func Serial(cert *x509.Certificate) string { return serialText(cert.SerialNumber) }

func serialText(n *big.Int) string { return fmt.Sprintf("%X", n) }

func checkSize(s Source, key *rsa.PublicKey) error {
	if bits := key.N.BitLen(); bits < 2048 {
		return &FormError{Source: s.name, Reason: fmt.Sprintf("the key has %d bits; WeChat Pay's have 2048", bits)}
	}
	return nil
}

// find reads s and returns its first value for which is returns true.
func find(s Source, want string, is func(any) bool) (any, error) {
	if s.isZero() {
		return nil, &FormError{Source: want, Reason: "no source is given; use keys.File, keys.Env or keys.Text"}
	}
	text, err := s.read()
	if err != nil {
		return nil, &FormError{Source: s.name, Reason: err.Error(), Err: err}
	}
	f := read(text)
	if f.problem != "" {
		return nil, &FormError{Source: s.name, Reason: f.problem}
	}
	var found []string
	for _, b := range f.blocks {
		v, name := parse(b)
		if is(v) {
			return v, nil
		}
		found = append(found, name)
	}
	return nil, &FormError{Source: s.name, Reason: "this is " + strings.Join(found, " and ") + ", not " + want + hint(want)}
}

func hint(want string) string {
	switch want {
	case "a private key":
		return "; use apiclient_key.pem"
	case "a certificate":
		return "; use apiclient_cert.pem"
	}
	return "; use pub_key.pem, WeChat Pay's public key"
}

// parse returns the value of b and its description.
func parse(b block) (any, string) {
	if b.encrypted || b.label == "ENCRYPTED PRIVATE KEY" {
		return nil, "a private key with a password (decrypt it with openssl pkey first)"
	}
	if key, err := x509.ParsePKCS1PrivateKey(b.der); err == nil {
		return key, "a private key"
	}
	if key, err := x509.ParsePKCS8PrivateKey(b.der); err == nil {
		return key, privateName(key)
	}
	if _, err := x509.ParseECPrivateKey(b.der); err == nil {
		return nil, "an elliptic curve key"
	}
	if cert, err := x509.ParseCertificate(b.der); err == nil {
		return cert, "a certificate"
	}
	if key, err := x509.ParsePKIXPublicKey(b.der); err == nil {
		return key, publicName(key)
	}
	if key, err := x509.ParsePKCS1PublicKey(b.der); err == nil {
		return key, "a public key"
	}
	if _, err := x509.ParseCertificateRequest(b.der); err == nil {
		return nil, "a certificate request"
	}
	return nil, otherName(b)
}

func privateName(key any) string {
	if _, ok := key.(*rsa.PrivateKey); ok {
		return "a private key"
	}
	return "a private key that is not RSA"
}

func publicName(key any) string {
	switch key.(type) {
	case *rsa.PublicKey:
		return "a public key"
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return "a public key that is not RSA"
	}
	return "a public key of an unknown algorithm"
}

// otherName describes DER that no parser accepts.
func otherName(b block) string {
	var pfx struct {
		Version int
		Rest    asn1.RawValue
	}
	switch _, err := asn1.Unmarshal(b.der, &pfx); {
	case b.label != "":
		return "a damaged or unknown PEM block (" + b.label + ")"
	case err == nil && pfx.Version == 3:
		return "a PKCS#12 file such as apiclient_cert.p12"
	}
	return "damaged or unknown DER"
}
