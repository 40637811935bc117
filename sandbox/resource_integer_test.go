package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// 9007199254740993 came back as 9007199254740992, the nearest number of floating point.
func TestLargeIntegers(t *testing.T) {
	const great = "9007199254740993"
	file := filepath.Join(t.TempDir(), "state.json")
	document := sandbox.WithSpecs(os.DirFS("testdata"), "great.yaml")
	gw := must[*sandbox.Gateway](t)(sandbox.Start(document, sandbox.WithStateFile(file)))
	status, answer := postRaw(t, gw, "/v3/great", nil, map[string]any{"out_no": "1", "amount": json.RawMessage(great)})
	if status != 200 || !strings.Contains(answer, `"amount":`+great) {
		t.Errorf("the response is %d %s", status, answer)
	}
	if status, answer := postRaw(t, gw, "/v3/great", nil, map[string]any{"out_no": "1", "amount": json.RawMessage("9007199254740992")}); status != 400 {
		t.Errorf("another amount is answered %d %s", status, answer)
	}
	if status, answer := postRaw(t, gw, "/v3/great", nil, map[string]any{"out_no": "2", "amount": json.RawMessage("9007199254740992")}); status != 400 || !strings.Contains(answer, "RULE_LIMIT") {
		t.Errorf("an amount that a check refuses is answered %d %s", status, answer)
	}
	if status, answer := getRaw(t, gw, "/v3/great?amount="+great); status != 200 || !strings.Contains(answer, `"amount":`+great) {
		t.Errorf("as a parameter: %d %s", status, answer)
	}
	if err := gw.Close(); err != nil {
		t.Fatal(err)
	}
	if text := string(must[[]byte](t)(os.ReadFile(file))); !strings.Contains(text, `"amount":`+great) {
		t.Errorf("the state is %s", text)
	}
	gw = sandbox.New(t, document, sandbox.WithStateFile(file))
	if r := must[*sandbox.Resource](t)(gw.Resource("1")); r.Members["amount"] != int64(1<<53+1) {
		t.Errorf("after a restart it is %v", r.Members)
	}
	if _, state := admin(t, gw, http.MethodGet, "api/state", ""); !strings.Contains(state, `"amount":`+great) {
		t.Errorf("the API shows %s", state)
	}
}

// getRaw gets with the official SDK's client and returns status and body.
func getRaw(t *testing.T, gw *sandbox.Gateway, uri string) (status int, answer string) {
	t.Helper()
	client := must[*core.Client](t)(core.NewClient(context.Background(), gw.Options()...))
	result, err := client.Get(context.Background(), "https://api.mch.weixin.qq.com"+uri)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = result.Response.Body.Close() }()
	return result.Response.StatusCode, string(must[[]byte](t)(io.ReadAll(result.Response.Body)))
}
