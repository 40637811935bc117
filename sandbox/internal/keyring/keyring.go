// Package keyring makes, saves and reads the keys of a sandbox: those of the merchant and those of the platform.
package keyring

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

// Keyring has the keys of the merchant and of the platform.
type Keyring struct {
	Merchant  Signer // the merchant's API certificate
	PublicKey Signer // the platform's public key; its serial is the ID
	APIv3Key  string

	certificate, stranger func() Signer
	oldOnce               func() (Signer, error)
	others                map[string]*Account // of further merchants, by number
}

// Certificate returns the platform certificate. A key takes most of a tenth of a second, so that those that few clients need are made
// on first use.
func (k *Keyring) Certificate() Signer { return k.certificate() }

// Stranger returns a key that no client knows, for faults.
func (k *Keyring) Stranger() Signer { return k.stranger() }

// onFirstUse returns a function that makes a signer once.
func onFirstUse(make func() (Signer, error)) func() Signer {
	return sync.OnceValue(func() Signer {
		s, err := make()
		if err != nil {
			panic(err) // the random source never fails
		}
		return s
	})
}

// known returns a function that returns a signer.
func known(s Signer) func() Signer { return func() Signer { return s } }

// Old returns the platform certificate before the current one. It is made on first use.
func (k *Keyring) Old() (Signer, error) { return k.oldOnce() }

// Signer is a private key and the serial number by which messages name it.
type Signer struct {
	Serial string
	Key    *rsa.PrivateKey
	Cert   *x509.Certificate // nil for PublicKey and Stranger
}

const (
	publicKeyID    = "PUB_KEY_ID_0112300001092024111100000000000001"
	strangerSerial = "6F00000000000000000000000000000000000001"
)

// Shared returns the keyring that all sandboxes of the process share unless they have a key directory: making RSA keys is
// slow.
var Shared = sync.OnceValues(newKeyring)

func newKeyring() (*Keyring, error) {
	ring := &Keyring{APIv3Key: RandomText(32)}
	ring.oldOnce = sync.OnceValues(func() (Signer, error) { return newCertificate("sandbox platform, old") })
	ring.certificate = onFirstUse(func() (Signer, error) { return newCertificate("sandbox platform") })
	ring.stranger = onFirstUse(func() (Signer, error) { return newKey(strangerSerial) })
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, generate := range []func() error{
		func() (err error) { ring.Merchant, err = newCertificate("sandbox merchant"); return err },
		func() (err error) { ring.PublicKey, err = newKey(publicKeyID); return err },
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

func newKey(serial string) (Signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return Signer{Serial: serial, Key: key}, err
}

// newCertificate makes a key and a self-signed certificate. As WeChat Pay's, it is valid for five years, and messages name it by
// its serial number in upper-case hexadecimal digits.
func newCertificate(name string) (Signer, error) {
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
	der, err := x509.CreateCertificate(rand.Reader, template, template, s.Key.Public(), s.Key)
	if err != nil {
		return s, err
	}
	s.Cert, err = x509.ParseCertificate(der)
	s.Serial = fmt.Sprintf("%X", number)
	return s, err
}

// RandomText returns n random letters and digits.
func RandomText(n int) string {
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
