package repotest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	"github.com/wxpaygen/wxpaygen/internal/program"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/keys"
)

// The calls with openssl and curl must work; only the port differs.
func TestCurl(t *testing.T) {
	inRoot(t)
	for _, name := range []string{"sh", "curl", "openssl"} {
		program.Find(t, name)
	}
	for _, test := range []struct{ page, begins string }{
		{"README.md", "$ sh keys/call.sh POST "},
		{"docs/sandbox.md", "method=POST "},
	} {
		t.Run(test.page, func(t *testing.T) {
			page := blocks(t, test.page)
			i := slices.IndexFunc(page, func(b block) bool { return strings.HasPrefix(b.text, test.begins) })
			if i < 0 {
				t.Fatalf("there is no block that begins with %q", test.begins)
			}
			dir := t.TempDir()
			keys := filepath.Join(dir, "keys")
			gw := sandbox.New(t, sandbox.WithKeyDir(keys), sandbox.WithMerchant("1230000109"))
			writeCallScript(t, gw, filepath.Join(keys, "call.sh"))
			script := strings.TrimPrefix(page[i].text, "$ ")
			command := exec.Command("sh", "-eu", "-c", strings.ReplaceAll(script, "http://127.0.0.1:8380", gw.URL()))
			command.Dir = dir
			out, err := command.CombinedOutput()
			if err != nil || !strings.Contains(string(out), `"state":"CREATED"`) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// writeCallScript writes the script that `wxpaygen sandbox` writes.
func writeCallScript(t *testing.T, gw *sandbox.Gateway, name string) {
	t.Helper()
	text, err := template.ParseFiles("cmd/wxpaygen/help/sandbox-call.sh.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	err = text.Execute(&script, map[string]string{
		"URL": gw.URL(), "Merchant": gw.MchID(), "Serial": gw.MerchantSerial(), "PublicKeyID": gw.PublicKeyID(),
	})
	if err == nil {
		err = os.WriteFile(name, []byte(script.String()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The sandbox writes the key files that the pages pass to keys.Config.
func TestPageKeys(t *testing.T) {
	inRoot(t)
	dir := t.TempDir()
	gw := sandbox.New(t, sandbox.WithKeyDir(dir))
	t.Chdir(dir)
	key, err := os.ReadFile(sandbox.MerchantKeyFile)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("WECHATPAY_PRIVATE_KEY", strings.ReplaceAll(string(key), "\n", `\n`))
	pay, err := wxpay.NewClient(wxpay.WithServer(gw.URL()), keys.Config{
		MchID:       gw.MchID(),
		Certificate: keys.File("apiclient_cert.pem"),
		PrivateKey:  keys.Env("WECHATPAY_PRIVATE_KEY"),
		PublicKeyID: gw.PublicKeyID(),
		PublicKey:   keys.File("pub_key.pem"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = payscore.New(pay).QueryServiceOrder(t.Context(), payscore.QueryServiceOrderRequest{OutOrderNo: "A1", ServiceID: "500001", AppID: "wx1"})
	if !errors.Is(err, payscore.ErrOrderNotExist) {
		t.Errorf("error %v", err)
	}
}

// Every curl command of docs/sandbox.md must succeed.
func TestSandboxPage(t *testing.T) {
	inRoot(t)
	for _, name := range []string{"sh", "curl"} {
		program.Find(t, name)
	}
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	pay, err := wxpay.NewClient(gw.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := payscore.New(pay).CreateServiceOrder(t.Context(), payscore.CreateServiceOrderRequest{
		OutOrderNo: "A1", AppID: "wx1", ServiceID: "500001", ServiceIntroduction: "租借", TimeRange: payscore.TimeRange{StartTime: "OnAccept"},
		RiskFund: payscore.RiskFund{Name: payscore.RiskFundNameDeposit, Amount: 1}, NotifyURL: "http://127.0.0.1:1/notify",
	}); err != nil {
		t.Fatal(err)
	}
	for _, policy := range []string{"unknownOrder", "unknownReceiver"} {
		if err := gw.SetPolicy("profitsharing.createOrder."+policy, "accept"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := profitsharing.New(pay).CreateOrder(t.Context(), profitsharing.CreateOrderRequest{
		AppID: "wx1", TransactionID: "4200000000", OutOrderNo: "P1",
		Receivers: []profitsharing.Share{{Type: "MERCHANT_ID", Account: "86693852", Amount: 1, Description: "分给商户"}},
	}); err != nil {
		t.Fatal(err)
	}
	calls := 0
	for _, b := range blocks(t, "docs/sandbox.md") {
		for _, command := range b.commands() {
			if !strings.HasPrefix(command, "curl ") { // starts the sandbox
				continue
			}
			command = strings.Replace(command, "curl ", "curl -sS --fail-with-body ", 1)
			answer, err := exec.Command("sh", "-c", strings.ReplaceAll(command, "http://127.0.0.1:8380", gw.URL())).CombinedOutput()
			if calls++; err != nil {
				t.Errorf("%s: %v\n%s", command, err, answer)
			}
		}
	}
	if calls < 15 {
		t.Errorf("the page has %d calls", calls)
	}
}
