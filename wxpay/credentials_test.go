package wxpay_test

import (
	"cmp"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// publicKeyMode is the option of most clients.
func publicKeyMode(number, serial, keyID string) core.ClientOption {
	return option.WithWechatPayPublicKeyAuthCipher(number, serial, merchantKey(), keyID, &platformKey().PublicKey)
}

// With each of these every payment went out, and every outcome was unknown.
func TestWrongCredentials(t *testing.T) {
	for name, test := range map[string]struct {
		opt  core.ClientOption
		want string
	}{
		"number with line end":    {publicKeyMode(merchantID+"\n", merchantSerial, publicKeyID), "the merchant number has spaces or line breaks around it"},
		"number with blank":       {publicKeyMode(" "+merchantID, merchantSerial, publicKeyID), "the merchant number has spaces or line breaks around it"},
		"appid":                   {publicKeyMode("wxd678efh567hg6787", merchantSerial, publicKeyID), "the merchant number is an appid"},
		"number with quotes":      {publicKeyMode(`"`+merchantID+`"`, merchantSerial, publicKeyID), "characters that are not digits"},
		"serial with line end":    {publicKeyMode(merchantID, merchantSerial+"\r\n", publicKeyID), "the certificate serial has spaces or line breaks around it"},
		"serial with colons":      {publicKeyMode(merchantID, "51:57:F0:9E", publicKeyID), "the certificate serial has colons: remove them"},
		"serial=":                 {publicKeyMode(merchantID, "serial="+merchantSerial, publicKeyID), "the certificate serial has a name before it"},
		"serial with quotes":      {publicKeyMode(merchantID, `51"57`, publicKeyID), "the certificate serial has quotes"},
		"serial with blanks":      {publicKeyMode(merchantID, "51 57 F0", publicKeyID), "not hexadecimal digits"},
		"serial with prefix":      {publicKeyMode(merchantID, "0x5157", publicKeyID), "not hexadecimal digits"},
		"fingerprint":             {publicKeyMode(merchantID, strings.Repeat("AB", 32), publicKeyID), "longer than a serial number"},
		"key id twice":            {publicKeyMode(merchantID, publicKeyID, publicKeyID), "the certificate serial is the id of a public key"},
		"swapped":                 {publicKeyMode(merchantID, publicKeyID, merchantSerial), "the certificate serial and the public key id are swapped"},
		"key id without prefix":   {publicKeyMode(merchantID, merchantSerial, strings.TrimPrefix(publicKeyID, "PUB_KEY_ID_")), "the public key id does not begin with PUB_KEY_ID_"},
		"key id is the serial":    {publicKeyMode(merchantID, merchantSerial, merchantSerial), "the public key id does not begin with PUB_KEY_ID_"},
		"key id with line end":    {publicKeyMode(merchantID, merchantSerial, publicKeyID+"\n"), "the public key id has spaces or line breaks around it"},
		"key id with quote":       {publicKeyMode(merchantID, merchantSerial, publicKeyID+`"`), "the public key id is not PUB_KEY_ID_ and digits"},
		"prefix alone":            {publicKeyMode(merchantID, merchantSerial, "PUB_KEY_ID_"), "the public key id is not PUB_KEY_ID_ and digits"},
		"no key id":               {publicKeyMode(merchantID, merchantSerial, ""), "no public key id"},
		"number without a key id": {option.WithMerchantCredential("wx1", merchantSerial, merchantKey()), "the merchant number is an appid"},
	} {
		t.Run(name, func(t *testing.T) {
			wantProblems(t, []core.ClientOption{publicKeyMode(merchantID, merchantSerial, publicKeyID), test.opt}, test.want)
		})
	}
	all := publicKeyMode("wx1", "51:57", "1")
	wantProblems(t, []core.ClientOption{all}, "an appid", "has colons", "does not begin with PUB_KEY_ID_")
}

// wantProblems makes a client, which is to fail with these problems and no others, and
// without quoting what it was given.
func wantProblems(t *testing.T, opts []core.ClientOption, want ...string) {
	t.Helper()
	c, err := wxpay.NewClient(opts...)
	var config *wxpay.ConfigError
	if c != nil || !errors.As(err, &config) {
		t.Fatalf("%v, %v", c, err)
	}
	if len(config.Problems) != len(want) {
		t.Fatalf("problems: %v", err)
	}
	for i, problem := range config.Problems {
		if !strings.Contains(problem.Error(), want[i]) || strings.Contains(problem.Error(), "5157F09") || strings.Contains(problem.Error(), "0114232134912410") {
			t.Errorf("problem %q, want %q", problem, want[i])
		}
	}
}

// The merchant's own public key verifies the merchant's own signatures.
func TestMerchantsOwnKey(t *testing.T) {
	const want = "is the merchant's own"
	own := &merchantKey().PublicKey
	credential := option.WithMerchantCredential(merchantID, merchantSerial, merchantKey())
	certificate := selfSigned(t, merchantKey(), merchantSerial)
	foreign := selfSigned(t, platformKey(), "7777")
	for name, verifying := range map[string]core.ClientOption{
		"public key": option.WithVerifier(verifiers.NewSHA256WithRSAPubkeyVerifier(publicKeyID, *own)),
		"combined, key": option.WithVerifier(verifiers.NewSHA256WithRSACombinedVerifier(
			core.NewCertificateMapWithList([]*x509.Certificate{foreign}), publicKeyID, *own)),
		"combined, certificate": option.WithVerifier(verifiers.NewSHA256WithRSACombinedVerifier(
			core.NewCertificateMapWithList([]*x509.Certificate{certificate}), publicKeyID, platformKey().PublicKey)),
		"certificate":         option.WithWechatPayCertificate([]*x509.Certificate{certificate}),
		"one of certificates": option.WithWechatPayCertificate([]*x509.Certificate{foreign, certificate}),
	} {
		t.Run(name, func(t *testing.T) { wantProblems(t, []core.ClientOption{credential, verifying}, want) })
	}
	wantProblems(t, []core.ClientOption{option.WithWechatPayPublicKeyAuthCipher(merchantID, merchantSerial, merchantKey(), publicKeyID, own)}, want)
}

func TestValidCredentials(t *testing.T) {
	foreign := selfSigned(t, platformKey(), "7777")
	credential := option.WithMerchantCredential(merchantID, merchantSerial, merchantKey())
	for name, opts := range map[string][]core.ClientOption{
		"public key":          {publicKeyMode(merchantID, merchantSerial, publicKeyID)},
		"lower-case serial":   {publicKeyMode(merchantID, strings.ToLower(merchantSerial), publicKeyID)},
		"leading zeros":       {publicKeyMode(merchantID, "00"+merchantSerial, publicKeyID)},
		"certificates":        {credential, option.WithWechatPayCertificate([]*x509.Certificate{foreign})},
		"no certificates yet": {credential, option.WithWechatPayCertificate(nil)},
		"combined": {credential, option.WithVerifier(verifiers.NewSHA256WithRSACombinedVerifier(
			core.NewCertificateMapWithList([]*x509.Certificate{foreign}), publicKeyID, platformKey().PublicKey))},
		"own signer and verifier": {option.WithSigner(responding{}), option.WithVerifier(responding{serial: "KEY"})},
	} {
		if _, err := wxpay.NewClient(opts...); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A client that knows the public key and a platform certificate asks for the public key,
// unless the call names the certificate, and believes both; each by its own key.
func TestCombinedVerifier(t *testing.T) {
	const serial = "7777"
	verifier := verifiers.NewSHA256WithRSACombinedVerifier(
		core.NewCertificateMapWithList([]*x509.Certificate{selfSigned(t, foreignKey(), serial)}), publicKeyID, platformKey().PublicKey)
	for name, test := range map[string]struct {
		asked    string // of the call
		signedBy string
		key      signing
		wantErr  bool
	}{
		"public key":           {"", publicKeyID, signed, false},
		"certificate":          {"", serial, byForeignKey, false},
		"certificate is asked": {serial, serial, byForeignKey, false},
		"other key":            {"", publicKeyID, byForeignKey, true},
		"other serial":         {"", serial, signed, true},
		"unknown serial":       {"", "8888", byForeignKey, true},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(reply{raw: func(w http.ResponseWriter, _ *http.Request) {
				sign(w.Header(), goodResponse, test.key)
				w.Header().Set("Wechatpay-Serial", test.signedBy)
				_, _ = io.WriteString(w, goodResponse)
			}}))
			var opts []wxpay.CallOption
			if test.asked != "" {
				opts = append(opts, wxpay.WithHeader("Wechatpay-Serial", test.asked))
			}
			_, err := cancel(t.Context(), g.client(option.WithVerifier(verifier)), opts...)
			if errors.As(err, new(*wxpay.SignatureError)) != test.wantErr || (err != nil) != test.wantErr {
				t.Errorf("error %v", err)
			}
			if got := g.only().header.Get("Wechatpay-Serial"); got != cmp.Or(test.asked, publicKeyID) {
				t.Errorf("asked for %q", got)
			}
		})
	}
}

func selfSigned(t *testing.T, key *rsa.PrivateKey, serial string) *x509.Certificate {
	t.Helper()
	number, ok := new(big.Int).SetString(serial, 16)
	if !ok {
		t.Fatal("no number")
	}
	template := &x509.Certificate{SerialNumber: number, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(nil, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}
