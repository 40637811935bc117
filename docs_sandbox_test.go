package wxpaygen_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/internal/program"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// The README's call with openssl and curl is made, as it stands there, but for
// the port.
func TestTheCallOfTheReadmeCreatesAnOrder(t *testing.T) {
	for _, name := range []string{"sh", "curl", "openssl"} {
		program.Find(t, name)
	}
	page := blocks(t, "README.md")
	i := slices.IndexFunc(page, func(b block) bool { return b.language == "sh" })
	if i < 0 {
		t.Fatal("README.md has no block of sh")
	}
	dir := t.TempDir()
	gw := sandbox.New(t, sandbox.WithKeyDir(filepath.Join(dir, "keys")), sandbox.WithMerchant("1230000109"))
	command := exec.Command("sh", "-eu", "-c", strings.ReplaceAll(page[i].text, "http://127.0.0.1:8380", gw.URL()))
	command.Dir = dir
	answer, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(answer), `"state":"CREATED"`) {
		t.Errorf("%v\n%s", err, answer)
	}
}

// What docs/sandbox.md does with curl, the sandbox does.
func TestTheSandboxesPageWorks(t *testing.T) {
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
	calls := 0
	for _, b := range blocks(t, "docs/sandbox.md") {
		for _, command := range b.commands() {
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
