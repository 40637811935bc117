package repotest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A block is a fenced code block of a Markdown page.
type block struct {
	language string
	text     string
}

var fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

func blocks(t *testing.T, page string) []block {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var found []block
	for _, match := range fence.FindAllStringSubmatch(string(data), -1) {
		found = append(found, block{match[1], match[2]})
	}
	return found
}

var fileLine = regexp.MustCompile(`^(?://|#) ([a-z][a-z/_]*\.(?:go|yaml))\n`)

// file returns the file name in the block's first line, or "" for a fragment.
func (b block) file() string {
	if match := fileLine.FindStringSubmatch(b.text); match != nil {
		return match[1]
	}
	return ""
}

// commands returns the command lines of a console block.
func (b block) commands() []string {
	var lines []string
	for line := range strings.Lines(b.text) {
		if command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ "); ok && b.language == "console" {
			lines = append(lines, command)
		}
	}
	return lines
}

func TestExampleOutput(t *testing.T) {
	inRoot(t)
	want, err := os.ReadFile("examples/cancel/testdata/output.txt")
	if err != nil {
		t.Fatal(err)
	}
	shown := slices.ContainsFunc(blocks(t, "docs/calling.md"), func(b block) bool {
		return b.text == "$ go run ./examples/cancel\n"+string(want)
	})
	if !shown {
		t.Error("docs/calling.md does not show examples/cancel/testdata/output.txt")
	}
}

// The test follows the README and its pages in another module, with the checkout in place of a release.
func TestReadmeInOtherModule(t *testing.T) {
	inRoot(t)
	if testing.Short() {
		t.Skip("it compiles the command")
	}
	shop := newModule(t)
	page, first := blocks(t, "README.md"), blocks(t, "docs/first-endpoint.md")
	for _, command := range []string{
		"go get -tool github.com/wxpaygen/wxpaygen/cmd/wxpaygen@latest",
		"go tool wxpaygen init",
		"go generate ./...",
	} {
		shop.run(command, page)
	}
	for _, b := range first {
		if name := b.file(); name != "" {
			shop.write(name, b.text)
		}
	}
	shop.run("go tool wxpaygen lint", first)
	shop.run("go generate ./...", first)
	shop.write("fragments.go", fragments(t, slices.Concat(page, blocks(t, "docs/calling.md"))))
	shop.exec("go", "vet", "./...")
	shop.exec("go", "test", ".")
	shop.run("go tool wxpaygen check", page)
}

// The specs and the Go code of docs/writing-specs.md must work as they are.
func TestWritingSpecsPage(t *testing.T) {
	inRoot(t)
	if testing.Short() {
		t.Skip("it compiles the command")
	}
	shop := newModule(t)
	shop.getTool("github.com/wxpaygen/wxpaygen/cmd/wxpaygen")
	page := blocks(t, "docs/writing-specs.md")
	for _, b := range page {
		if b.file() == "" {
			t.Errorf("this block has no file name:\n%s", b.text)
		}
		if b.language == "yaml" {
			shop.write(b.file(), b.text)
		}
	}
	if lint := shop.exec("go", "tool", "wxpaygen", "lint"); !strings.Contains(lint, "without fault") {
		t.Error(lint)
	}
	shop.exec("go", "tool", "wxpaygen", "generate")
	for _, b := range page {
		if b.language == "go" {
			shop.write(b.file(), b.text)
		}
	}
	shop.exec("go", "vet", "./...")
	shop.exec("go", "test", ".")
}

type consumer struct {
	*testing.T
	dir string
}

// newModule makes a module with the requirements of the checkout, so that all its modules are in the module cache.
func newModule(t *testing.T) consumer {
	t.Helper()
	c := consumer{t, t.TempDir()}
	checkout, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	c.write("go.sum", string(sums))
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	c.write("go.mod", strings.Replace(string(mod), "module github.com/wxpaygen/wxpaygen\n", "module example.com/shop\n", 1)+
		"\nrequire github.com/wxpaygen/wxpaygen v0.0.0\n\n"+
		"replace github.com/wxpaygen/wxpaygen => "+checkout+"\n")
	return c
}

func (c consumer) write(name, text string) {
	c.Helper()
	path := filepath.Join(c.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		c.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		c.Fatal(err)
	}
}

// run runs a command of the page, with the checkout in place of @latest.
func (c consumer) run(command string, page []block) {
	c.Helper()
	if !slices.ContainsFunc(page, func(b block) bool { return slices.Contains(b.commands(), command) }) {
		c.Errorf("the page does not have the command %q", command)
	}
	command = strings.ReplaceAll(command, "@latest", "")
	if tool, ok := strings.CutPrefix(command, "go get -tool "); ok {
		c.getTool(tool)
		return
	}
	args := strings.Fields(command)
	c.exec(args[0], args[1:]...)
}

// getTool does the work of `go get -tool`. The command itself also needs modules that only the tests of dependencies
// import, and a fresh machine does not have them. It runs with WXPAYGEN_TIDY, which .ci/run sets.
func (c consumer) getTool(path string) {
	c.Helper()
	if os.Getenv("WXPAYGEN_TIDY") != "" {
		c.exec("go", "get", "-tool", path)
		return
	}
	c.exec("go", "mod", "edit", "-tool="+path)
}

func (c consumer) exec(name string, args ...string) (out string) {
	c.Helper()
	command := exec.Command(name, args...)
	command.Dir = c.dir
	command.Env = append(os.Environ(), "GOPROXY=off", "GOSUMDB=off", "GOFLAGS=-mod=mod", "GOWORK=off", "GOTOOLCHAIN=local")
	text, err := command.CombinedOutput()
	if err != nil {
		c.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, text)
	}
	return string(text)
}

// fragments makes a Go file of the page's blocks that are not files: each becomes the body of a function.
func fragments(t *testing.T, page []block) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(surroundings)
	for i, block := range page {
		if block.language != "go" || block.file() != "" {
			continue
		}
		fmt.Fprintf(&b, "\nfunc fragment%d() error {\n%s%s\treturn nil\n}\n", i, block.text, useAll(t, block.text))
	}
	return b.String()
}

const surroundings = `package shop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/generated/complaints"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/keys"
)

var (
	ctx                          context.Context
	pay                          *wxpay.Client
	mchID, publicKeyID, apiV3Key string
	ship                         func(context.Context, string) error
	t                            *testing.T
	request                      payscore.CreateServiceOrderRequest
	query                        payments.QueryTransactionByOutTradeNoRequest
	list                         complaints.ListComplaintsRequest
	waker                        wxpay.Waker
	_, _, _                      = errors.Is, fmt.Println, keys.File
	_, _, _                      = slog.Info, http.Handle, verifiers.NewSHA256WithRSAPubkeyVerifier
	_, _                         = sandbox.New, time.Hour
)
`

// useAll returns statements that use the variables a fragment declares.
func useAll(t *testing.T, text string) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() {\n"+text+"}\n", 0)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var uses string
	for _, statement := range file.Decls[0].(*ast.FuncDecl).Body.List {
		assign, ok := statement.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE {
			continue
		}
		for _, name := range assign.Lhs {
			uses += "\t_ = " + name.(*ast.Ident).Name + "\n"
		}
	}
	return uses
}
