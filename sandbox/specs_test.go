package sandbox_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // as documented
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// postRaw posts with the official SDK's client and returns status and body.
func postRaw(t *testing.T, gw *sandbox.Gateway, path string, header http.Header, body any) (status int, answer string) {
	t.Helper()
	client, err := core.NewClient(context.Background(), gw.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	result, err := client.Request(context.Background(), http.MethodPost, "https://api.mch.weixin.qq.com"+path, header, nil, body, "application/json")
	var refused *core.APIError
	if errors.As(err, &refused) {
		return refused.StatusCode, refused.Body
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = result.Response.Body.Close() }()
	text, err := io.ReadAll(result.Response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return result.Response.StatusCode, string(text)
}

// The sandbox executes the lifecycle of a user's spec.
func TestUserSpec(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithSpecs(os.DirFS("testdata"), "transfers.yaml"))
	const transfers = "/v3/fund-app/mch-transfer/transfer-bills"
	request := func(name string) map[string]any {
		return map[string]any{"out_bill_no": "B1", "user_name": name, "transfer_amount": 100}
	}
	sealed, err := seal(gw, "张三")
	if err != nil {
		t.Fatal(err)
	}
	named := http.Header{"Wechatpay-Serial": {gw.PublicKeyID()}}

	if status, answer := postRaw(t, gw, transfers, named, request("张三")); status != 400 || !strings.Contains(answer, "请确认待处理的消息是否为加密后的密文") {
		t.Errorf("a name in clear: %d %s", status, answer)
	}
	short, err := seal(gw, "张")
	if err != nil {
		t.Fatal(err)
	}
	if status, answer := postRaw(t, gw, transfers, named, request(short)); status != 400 || !strings.Contains(answer, "字符数 1，小于最小值 2") || strings.Contains(answer, "张") {
		t.Errorf("a name that is too short: %d %s", status, answer)
	}
	status, answer := postRaw(t, gw, transfers, named, request(sealed))
	if status != 200 || !strings.Contains(answer, `"state":"WAIT_USER_CONFIRM"`) || strings.Contains(answer, "张三") {
		t.Fatalf("%d %s", status, answer)
	}
	if plain := open(t, gw, answer, "user_name"); plain != "张三" {
		t.Errorf("the name came back as %q", plain)
	}
	if _, err := gw.Trigger("userTakes", "B1"); err != nil {
		t.Fatal(err)
	}
	if status, answer := postRaw(t, gw, transfers+"/out-bill-no/B1/cancel", nil, nil); status != 400 || !strings.Contains(answer, "不符合业务规则") {
		t.Errorf("%d %s", status, answer)
	}
	if status, _ := postRaw(t, gw, "/v3/payscore/serviceorder/1/cancel", nil, nil); status != 204 {
		t.Errorf("the user's own reading of a path was answered %d", status)
	}
	if d := gw.Deliveries(); len(d) != 1 || d[0].Event != "MCHTRANSFER.BILL.FINISHED" || d[0].Problem == "" {
		t.Errorf("the deliveries are %+v", d)
	}
}

// Start used to succeed, and every request got a 500 with the error.
func TestStartErrSpecs(t *testing.T) {
	testdata := os.DirFS("testdata")
	for _, test := range []struct {
		name    string
		options []sandbox.Option
		want    string
	}{
		{"missing file", []sandbox.Option{sandbox.WithSpecFiles("testdata/missing.yaml")}, "missing.yaml"},
		{"missing", []sandbox.Option{sandbox.WithSpecs(testdata, "missing.yaml")}, "missing.yaml"},
		{
			"same name",
			[]sandbox.Option{sandbox.WithSpecs(testdata, "transfers.yaml"), sandbox.WithSpecs(testdata, "transfers.yaml")},
			"transfers.yaml and transfers.yaml are both called transfers",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			gw, err := sandbox.Start(test.options...)
			if err == nil {
				_ = gw.Close()
			}
			if !errors.Is(err, sandbox.ErrSpecs) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// seal encrypts a sensitive field for the platform's public key.
func seal(gw *sandbox.Gateway, plain string) (string, error) {
	sealed, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, gw.PublicKey(), []byte(plain), nil)
	return base64.StdEncoding.EncodeToString(sealed), err
}

// open decrypts a sensitive field that the platform encrypted for the merchant.
func open(t *testing.T, gw *sandbox.Gateway, answer, member string) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(answer), &members); err != nil {
		t.Fatal(err)
	}
	text, _ := members[member].(string)
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := rsa.DecryptOAEP(sha1.New(), nil, gw.MerchantKey(), sealed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}
