package sandbox_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/internal/program"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// A program in another language has nothing of ours: it signs, calls, verifies and decrypts with its platform's own crypto.
func TestNodeClient(t *testing.T) {
	node := program.Find(t, "node")
	keys := filepath.Join(t.TempDir(), "keys")
	gw := sandbox.New(t, sandbox.WithKeyDir(keys))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, node, filepath.Join("testdata", "client.mjs"))
	command.Env = append(os.Environ(),
		"SANDBOX="+gw.URL(), "KEYS="+keys, "MCHID="+gw.MchID(), "SERIAL="+gw.MerchantSerial(), "PUBLIC_KEY_ID="+gw.PublicKeyID())
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := `GET 404 ORDER_NOT_EXIST, verified
POST 200 CREATED, verified
POST 400 PARAM_ERROR, verified
callback PAYSCORE.USER_CONFIRM, verified: N1 is DOING
POST 200, verified
POST 401 SIGN_ERROR, verified
`
	if got := string(out); got != want {
		t.Errorf("it said\n%s\nwant\n%s", got, want)
	}
	last := gw.Requests()[len(gw.Requests())-1]
	if !strings.Contains(last.Verdict.Problem, "no body, but a body was sent") {
		t.Errorf("the verdict is %q", last.Verdict.Problem)
	}
}
