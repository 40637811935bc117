package invoke_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"

	"github.com/wxpaygen/wxpaygen/wxpay/invoke"
)

const (
	appID  = "wx2421b1c4370ec43b"
	prepay = "wx201410272009395522657a690389285100"
)

func newSigner(t *testing.T) (auth.Signer, *rsa.PublicKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &signers.SHA256WithRSASigner{MchID: "1900000001", CertificateSerialNo: "5F3A", PrivateKey: key}, &key.PublicKey
}

// verify checks a signature as the client does.
func verify(t *testing.T, key *rsa.PublicKey, signature, message string) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(message))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw); err != nil {
		t.Errorf("the signature does not fit %q: %v", message, err)
	}
}

// members marshals v and returns its members, whose names must be want.
func members(t *testing.T, v any, want ...string) map[string]string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("%v: every member must be text: %s", err, data)
	}
	for _, name := range want {
		if got[name] == "" {
			t.Errorf("no member %s in %s", name, data)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s has %d members, want %d", data, len(got), len(want))
	}
	return got
}

func TestJSAPI(t *testing.T) {
	s, key := newSigner(t)
	p, err := invoke.JSAPI(context.Background(), s, appID, prepay)
	if err != nil {
		t.Fatal(err)
	}
	m := members(t, p, "appId", "timeStamp", "nonceStr", "package", "signType", "paySign")
	if m["package"] != "prepay_id="+prepay || m["signType"] != "RSA" || m["appId"] != appID {
		t.Errorf("got %v", m)
	}
	verify(t, key, m["paySign"], appID+"\n"+m["timeStamp"]+"\n"+m["nonceStr"]+"\nprepay_id="+prepay+"\n")
}

func TestMiniProgram(t *testing.T) {
	s, key := newSigner(t)
	p, err := invoke.MiniProgram(context.Background(), s, appID, prepay)
	if err != nil {
		t.Fatal(err)
	}
	m := members(t, p, "timeStamp", "nonceStr", "package", "signType", "paySign")
	verify(t, key, m["paySign"], appID+"\n"+m["timeStamp"]+"\n"+m["nonceStr"]+"\n"+m["package"]+"\n")
}

func TestApp(t *testing.T) {
	s, key := newSigner(t)
	p, err := invoke.App(context.Background(), s, appID, "1900000001", prepay)
	if err != nil {
		t.Fatal(err)
	}
	m := members(t, p, "appId", "partnerId", "prepayId", "packageValue", "nonceStr", "timeStamp", "sign")
	if m["packageValue"] != "Sign=WXPay" {
		t.Errorf("packageValue is %q", m["packageValue"])
	}
	verify(t, key, m["sign"], appID+"\n"+m["timeStamp"]+"\n"+m["nonceStr"]+"\n"+prepay+"\n")
	ios := members(t, p.IOS(), "appId", "partnerId", "prepayId", "package", "nonceStr", "timeStamp", "sign")
	if ios["package"] != "Sign=WXPay" || ios["sign"] != m["sign"] {
		t.Errorf("got %v", ios)
	}
}

// recorder keeps the text that it is to sign.
type recorder struct{ message, algorithm string }

func (r *recorder) Algorithm() string { return r.algorithm }

func (r *recorder) Sign(_ context.Context, message string) (*auth.SignatureResult, error) {
	r.message = message
	return &auth.SignatureResult{Signature: "signature"}, nil
}

// The published test vector: the same text, with this call's time and nonce.
func TestSignedText(t *testing.T) {
	r := &recorder{algorithm: "SHA256-RSA2048"}
	p, err := invoke.JSAPI(context.Background(), r, appID, prepay)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.NewReplacer(p.TimeStamp, "1554208460", p.NonceStr, "593BEC0C930BF1AFEB40B4A08C8FB242").Replace(r.message)
	want := "wx2421b1c4370ec43b\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\nprepay_id=wx201410272009395522657a690389285100\n"
	if got != want {
		t.Errorf("signed %q, want %q", got, want)
	}
	if len(p.NonceStr) != 32 {
		t.Errorf("the nonce has %d characters", len(p.NonceStr))
	}
}

func TestOtherAlgorithm(t *testing.T) {
	_, err := invoke.JSAPI(context.Background(), &recorder{algorithm: "SM2-WITH-SM3"}, appID, prepay)
	if err == nil || !strings.Contains(err.Error(), "SM2-WITH-SM3") {
		t.Errorf("got %v", err)
	}
}

func TestNoSigner(t *testing.T) {
	if _, err := invoke.JSAPI(context.Background(), nil, appID, prepay); err == nil {
		t.Error("a nil signer is no error")
	}
}

type failingSigner struct{ recorder }

var errSigner = errors.New("the key is locked")

func (*failingSigner) Sign(context.Context, string) (*auth.SignatureResult, error) {
	return nil, errSigner
}

func TestSignerFails(t *testing.T) {
	_, err := invoke.App(context.Background(), &failingSigner{recorder{algorithm: "SHA256-RSA2048"}}, appID, "1900000001", prepay)
	if !errors.Is(err, errSigner) {
		t.Errorf("got %v", err)
	}
}

func TestArguments(t *testing.T) {
	ctx := context.Background()
	s, _ := newSigner(t)
	long := strings.Repeat("x", 2049)
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"JSAPI": {second(invoke.JSAPI(ctx, s, "", "prepay_id="+prepay)), []string{
			"appID: is required", "prepayID: must not begin with prepay_id=; use the member of the response unchanged",
		}},
		"MiniProgram": {second(invoke.MiniProgram(ctx, s, "wx\n1", prepay)), []string{"appID: contains a control character"}},
		"App": {second(invoke.App(ctx, s, appID, long, "")), []string{
			"partnerID: must be at most 32 bytes, has 2049", "prepayID: is required",
		}},
		"ScoreConfirm": {second(invoke.ScoreConfirm(long)), []string{"pkg: must be at most 300 bytes, has 2049"}},
		"ScoreDetail": {second(invoke.ScoreDetail("short", "1900000001", "", "no")), []string{
			"apiV2Key: must be 32 bytes, has 5", "serviceID: is required",
		}},
		"ScoreEnable":     {second(invoke.ScoreEnable(long)), []string{"applyPermissionsToken: must be at most 2048 bytes, has 2049"}},
		"TransferConfirm": {second(invoke.TransferConfirm("", "", "")), []string{"mchID: is required", "appID: is required", "packageInfo: is required"}},
		"H5": {second(invoke.H5("weixin", "/back")), []string{
			"h5URL: is not an absolute URL; use the h5_url of the response", "redirectURL: is not an absolute URL",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var bad *invoke.ArgumentError
			if !errors.As(c.err, &bad) || !slices.Equal(bad.Problems, c.want) {
				t.Errorf("got %v, want %q", c.err, c.want)
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }

func TestH5(t *testing.T) {
	const h5 = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx20%2A&package=2150917749"
	for name, c := range map[string]struct{ h5, redirect, want string }{
		"without": {h5, "", h5},
		"with":    {h5, "https://shop.example/paid?no=1", h5 + "&redirect_url=https%3A%2F%2Fshop.example%2Fpaid%3Fno%3D1"},
		"bare":    {"https://wx.tenpay.com/pay", "https://shop.example/", "https://wx.tenpay.com/pay?redirect_url=https%3A%2F%2Fshop.example%2F"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := invoke.H5(c.h5, c.redirect)
			if err != nil || got != c.want {
				t.Errorf("got %s, %v; want %s", got, err, c.want)
			}
		})
	}
}

func TestScoreConfirm(t *testing.T) {
	c, err := invoke.ScoreConfirm("DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we+/=")
	if err != nil {
		t.Fatal(err)
	}
	m := members(t, c, "package")
	values, err := url.ParseQuery(c.QueryString())
	if err != nil || values.Get("package") != m["package"] {
		t.Errorf("queryString is %q: %v", c.QueryString(), err)
	}
}

func TestScoreDetail(t *testing.T) {
	key := strings.Repeat("k", 32)
	d, err := invoke.ScoreDetail(key, "1900000001", "500001", "1234323JKHDFE1243252")
	if err != nil {
		t.Fatal(err)
	}
	m := members(t, d, "mch_id", "service_id", "out_order_no", "timestamp", "nonce_str", "sign_type", "sign")
	values, err := url.ParseQuery(d.QueryString())
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range m {
		if values.Get(name) != value {
			t.Errorf("queryString has %s=%q, extraData %q", name, values.Get(name), value)
		}
	}
	if m["sign_type"] != "HMAC-SHA256" {
		t.Errorf("sign_type is %s", m["sign_type"])
	}
}

func TestScoreEnable(t *testing.T) {
	e, err := invoke.ScoreEnable("1234323JKHDFE1243252")
	if err != nil {
		t.Fatal(err)
	}
	members(t, e, "apply_permissions_token")
	if e.QueryString() != "apply_permissions_token=1234323JKHDFE1243252" {
		t.Errorf("queryString is %s", e.QueryString())
	}
}

func TestTransferConfirm(t *testing.T) {
	c, err := invoke.TransferConfirm("1900000001", appID, "affffddafdfafddffda==")
	if err != nil {
		t.Fatal(err)
	}
	m := members(t, c, "mchId", "appId", "package")
	if m["package"] != "affffddafdfafddffda==" {
		t.Errorf("package is %s", m["package"])
	}
}
