package keys_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/keys"
)

const publicKeyID = "PUB_KEY_ID_0114232134912410000000000000"

// weChatPay is WeChat Pay's key, made once.
var weChatPay = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) })

func weChatPayPublic() keys.Source {
	return keys.Text(pemText("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(&weChatPay().PublicKey))))
}

func complete() keys.Config {
	return keys.Config{
		MchID: "1900000001", Certificate: keys.Text(certificate()), PrivateKey: keys.Text(pkcs8()),
		PublicKeyID: publicKeyID, PublicKey: weChatPayPublic(),
	}
}

func TestConfig(t *testing.T) {
	platform := keys.Text(pemText("CERTIFICATE", issue(weChatPay(), "Tenpay.com").Raw))
	for name, change := range map[string]func(*keys.Config){
		"certificate": func(*keys.Config) {},
		"serial": func(c *keys.Config) {
			c.Certificate, c.CertificateSerial = keys.Source{}, "serial=5f:3a:b2"
		},
		"signer": func(c *keys.Config) {
			c.PrivateKey, c.Signer = keys.Source{}, merchant().key
		},
		"platform certificate": func(c *keys.Config) {
			c.PublicKeyID, c.PublicKey, c.PlatformCertificates = "", keys.Source{}, []keys.Source{platform}
		},
		"both": func(c *keys.Config) { c.PlatformCertificates = []keys.Source{platform} },
	} {
		t.Run(name, func(t *testing.T) {
			c := complete()
			change(&c)
			if _, err := wxpay.NewClient(c); err != nil {
				t.Fatal(err)
			}
			var settings core.DialSettings
			if err := c.Apply(&settings); err != nil {
				t.Fatal(err)
			}
			checkSigner(t, settings)
			checkCipher(t, settings)
		})
	}
}

func checkSigner(t *testing.T, settings core.DialSettings) {
	t.Helper()
	result, err := settings.Signer.Sign(context.Background(), "text\n")
	if err != nil {
		t.Fatal(err)
	}
	raw, sum := must(base64.StdEncoding.DecodeString(result.Signature)), sha256.Sum256([]byte("text\n"))
	if err := rsa.VerifyPKCS1v15(&merchant().key.PublicKey, crypto.SHA256, sum[:], raw); err != nil {
		t.Error(err)
	}
	if result.MchID != "1900000001" || result.CertificateSerialNo != "5F3AB2" {
		t.Errorf("got %s, %s", result.MchID, result.CertificateSerialNo)
	}
}

func checkCipher(t *testing.T, settings core.DialSettings) {
	t.Helper()
	sealed := must(rsa.EncryptOAEP(sha1.New(), rand.Reader, &merchant().key.PublicKey, []byte("张三"), nil))
	v := struct {
		Name string `encryption:"EM_APIV3"`
	}{base64.StdEncoding.EncodeToString(sealed)}
	if err := settings.Cipher.Decrypt(context.Background(), &v); err != nil || v.Name != "张三" {
		t.Errorf("decrypted to %q: %v", v.Name, err)
	}
}

func TestConfigErrors(t *testing.T) {
	other := must(rsa.GenerateKey(rand.Reader, 2048))
	otherKey := keys.Text(pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(other)))
	for name, c := range map[string]struct {
		change func(*keys.Config)
		want   []string
	}{
		"zero": {func(c *keys.Config) { *c = keys.Config{} }, []string{
			"MchID is required", "PrivateKey or Signer is required", "Certificate or CertificateSerial is required",
			"PublicKeyID and PublicKey, or PlatformCertificates, are required",
		}},
		"exchanged": {func(c *keys.Config) { c.Certificate, c.PrivateKey = c.PrivateKey, c.Certificate }, []string{
			"text: this is a certificate, not a private key; use apiclient_key.pem",
			"text: this is a private key, not a certificate; use apiclient_cert.pem",
		}},
		"another key": {func(c *keys.Config) { c.PrivateKey = otherKey }, []string{
			"the private key does not match Certificate; use the files of the same download",
		}},
		"another merchant": {func(c *keys.Config) { c.MchID = "1900000002" }, []string{"Certificate was issued to another merchant than MchID"}},
		"another serial": {func(c *keys.Config) { c.CertificateSerial = "1" }, []string{
			"CertificateSerial is not the serial number of Certificate; remove it",
		}},
		"own public key": {func(c *keys.Config) { c.PublicKey = keys.Text(publicKey()) }, []string{
			"PublicKey is the merchant's own key; download WeChat Pay's public key from the merchant platform",
		}},
		"both keys": {func(c *keys.Config) { c.Signer = merchant().key }, []string{"PrivateKey and Signer are both set; set one of them"}},
		"key id":    {func(c *keys.Config) { c.PublicKeyID = "5F3AB2" }, []string{"PublicKeyID must begin with PUB_KEY_ID_; it is shown next to the public key on the merchant platform"}},
		"no key":    {func(c *keys.Config) { c.PublicKey = keys.Source{} }, []string{"a public key: no source is given; use keys.File, keys.Env or keys.Text"}},
		"bad platform": {func(c *keys.Config) { c.PlatformCertificates = []keys.Source{keys.Text("")} }, []string{
			"PlatformCertificates[0]: keys: text: it is empty",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			config := complete()
			c.change(&config)
			_, err := wxpay.NewClient(config)
			var bad *keys.ConfigError
			if !errors.As(err, &bad) {
				t.Fatalf("got %v", err)
			}
			got := strings.TrimPrefix(bad.Error(), "keys: ")
			if want := strings.Join(c.want, "; "); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// hsm signs and does nothing else.
type hsm struct{ key *rsa.PrivateKey }

func (h hsm) Public() crypto.PublicKey { return h.key.Public() }

func (h hsm) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return h.key.Sign(r, digest, opts)
}

func TestSignerWithoutDecrypt(t *testing.T) {
	c := complete()
	c.PrivateKey, c.Signer = keys.Source{}, hsm{merchant().key}
	var settings core.DialSettings
	if err := c.Apply(&settings); err != nil {
		t.Fatal(err)
	}
	checkSigner(t, settings)
	v := struct {
		Name string `encryption:"EM_APIV3"`
	}{"AAAA"}
	if err := settings.Cipher.Decrypt(context.Background(), &v); err == nil || !strings.Contains(err.Error(), "crypto.Decrypter") {
		t.Errorf("got %v", err)
	}
}

func TestVerifier(t *testing.T) {
	platform := issue(weChatPay(), "Tenpay.com")
	hash := sha256.Sum256([]byte("message"))
	signature := base64.StdEncoding.EncodeToString(must(rsa.SignPKCS1v15(rand.Reader, weChatPay(), crypto.SHA256, hash[:])))
	c := keys.Config{
		PublicKeyID: publicKeyID, PublicKey: weChatPayPublic(),
		PlatformCertificates: []keys.Source{keys.Text(pemText("CERTIFICATE", platform.Raw))},
	}
	verifier, err := c.Verifier()
	if err != nil {
		t.Fatal(err)
	}
	for serial, want := range map[string]bool{publicKeyID: true, keys.Serial(platform): true, "5F3AB2": false} {
		if err := verifier.Verify(t.Context(), serial, "message", signature); (err == nil) != want {
			t.Errorf("%s: %v", serial, err)
		}
	}
	if _, err := (keys.Config{}).Verifier(); !errors.As(err, new(*keys.ConfigError)) {
		t.Errorf("without a key: %v", err)
	}
}
