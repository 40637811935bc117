package wxpaygen_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/program"
	"github.com/wxpaygen/wxpaygen/sandbox"
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
