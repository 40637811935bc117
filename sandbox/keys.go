package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// keyring holds the keys of both sides. Making RSA keys is slow, so a process has one keyring.
type keyring struct {
	merchant    signer // the merchant's API certificate
	publicKey   signer // the platform's public key, named by its id
	certificate signer // the platform certificate
	stranger    signer // nobody knows it; signs for [OtherKey]
	apiV3Key    string

	oldOnce func() (signer, error)
}

// old returns the platform certificate that the present one follows. It is made when first asked for.
func (k *keyring) old() (signer, error) { return k.oldOnce() }

// signer is a key with the name that messages give it.
type signer struct {
	serial string
	key    *rsa.PrivateKey
	cert   *x509.Certificate // nil for the public key and the stranger
}

const (
	publicKeyID    = "PUB_KEY_ID_0112300001092024111100000000000001"
	strangerSerial = "6F00000000000000000000000000000000000001"
)

// sharedKeys makes the keyring on first use.
var sharedKeys = sync.OnceValues(newKeyring)

func newKeyring() (*keyring, error) {
	ring := &keyring{apiV3Key: randomText(32)}
	ring.oldOnce = sync.OnceValues(func() (signer, error) { return newCertificate("sandbox platform, old") })
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i, generate := range []func() error{
		func() (err error) { ring.merchant, err = newCertificate("sandbox merchant"); return err },
		func() (err error) { ring.certificate, err = newCertificate("sandbox platform"); return err },
		func() (err error) { ring.publicKey, err = newKey(publicKeyID); return err },
		func() (err error) { ring.stranger, err = newKey(strangerSerial); return err },
	} {
		wg.Go(func() { errs[i] = generate() })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("make keys: %w", err)
		}
	}
	return ring, nil
}

func newKey(serial string) (signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return signer{serial: serial, key: key}, err
}

// newCertificate makes a key and a certificate for it, signed by itself. WeChat Pay's certificates
// are valid for five years and go by their serial number in upper-case hexadecimal digits.
func newCertificate(name string) (signer, error) {
	s, err := newKey("")
	if err != nil {
		return s, err
	}
	number := make([]byte, 20)
	_, _ = rand.Read(number)          // never fails
	number[0] = number[0]&0x0f | 0x50 // positive, and 40 digits when written
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(number),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     time.Now().AddDate(5, 0, -1),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, s.key.Public(), s.key)
	if err != nil {
		return s, err
	}
	s.cert, err = x509.ParseCertificate(der)
	s.serial = fmt.Sprintf("%X", number)
	return s, err
}

// randomText returns n letters and digits.
func randomText(n int) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	text := make([]byte, 0, n)
	for buf := make([]byte, 64); len(text) < n; {
		_, _ = rand.Read(buf) // never fails
		for _, b := range buf {
			if int(b) < 4*len(alphabet) && len(text) < n { // 248: no letter is likelier than another
				text = append(text, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(text)
}
