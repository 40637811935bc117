package wxpay_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestDecryptResponse(t *testing.T) {
	sealed, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, &merchantKey().PublicKey, []byte("李四"), nil)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"name":"` + base64.StdEncoding.EncodeToString(sealed) + `","contacts":[{}]}`
	g := newGateway(t, always(reply{status: 200, body: body}))
	var out secretRequest
	if err := sendSecret(t.Context(), g.client(), secretRequest{}, &out); err != nil {
		t.Fatal(err)
	}
	if out.Name != "李四" {
		t.Errorf("name %q", out.Name)
	}
}

func TestDecryptError(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: `{"name":"plain-value"}`}))
	var out secretRequest
	err := sendSecret(t.Context(), g.client(), secretRequest{}, &out)
	var decode *wxpay.DecodeError
	if !errors.As(err, &decode) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Fatalf("error %v", err)
	}
	if strings.Contains(err.Error(), "plain-value") || !strings.Contains(err.Error(), "name cannot be decrypted") {
		t.Errorf("text %q", err)
	}
}

func TestDecryptNested(t *testing.T) {
	number := phone("<13800138000>")
	body := `{"name":"<a>","phones":["<13800138000>"]}`
	g := newGateway(t, always(reply{status: 200, body: body}))
	stub := &stubEncryptor{serial: "S"}
	var out secretRequest
	c := g.client(option.WithWechatPayCipher(stub, stub))
	if err := sendSecret(t.Context(), c, secretRequest{Phones: []*phone{&number}}, &out); err != nil {
		t.Fatal(err)
	}
	if out.Name != "a" || *out.Phones[0] != "13800138000" {
		t.Errorf("answer %+v", out)
	}
	noCipher, err := wxpay.NewClient(option.WithMerchantCredential(merchantID, merchantSerial, merchantKey()),
		option.WithVerifier(verifier()), wxpay.WithServer(g.server.URL))
	if err != nil {
		t.Fatal(err)
	}
	err = sendSecret(t.Context(), noCipher, secretRequest{}, &out)
	if !errors.As(err, new(*wxpay.DecodeError)) || !strings.Contains(err.Error(), "name is encrypted and there is no cipher") {
		t.Errorf("error %v", err)
	}
}
