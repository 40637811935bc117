package keys_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/wxpaygen/wxpaygen/wxpay/keys"
)

// merchant is one key with its certificate, made once.
var merchant = sync.OnceValue(func() (m struct {
	key  *rsa.PrivateKey
	cert *x509.Certificate
},
) {
	m.key = must(rsa.GenerateKey(rand.Reader, 2048))
	m.cert = issue(m.key, "1900000001")
	return m
})

func issue(key *rsa.PrivateKey, name string) *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0x5F3AB2), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}
	return must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func pemText(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

func pkcs8() string {
	return pemText("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(merchant().key)))
}

func pkcs1() string {
	return pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(merchant().key))
}

func certificate() string { return pemText("CERTIFICATE", merchant().cert.Raw) }

func publicKey() string {
	return pemText("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(&merchant().key.PublicKey)))
}

func replaced(s, from, to string) string { return strings.ReplaceAll(s, from, to) }

// forms are the ways in which people keep a PEM text.
func forms(text string) map[string]string {
	block, _ := pem.Decode([]byte(text))
	oneLine := strings.TrimSpace(replaced(text, "\n", ""))
	body := base64.StdEncoding.EncodeToString(block.Bytes)
	return map[string]string{
		"PEM":                    text,
		"CRLF":                   replaced(text, "\n", "\r\n"),
		"CR":                     replaced(text, "\n", "\r"),
		"literal \\n":            replaced(text, "\n", `\n`),
		"literal \\r\\n":         replaced(text, "\n", `\r\n`),
		"one line":               oneLine,
		"one line with blanks":   replaced(text, "\n", " "),
		"blanks removed":         replaced(oneLine, " ", ""),
		"indented":               "  " + replaced(text, "\n", "\n    "),
		"indented by wide space": replaced(text, "\n", "\n\u3000"),
		"quoted":                 `"` + text + `"`,
		"quoted, literal \\n":    `'` + replaced(text, "\n", `\n`) + `'`,
		"typographic quotes":     "“" + text + "”",
		"byte order mark":        "\ufeff" + text,
		"UTF-16":                 utf16Text(text),
		"text before and after":  "Bag Attributes\n    friendlyName: Tenpay Certificate\n" + text + "\nend",
		"blank lines":            replaced(text, "\n", "\n\n"),
		"no newline at the end":  strings.TrimSpace(text),
		"base64 of PEM":          base64.StdEncoding.EncodeToString([]byte(text)),
		"base64 of DER":          body,
		"base64url of DER":       base64.RawURLEncoding.EncodeToString(block.Bytes),
		"wrapped base64 of DER":  strings.Join(strings.SplitAfter(body, "A"), "\n"),
		"DER":                    string(block.Bytes),
	}
}

func utf16Text(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestPrivateKeyForms(t *testing.T) {
	for encoding, text := range map[string]string{"PKCS#8": pkcs8(), "PKCS#1": pkcs1()} {
		for name, form := range forms(text) {
			t.Run(encoding+"/"+name, func(t *testing.T) {
				key, err := keys.ParsePrivateKey(keys.Text(form))
				if err != nil || !key.Equal(merchant().key) {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestCertificateForms(t *testing.T) {
	for name, form := range forms(certificate()) {
		t.Run(name, func(t *testing.T) {
			cert, err := keys.ParseCertificate(keys.Text(form))
			if err != nil || keys.Serial(cert) != "5F3AB2" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestPublicKeyForms(t *testing.T) {
	pkcs1 := pemText("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&merchant().key.PublicKey))
	for encoding, text := range map[string]string{"PKIX": publicKey(), "PKCS#1": pkcs1} {
		for name, form := range forms(text) {
			t.Run(encoding+"/"+name, func(t *testing.T) {
				key, err := keys.ParsePublicKey(keys.Text(form))
				if err != nil || !key.Equal(&merchant().key.PublicKey) {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestSources(t *testing.T) {
	path := filepath.Join(t.TempDir(), "apiclient_key.pem")
	if err := os.WriteFile(path, []byte(pkcs8()), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WXPAYGEN_TEST_KEY", replaced(pkcs8(), "\n", `\n`))
	for name, source := range map[string]keys.Source{
		"File": keys.File(path), "Env": keys.Env("WXPAYGEN_TEST_KEY"), "key with certificate": keys.Text(certificate() + pkcs8()),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := keys.ParsePrivateKey(source); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFormErrors(t *testing.T) {
	weak, ec := must(rsa.GenerateKey(rand.Reader, 1024)), must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	dir := t.TempDir()
	for name, c := range map[string]struct {
		source keys.Source
		want   string
	}{
		"certificate":      {keys.Text(certificate()), "keys: text: this is a certificate, not a private key; use apiclient_key.pem"},
		"public key":       {keys.Text(publicKey()), "keys: text: this is a public key, not a private key; use apiclient_key.pem"},
		"both":             {keys.Text(publicKey() + certificate()), "keys: text: this is a public key and a certificate, not a private key; use apiclient_key.pem"},
		"weak":             {keys.Text(pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(weak))), "keys: text: the key has 1024 bits; WeChat Pay's have 2048"},
		"elliptic":         {keys.Text(pemText("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(ec)))), "keys: text: this is a private key that is not RSA, not a private key; use apiclient_key.pem"},
		"SEC 1":            {keys.Text(pemText("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(ec)))), "keys: text: this is an elliptic curve key, not a private key; use apiclient_key.pem"},
		"with password":    {keys.Text(pemText("ENCRYPTED PRIVATE KEY", []byte{1})), "keys: text: this is a private key with a password (decrypt it with openssl pkey first), not a private key; use apiclient_key.pem"},
		"RFC 1421":         {keys.Text("-----BEGIN RSA " + "PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"), "keys: text: this is a private key with a password (decrypt it with openssl pkey first), not a private key; use apiclient_key.pem"},
		"damaged":          {keys.Text(replaced(pkcs8(), "A", "")), "keys: text: "},
		"no END":           {keys.Text(pkcs8()[:400]), "keys: text: it has a BEGIN line and no END line; copy the whole file"},
		"END differs":      {keys.Text(replaced(pkcs8(), "END PRIVATE", "END PUBLIC")), "keys: text: its BEGIN and END lines differ; copy the file again"},
		"empty":            {keys.Text(" \n"), "keys: text: it is empty"},
		"zero":             {keys.Source{}, "keys: a private key: no source is given; use keys.File, keys.Env or keys.Text"},
		"API key":          {keys.Text("0123456789abcdefghijklmnopqrstuv"), "keys: text: this looks like an API key of 32 characters; the RSA key is in apiclient_key.pem"},
		"serial":           {keys.Text("5F:3A:B2"), "keys: text: this looks like a serial number, not a key"},
		"key id":           {keys.Text("PUB_KEY_ID_011423"), "keys: text: this is the id of WeChat Pay's public key, not a key; set it as PublicKeyID"},
		"path":             {keys.Text("certs/apiclient_key.pem"), "keys: text: this looks like the path of a file; use keys.File"},
		"HTML":             {keys.Text("<html>"), "keys: text: this is HTML or XML, not a key"},
		"JSON":             {keys.Text("{}"), "keys: text: this is JSON; use the member that has the key"},
		"prose":            {keys.Text("a key, please"), "keys: text: it is neither PEM nor DER nor base64 of them"},
		"no file":          {keys.File(filepath.Join(dir, "none.pem")), "no such file or directory"},
		"directory":        {keys.File(dir), "is a directory; use the file"},
		"text as path":     {keys.File(pkcs8()), "keys: File: the path is key text; use keys.Text"},
		"text as variable": {keys.Env(pkcs8()), "keys: Env: the name is key text; use keys.Text"},
		"no variable":      {keys.Env("WXPAYGEN_TEST_NONE"), "keys: $WXPAYGEN_TEST_NONE: the environment variable is not set"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := keys.ParsePrivateKey(c.source)
			var form *keys.FormError
			if !errors.As(err, &form) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got  %v\nwant %s", err, c.want)
			}
			if strings.Contains(err.Error(), "MII") {
				t.Errorf("the error contains key text: %v", err)
			}
		})
	}
}

func TestWrongKind(t *testing.T) {
	if _, err := keys.ParseCertificate(keys.Text(pkcs8())); err == nil || !strings.Contains(err.Error(), "this is a private key, not a certificate; use apiclient_cert.pem") {
		t.Errorf("got %v", err)
	}
	if _, err := keys.ParsePublicKey(keys.Text(certificate())); err == nil || !strings.Contains(err.Error(), "this is a certificate, not a public key; use pub_key.pem, WeChat Pay's public key") {
		t.Errorf("got %v", err)
	}
}

// Whatever comes: no panic, and no key text in the error.
func FuzzParsePrivateKey(f *testing.F) {
	for _, form := range forms(pkcs8()) {
		f.Add(form)
	}
	f.Add("-----BEGIN-----END-----")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := keys.ParsePrivateKey(keys.Text(text))
		if (key == nil) == (err == nil) && !strings.Contains(err.Error(), "bits") {
			t.Fatalf("key %v, error %v", key != nil, err)
		}
	})
}
