package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

//go:embed help/sandbox-welcome.tmpl
var welcomeText string

//go:embed help/sandbox-call.sh.tmpl
var callText string

// facts are the values of the text templates.
type facts struct {
	URL, Console, Token, Merchant, Serial, PublicKeyID, PlatformSerial, APIv3Key, Keys, Call string
	Others                                                                                   []facts // further merchants
}

// welcome prints what a client needs, and writes the scripts call.sh.
func (a *app) welcome(g *sandbox.Gateway, keys string) error {
	var all []facts
	for i, id := range g.Merchants() {
		m, err := g.Merchant(id)
		if err != nil {
			return err
		}
		f := facts{
			URL: g.URL(), Console: g.ConsoleURL(), Token: g.Token(), Merchant: id, Serial: m.Serial(), PublicKeyID: g.PublicKeyID(),
			PlatformSerial: g.PlatformSerial(), APIv3Key: m.APIv3Key(), Keys: keys,
		}
		if i > 0 {
			f.Keys = filepath.Join(keys, id)
		}
		f.Call = filepath.Join(f.Keys, "call.sh")
		all = append(all, f)
	}
	for _, f := range slices.Backward(all) { // the script of the first merchant is the last file
		if err := writeCall(f); err != nil {
			return err
		}
	}
	all[0].Others = all[1:]
	var text strings.Builder
	if err := fill(&text, welcomeText, all[0]); err != nil {
		return err
	}
	a.say("%s", strings.TrimSuffix(text.String(), "\n"))
	return nil
}

func writeCall(f facts) error {
	var script strings.Builder
	if err := fill(&script, callText, f); err != nil {
		return err
	}
	if err := os.WriteFile(f.Call, []byte(script.String()), 0o700); err != nil { // in one write: a script may wait for the file
		return fmt.Errorf("sandbox: %w", tree.Cause(err))
	}
	return nil
}

func fill(w io.Writer, text string, f facts) error {
	parsed, err := template.New("").Parse(text)
	if err != nil {
		return err
	}
	return parsed.Execute(w, f)
}
