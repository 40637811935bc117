package repotest

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/internal/program"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// site generates the reference of the specs of the repository, whose packages are in generated. The working directory is the
// root.
func site(t *testing.T) map[string]string {
	t.Helper()
	dirs, err := filepath.Glob("generated/*")
	if err != nil {
		t.Fatal(err)
	}
	config := generator.Config{FS: os.DirFS(".")}
	for _, dir := range dirs {
		config.Packages = append(config.Packages, generator.Package{Spec: "specs/" + filepath.Base(dir) + ".yaml", Dir: filepath.ToSlash(dir)})
	}
	files, _, err := generator.Site(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		all[f.Path] = string(f.Data)
	}
	return all
}

var goSample = regexp.MustCompile("(?s)\n## Go\n\n```go\n(.*?)\n```\n")

// Every sample in Go compiles, obeys the limits, and gets a response of the sandbox that its client accepts or a documented error.
func TestGoSamples(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	inRoot(t)
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	source, n := samplesProgram(site(t))
	if n < 200 {
		t.Fatalf("only %d samples", n)
	}
	dir := t.TempDir()
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, requires, _ := strings.Cut(string(mod), "\n") // after the module line
	writeFile(t, filepath.Join(dir, "go.mod"), "module samples\n"+requires+"\nrequire github.com/wxpaygen/wxpaygen v0.0.0\n\nreplace github.com/wxpaygen/wxpaygen => "+root+"\n")
	sum, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "go.sum"), string(sum))
	writeFile(t, filepath.Join(dir, "main.go"), source)
	writeFile(t, filepath.Join(dir, "picture.jpg"), "\xff\xd8\xff") // what uploads send
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "go", "run", "-mod=mod", ".")
	command.Dir, command.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off", "GOSUMDB=off")
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Run(); err != nil {
		t.Errorf("%v\n%s", err, said.String())
	}
}

// samplesProgram is a program that makes each call of the site, and how many there are.
func samplesProgram(files map[string]string) (source string, n int) {
	var funcs, calls strings.Builder
	imports := map[string]bool{}
	for name, text := range files {
		m := goSample.FindStringSubmatch(text)
		if m == nil || path.Ext(name) != ".md" {
			continue
		}
		imports[path.Base(path.Dir(name))] = true
		fmt.Fprintf(&funcs, "func sample%d(ctx context.Context, pay *wxpay.Client) error {\n%s\nreturn nil\n}\n\n", n, m[1])
		fmt.Fprintf(&calls, "\tcheck(%q, sample%d(ctx, pay))\n", name, n)
		n++
	}
	var head strings.Builder
	for pkg := range imports {
		fmt.Fprintf(&head, "\t\"github.com/wxpaygen/wxpaygen/generated/%s\"\n", pkg)
	}
	return fmt.Sprintf(samplesMain, head.String(), calls.String()) + funcs.String(), n
}

const samplesMain = `package main

import (
	"context"
	"errors"
	"fmt"
	"os"

%s
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func main() {
	gateway, err := sandbox.Start()
	if err != nil {
		panic(err)
	}
	defer gateway.Close()
	pay, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
%s	if failed {
		os.Exit(1)
	}
}

var failed bool

func check(name string, err error) {
	var refused *wxpay.Error
	if err != nil && !(errors.As(err, &refused) && refused.Documented()) {
		failed = true
		fmt.Fprintln(os.Stderr, name, err)
	}
}

`

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

var nodeSample = regexp.MustCompile(`(?s)id="sample-(node|curl|python|java)"[^>]*><code>(.*?)</code></pre>`)

// Samples in other languages sign so that the sandbox accepts them.
func TestForeignSamples(t *testing.T) {
	inRoot(t)
	files := site(t)
	keys := filepath.Join(t.TempDir(), "keys")
	gw := sandbox.New(t, sandbox.WithKeyDir(keys))
	env := append(os.Environ(), "WXPAY_HOST="+gw.URL(), "WXPAY_MCHID="+gw.MchID(), "WXPAY_SERIAL="+gw.MerchantSerial(),
		"WXPAY_KEY="+filepath.Join(keys, "apiclient_key.pem"))
	for _, page := range []string{"payments/prepayJSAPI", "payments/queryTransactionByOutTradeNo", "payscore/createServiceOrder"} {
		for _, m := range nodeSample.FindAllStringSubmatch(files["en/"+page+".html"], -1) {
			t.Run(page+"/"+m[1], func(t *testing.T) { runSample(t, m[1], html.UnescapeString(m[2]), env, gw) })
		}
	}
}

func runSample(t *testing.T, lang, text string, env []string, gw *sandbox.Gateway) {
	t.Helper()
	dir := t.TempDir()
	run := map[string][]string{
		"node": {"node", "sample.mjs"}, "curl": {"sh", "-eu", "sample.sh"}, "python": {"python3", "sample.py"}, "java": {"java", "Call.java"},
	}[lang]
	switch lang {
	case "java": // a second and more each, and not on every machine
		if testing.Short() || os.Getenv("WXPAYGEN_LONG") == "" {
			t.Skip("with WXPAYGEN_LONG=1")
		}
		if _, err := exec.LookPath("java"); err != nil {
			t.Skip("this machine has no java")
		}
	case "python":
		if exec.Command("python3", "-c", "import cryptography").Run() != nil {
			t.Skip("this machine has no cryptography for Python")
		}
	}
	writeFile(t, filepath.Join(dir, run[len(run)-1]), text)
	before := len(gw.Requests())
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program.Find(t, run[0]), run[1:]...)
	command.Dir, command.Env = dir, env
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	made := gw.Requests()[before:]
	if len(made) != 1 || !made[0].Verdict.OK {
		t.Errorf("%d requests; the last is %+v\n%s", len(made), made[len(made)-1].Verdict, out)
	}
}
