package keys

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher"
	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher/ciphers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher/encryptors"
)

// Config has the keys of a merchant. It is an option of wxpay.NewClient. Sources are read once,
// when the client is made.
type Config struct {
	// MchID is the merchant number: that of the service provider if there is one.
	MchID string

	// Certificate is the merchant's API certificate, apiclient_cert.pem. It has the serial
	// number, and must match the private key.
	Certificate Source
	// CertificateSerial is the serial number, in place of Certificate.
	CertificateSerial string

	// PrivateKey is the key of the certificate, apiclient_key.pem.
	PrivateKey Source
	// Signer is used in place of PrivateKey: an RSA key in an HSM or KMS that signs with
	// PKCS #1 v1.5. If it is also a [crypto.Decrypter], it decrypts sensitive members of
	// responses. It must be safe for concurrent use.
	Signer crypto.Signer

	// PublicKeyID and PublicKey are WeChat Pay's public key, pub_key.pem.
	PublicKeyID string
	PublicKey   Source
	// PlatformCertificates verify responses in place of the public key, or in addition to
	// it while WeChat Pay changes from certificates to the public key.
	PlatformCertificates []Source
}

var _ core.ClientOption = Config{}

// ConfigError lists all problems of a [Config].
type ConfigError struct{ Problems []error }

// Error joins the problems.
func (e *ConfigError) Error() string {
	texts := make([]string, len(e.Problems))
	for i, problem := range e.Problems {
		texts[i] = strings.TrimPrefix(problem.Error(), "keys: ")
	}
	return "keys: " + strings.Join(texts, "; ")
}

// Unwrap returns the problems.
func (e *ConfigError) Unwrap() []error { return e.Problems }

// Apply sets signer, validator and cipher. The error is a [*ConfigError].
func (c Config) Apply(settings *core.DialSettings) error {
	var r reading
	signer := r.signer(c)
	verifier, encryptor := r.weChatPay(c, signer.key)
	if len(r.problems) > 0 {
		return &ConfigError{Problems: r.problems}
	}
	settings.Signer, settings.Validator = signer, validators.NewWechatPayResponseValidator(verifier)
	settings.Cipher = ciphers.NewWechatPayCipher(encryptor, decryptor{signer.key})
	return nil
}

// Verifier returns the verifier of WeChat Pay's signatures for wxpay.NewReceiver. It uses only
// PublicKeyID, PublicKey and PlatformCertificates. The error is a [*ConfigError].
func (c Config) Verifier() (auth.Verifier, error) {
	var r reading
	verifier, _ := r.weChatPay(c, nil)
	if len(r.problems) > 0 {
		return nil, &ConfigError{Problems: r.problems}
	}
	return verifier, nil
}

// reading collects the problems of a Config.
type reading struct{ problems []error }

func (r *reading) add(err error) {
	if err != nil {
		r.problems = append(r.problems, err)
	}
}

func (r *reading) addText(text string) { r.add(errors.New(text)) }

// signer reads the keys of the merchant.
func (r *reading) signer(c Config) *keySigner {
	if c.MchID == "" {
		r.addText("MchID is required")
	}
	key := r.privateKey(c)
	serial := r.serial(c, key)
	return &keySigner{mchID: c.MchID, serial: serial, key: key}
}

func (r *reading) privateKey(c Config) crypto.Signer {
	switch {
	case c.Signer != nil && !c.PrivateKey.isZero():
		r.addText("PrivateKey and Signer are both set; set one of them")
	case c.Signer != nil:
		if _, ok := c.Signer.Public().(*rsa.PublicKey); !ok {
			r.addText("Signer is not an RSA key")
		}
		return c.Signer
	case c.PrivateKey.isZero():
		r.addText("PrivateKey or Signer is required")
	default:
		key, err := ParsePrivateKey(c.PrivateKey)
		r.add(err)
		if key != nil {
			return key
		}
	}
	return nil
}

func (r *reading) serial(c Config, key crypto.Signer) string {
	given := normalSerial(c.CertificateSerial)
	if c.Certificate.isZero() {
		if given == "" {
			r.addText("Certificate or CertificateSerial is required")
		}
		return given
	}
	cert, err := ParseCertificate(c.Certificate)
	if err != nil {
		r.add(err)
		return given
	}
	if given != "" && given != Serial(cert) {
		r.addText("CertificateSerial is not the serial number of Certificate; remove it")
	}
	if key != nil && !sameKey(key.Public(), cert.PublicKey) {
		r.addText("the private key does not match Certificate; use the files of the same download")
	}
	if name := cert.Subject.CommonName; c.MchID != "" && name != "" && name != c.MchID && isNumber(name) {
		r.addText("Certificate was issued to another merchant than MchID")
	}
	return Serial(cert)
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// normalSerial returns a serial number without the decoration of openssl.
func normalSerial(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(s, "serial=")
	s = strings.ToUpper(strings.NewReplacer(":", "", " ", "").Replace(s))
	return strings.TrimLeft(s, "0")
}

func sameKey(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}

// weChatPay reads the keys of WeChat Pay.
func (r *reading) weChatPay(c Config, merchant crypto.Signer) (auth.Verifier, cipher.Encryptor) {
	certs := r.certificates(c.PlatformCertificates)
	getter := core.NewCertificateMapWithList(certs)
	if c.PublicKeyID == "" && c.PublicKey.isZero() {
		if len(c.PlatformCertificates) == 0 {
			r.addText("PublicKeyID and PublicKey, or PlatformCertificates, are required")
		}
		return verifiers.NewSHA256WithRSAVerifier(getter),
			encryptors.NewWechatPayEncryptor(getter)
	}
	key := r.publicKey(c)
	if key.N != nil && merchant != nil && sameKey(merchant.Public(), &key) {
		r.addText("PublicKey is the merchant's own key; download WeChat Pay's public key from the merchant platform")
	}
	if len(certs) == 0 {
		return verifiers.NewSHA256WithRSAPubkeyVerifier(c.PublicKeyID, key),
			encryptors.NewWechatPayPubKeyEncryptor(c.PublicKeyID, key)
	}
	return verifiers.NewSHA256WithRSACombinedVerifier(getter, c.PublicKeyID, key),
		encryptors.NewWechatPayPubKeyEncryptor(c.PublicKeyID, key)
}

func (r *reading) publicKey(c Config) rsa.PublicKey {
	if !strings.HasPrefix(c.PublicKeyID, "PUB_KEY_ID_") {
		r.addText("PublicKeyID must begin with PUB_KEY_ID_; it is shown next to the public key on the merchant platform")
	}
	key, err := ParsePublicKey(c.PublicKey)
	if err != nil {
		r.add(err)
		return rsa.PublicKey{}
	}
	return *key
}

func (r *reading) certificates(sources []Source) []*x509.Certificate {
	var certs []*x509.Certificate
	for i, s := range sources {
		cert, err := ParseCertificate(s)
		if err != nil {
			r.add(fmt.Errorf("PlatformCertificates[%d]: %w", i, err))
			continue
		}
		certs = append(certs, cert)
	}
	return certs
}
