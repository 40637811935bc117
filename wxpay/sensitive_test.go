package wxpay_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func verifier() auth.Verifier {
	return verifiers.NewSHA256WithRSAPubkeyVerifier(publicKeyID, platformKey().PublicKey)
}

type phone string

// secretRequest is written as generated code writes it.
type secretRequest struct {
	Name     string            `json:"name,omitempty"`
	Phones   []*phone          `json:"phones,omitempty"`
	Contacts []contact         `json:"contacts,omitempty"`
	Notes    map[string]string `json:"notes,omitempty"`
}

type contact struct {
	Mail string `json:"mail,omitempty"`
}

func (r secretRequest) EncryptSensitive(e *wxpayimpl.Encrypter) (any, error) {
	r.Name = e.Encrypt("name", r.Name)
	r.Phones = slices.Clone(r.Phones)
	for i := range r.Phones {
		e.Index("phones", i)
		sealed := wxpayimpl.EncryptString(e, "", *r.Phones[i])
		r.Phones[i] = &sealed
		e.Leave()
	}
	r.Contacts = slices.Clone(r.Contacts)
	for i := range r.Contacts {
		e.Index("contacts", i)
		r.Contacts[i].Mail = e.Encrypt("mail", r.Contacts[i].Mail)
		e.Leave()
	}
	return r, e.Err()
}

func (r *secretRequest) DecryptSensitive(d *wxpayimpl.Decrypter) error {
	r.Name = d.Decrypt("name", r.Name)
	for i := range r.Phones {
		d.Index("phones", i)
		*r.Phones[i] = wxpayimpl.DecryptString(d, "", *r.Phones[i])
		d.Leave()
	}
	return d.Err()
}

// stubEncryptor encrypts by putting marks around; its serial may change.
type stubEncryptor struct {
	serial string
	calls  int
	change bool // once, after the first field
	always bool // with each field
	clear  bool
}

func (s *stubEncryptor) SelectCertificate(context.Context) (string, error) {
	s.calls++
	if s.change {
		return s.serial + strconv.Itoa(min(s.calls, 2)), nil
	}
	if s.always {
		return s.serial + strconv.Itoa(s.calls), nil
	}
	return s.serial, nil
}

func (s *stubEncryptor) Encrypt(_ context.Context, _, plain string) (string, error) {
	switch {
	case s.clear:
		return plain, nil
	case plain == "fail":
		return "", errors.New("cannot encrypt fail")
	}
	return "<" + plain + ">", nil
}

func (s *stubEncryptor) Decrypt(_ context.Context, text string) (string, error) {
	if !strings.HasPrefix(text, "<") {
		return "", errors.New("not ours: " + text)
	}
	return strings.Trim(text, "<>"), nil
}

func sendSecret(ctx context.Context, c *wxpay.Client, body any, out any) error {
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	call.JSONBody(body)
	return c.Call(ctx, (*wxpay.Request)(call), out)
}

func TestEncrypt(t *testing.T) {
	g := newGateway(t, always(success))
	number := phone("13800138000")
	request := secretRequest{Name: "张三", Phones: []*phone{&number}, Contacts: []contact{{Mail: "a@b.cn"}, {}}}
	if err := sendSecret(t.Context(), g.client(), request, nil); err != nil {
		t.Fatal(err)
	}
	if request.Name != "张三" || *request.Phones[0] != "13800138000" || request.Contacts[0].Mail != "a@b.cn" {
		t.Error("the caller's value was changed")
	}
	got := g.only()
	if got.header.Get("Wechatpay-Serial") != publicKeyID {
		t.Errorf("Wechatpay-Serial %q", got.header.Get("Wechatpay-Serial"))
	}
	var sent secretRequest
	if err := json.Unmarshal(got.body, &sent); err != nil {
		t.Fatal(err)
	}
	for want, sealed := range map[string]string{
		"张三": sent.Name, "13800138000": string(*sent.Phones[0]), "a@b.cn": sent.Contacts[0].Mail,
	} {
		if plain := decryptOAEP(t, sealed); plain != want {
			t.Errorf("decrypted %q, want %q", plain, want)
		}
	}
	if sent.Contacts[1].Mail != "" {
		t.Error("an empty value did not stay empty")
	}
}

func decryptOAEP(t *testing.T, sealed string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatalf("not encrypted: %v", err)
	}
	plain, err := rsa.DecryptOAEP(sha1.New(), rand.Reader, platformKey(), raw, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestEncryptErrors(t *testing.T) {
	tests := map[string]struct {
		encryptor stubEncryptor
		request   secretRequest
		want      string
	}{
		"a value of 215 bytes": {
			stubEncryptor{serial: "S"},
			secretRequest{Contacts: []contact{{}, {Mail: strings.Repeat("x", 215)}}},
			"contacts[1].mail is too long to be encrypted: 215 bytes, the limit is 214",
		},
		"a cipher that fails":          {stubEncryptor{serial: "S"}, secretRequest{Name: "fail"}, "name cannot be encrypted by the cipher"},
		"a cipher that leaves it":      {stubEncryptor{serial: "S", clear: true}, secretRequest{Name: "x"}, "name was not encrypted by the cipher"},
		"the first of several is told": {stubEncryptor{clear: true}, secretRequest{Name: "x", Contacts: []contact{{"y"}}}, "name was not encrypted"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(success))
			err := sendSecret(t.Context(), g.client(option.WithWechatPayCipher(&test.encryptor, nil)), test.request, nil)
			if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if strings.Contains(err.Error(), "xxx") || strings.Contains(err.Error(), "encrypt fail") {
				t.Errorf("the text quotes a value: %v", err)
			}
			if len(g.got()) != 0 {
				t.Error("something was sent")
			}
		})
	}
}

func TestEncryptLongest(t *testing.T) {
	g := newGateway(t, always(success))
	if err := sendSecret(t.Context(), g.client(), secretRequest{Name: strings.Repeat("x", 214)}, nil); err != nil {
		t.Error(err)
	}
}

func TestEncryptKeyChange(t *testing.T) {
	g := newGateway(t, always(success))
	c := g.client(option.WithWechatPayCipher(&stubEncryptor{serial: "S", change: true}, nil))
	if err := sendSecret(t.Context(), c, secretRequest{Name: "a", Contacts: []contact{{"b"}}}, nil); err != nil {
		t.Fatal(err)
	}
	got := g.only()
	if serial := got.header.Get("Wechatpay-Serial"); serial != "S2" || string(got.body) != `{"name":"<a>","contacts":[{"mail":"<b>"}]}` {
		t.Errorf("serial %s, body %s", serial, got.body)
	}
}

// One header names the key of all fields, so that WeChat Pay could not decrypt
// those that another key encrypted.
func TestTwoKeysOneRequest(t *testing.T) {
	g := newGateway(t, always(success))
	c := g.client(option.WithWechatPayCipher(&stubEncryptor{serial: "S", always: true}, nil))
	err := sendSecret(t.Context(), c, secretRequest{Name: "a", Contacts: []contact{{"b"}}}, nil)
	if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "contacts[0].mail was encrypted with another key than the field before") {
		t.Errorf("error %v", err)
	}
	if len(g.got()) != 0 {
		t.Error("something was sent")
	}
}

func TestRetryCiphertext(t *testing.T) {
	g := newGateway(t, func(attempt int, _ received) reply {
		if attempt == 1 {
			return reply{status: 500, body: `{"code":"SYSTEM_ERROR","message":"m"}`}
		}
		return success
	})
	if err := sendSecret(t.Context(), g.client(wxpay.WithRetry(noWait)), secretRequest{Name: "张三"}, nil); err != nil {
		t.Fatal(err)
	}
	if all := g.got(); len(all) != 2 || string(all[0].body) != string(all[1].body) {
		t.Error("the attempts differ")
	}
}

func TestContradictingSerial(t *testing.T) {
	g := newGateway(t, always(success))
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	call.HeaderParam("Wechatpay-Serial", "OTHER")
	call.JSONBody(secretRequest{Name: "张三"})
	err := wxpayimpl.Exec(t.Context(), g.client(), call)
	if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "Wechatpay-Serial names another key") {
		t.Errorf("error %v", err)
	}
	call = newCancel(&cancelOrder)
	call.HeaderParam("wechatpay-serial", "OTHER")
	if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
		t.Fatal(err)
	}
	if got := g.only().header["Wechatpay-Serial"]; !slices.Equal(got, []string{"OTHER"}) {
		t.Errorf("Wechatpay-Serial %q", got)
	}
}

func TestEncryptErrorPath(t *testing.T) {
	g := newGateway(t, always(success))
	err := sendSecret(t.Context(), g.client(), deepSecret{}, nil)
	if err == nil || !strings.Contains(err.Error(), `not sent: payer.notes[key] is too long to be encrypted`) {
		t.Errorf("error %v", err)
	}
}

type deepSecret struct{}

func (d deepSecret) EncryptSensitive(e *wxpayimpl.Encrypter) (any, error) {
	e.Field("payer")
	e.Key("notes", "zh")
	e.Encrypt("", strings.Repeat("x", 300))
	e.Leave()
	e.Leave()
	e.Encrypt("later", strings.Repeat("x", 300))
	return d, nil // the runtime looks at the Encrypter's error itself
}

// sealing encrypts as it likes.
type sealing func(e *wxpayimpl.Encrypter) (any, error)

func (f sealing) EncryptSensitive(e *wxpayimpl.Encrypter) (any, error) { return f(e) }

func TestEncryptStopsAfterError(t *testing.T) {
	g := newGateway(t, always(success))
	encryptor := &stubEncryptor{serial: "S"}
	err := sendSecret(t.Context(), g.client(option.WithWechatPayCipher(encryptor, nil)), sealing(func(e *wxpayimpl.Encrypter) (any, error) {
		if first, second := e.Encrypt("a", "fail"), e.Encrypt("b", "x"); first != "" || second != "" {
			t.Errorf("%q, %q", first, second)
		}
		return nil, nil // which leaves e's own error
	}), nil)
	if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "a cannot be encrypted") || encryptor.calls != 1 || len(g.got()) != 0 {
		t.Errorf("error %v, %d calls", err, encryptor.calls)
	}
}
