package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/visible"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// tokenVariable is the environment variable with the token, which other users see in no list of processes.
const tokenVariable = "WXPAYGEN_SANDBOX_TOKEN"

// sandboxOptions are the values of the flags of the command sandbox.
type sandboxOptions struct {
	addr        string
	token       string
	merchants   []string // the first is that of the gateway
	partners    map[string][]string
	keys        string
	state       string
	specs       []string
	notify      string
	notifyHosts []string
}

func sandboxFlags(set *flag.FlagSet, o *options) {
	s := &o.sandbox
	set.StringVar(&s.addr, "addr", "127.0.0.1:8380", "listen on this `address`; 0.0.0.0 admits other machines, port 0 means a free port")
	set.StringVar(&s.token, "token", "", "the console and its API require this `token`; the default is WXPAYGEN_SANDBOX_TOKEN, or a random one if other machines are admitted")
	set.Func("merchant", "a merchant's `number` (default 1230000109); may be repeated; NUMBER=SUB,SUB is a service provider with sub-merchants", s.addMerchant)
	set.StringVar(&s.keys, "keys", "", "keep the keys in this `directory`; the default is next to the state file; without either they are lost at the end")
	set.StringVar(&s.state, "state", "", "keep orders, the clock and notifications in this `file`")
	set.StringVar(&s.notify, "notify", "", "send all notifications to this `URL`, followed by the path of the notify URL")
	set.Func("notify-host", "also send notifications to this `host`, which is not on this machine; may be repeated", func(host string) error {
		s.notifyHosts = append(s.notifyHosts, host)
		return nil
	})
	set.Func("spec", "also serve this `document`, OpenAPI 3 in YAML or JSON; may be repeated", func(path string) error {
		s.specs = append(s.specs, path)
		return nil
	})
}

// addMerchant reads a flag -merchant.
func (s *sandboxOptions) addMerchant(value string) error {
	number, subs, partner := strings.Cut(value, "=")
	s.merchants = append(s.merchants, number)
	if partner {
		if s.partners == nil {
			s.partners = make(map[string][]string)
		}
		s.partners[number] = strings.Split(subs, ",")
	}
	return nil
}

// runSandbox is the command sandbox. It ends when ctx does.
func (a *app) runSandbox(ctx context.Context, o options, _ []string) (err error) {
	keys, remove, err := a.keyDir(o.sandbox)
	if err != nil {
		return err
	}
	defer remove()
	specs, root, err := a.servedSpecs(o)
	if err != nil {
		return err
	}
	settings := a.sandboxSettings(o.sandbox, keys)
	if len(specs) > 0 {
		settings = append(settings, sandbox.WithSpecs(os.DirFS(root), specs...))
	}
	gateway, err := sandbox.Start(settings...)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("sandbox: %w; end the program that listens there, or set another address with -addr", err)
	case errors.Is(err, sandbox.ErrSpecs):
		for _, spec := range specs {
			o.sandbox.specs = append(o.sandbox.specs, filepath.Join(root, filepath.FromSlash(spec)))
		}
		a.lintServed(ctx, o.sandbox.specs, true)
		return err
	case err != nil:
		return fmt.Errorf("sandbox: %w", err)
	}
	defer func() { err = errors.Join(err, gateway.Close()) }()
	a.lintServed(ctx, o.sandbox.specs, false)
	a.warnInContainer(gateway)
	go func() { _, _ = gateway.Operations() }() // reads the specs, so that the first call need not wait
	if err := a.welcome(gateway, keys); err != nil {
		return err
	}
	<-ctx.Done()
	a.complain("sandbox: closed")
	return nil
}

// warnInContainer warns if the sandbox listens on the loopback address of a container, where nobody can reach it.
func (a *app) warnInContainer(g *sandbox.Gateway) {
	if g.Token() != "" { // other machines are admitted
		return
	}
	for _, name := range []string{"/.dockerenv", "/run/.containerenv"} {
		if _, err := os.Stat(name); err == nil {
			a.complain("sandbox: this is a container, and its loopback address cannot be reached from outside; use -addr 0.0.0.0 to admit other machines")
			return
		}
	}
}

// servedSpecs returns the specs that the configuration names, and its directory, in which they are read, as when generating.
// Without a configuration there are none. It skips specs that a flag -spec names.
func (a *app) servedSpecs(o options) (specs []string, root string, err error) {
	if o.config == "" {
		if _, err := config.Find(a.dir); errors.Is(err, config.ErrNotFound) {
			return nil, "", nil
		}
	}
	w, err := a.open(o, nil)
	if err != nil {
		return nil, "", err
	}
	root = w.Root.Name()
	var named []string
	for _, spec := range o.sandbox.specs {
		named = append(named, a.absolute(spec))
	}
	for _, pkg := range w.packages {
		if !slices.Contains(specs, pkg.Spec) && !slices.Contains(named, filepath.Join(root, filepath.FromSlash(pkg.Spec))) {
			specs = append(specs, pkg.Spec)
		}
	}
	return specs, root, w.Close()
}

// lintServed prints the diagnostics of the documents' lifecycles, which the sandbox executes, and, if a document could not be
// read, all errors.
func (a *app) lintServed(ctx context.Context, specs []string, unread bool) {
	list, err := a.lintAlone(ctx, specs, nil)
	if err != nil {
		return // the sandbox reports the error
	}
	a.print(slices.DeleteFunc(list, func(d diag.Diagnostic) bool {
		return !strings.HasPrefix(d.Rule, "lifecycle-") && (!unread || d.Severity != diag.Error)
	}))
}

// keyDir returns the directory of the keys. remove removes it if the keys are not to be kept.
func (a *app) keyDir(s sandboxOptions) (dir string, remove func(), err error) {
	switch {
	case s.keys != "":
		return a.abs(s.keys), func() {}, nil
	case s.state != "":
		return a.abs(s.state) + ".keys", func() {}, nil
	}
	parent, err := os.MkdirTemp("", "wxpaygen-sandbox-")
	if err != nil {
		return "", nil, fmt.Errorf("sandbox: %w", tree.Cause(err))
	}
	return filepath.Join(parent, "keys"), func() { _ = os.RemoveAll(parent) }, nil
}

func (a *app) abs(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(a.dir, path)
}

func (a *app) sandboxSettings(s sandboxOptions, keys string) []sandbox.Option {
	settings := []sandbox.Option{
		sandbox.WithAddr(s.addr), sandbox.WithKeyDir(keys), sandbox.WithToken(cmp.Or(s.token, a.getenv(tokenVariable))),
		sandbox.WithNotifyHosts(s.notifyHosts...),
		sandbox.WithNotifyOptions(sandbox.NotifyOptions{BaseURL: s.notify}),
		sandbox.WithSeed(rand.Uint64()), //nolint:gosec // no secrets: each run assigns other numbers
		sandbox.WithLog(func(message string) { a.complain("%s", message) }),
		sandbox.WithObserver(func(r *sandbox.Request) { a.say("%s", requestLine(r)) }),
	}
	if len(s.merchants) > 0 {
		settings = append(settings, sandbox.WithMerchant(s.merchants[0]), sandbox.WithMerchants(s.merchants[1:]...))
	}
	for partner, subs := range s.partners {
		settings = append(settings, sandbox.WithSubMerchants(partner, subs...))
	}
	if s.state != "" {
		settings = append(settings, sandbox.WithStateFile(a.abs(s.state)))
	}
	for _, path := range s.specs {
		root, name := a.specRoot(path)
		settings = append(settings, sandbox.WithSpecs(os.DirFS(root), name))
	}
	return settings
}

// specRoot returns the directory that a document and its references are read in: the working directory, or the directory of a
// document elsewhere. When generating, it always is the directory of the document.
func (a *app) specRoot(path string) (root, name string) {
	path = a.abs(path)
	if rel, err := filepath.Rel(a.dir, path); err == nil && filepath.IsLocal(rel) {
		return a.dir, filepath.ToSlash(rel)
	}
	return filepath.Dir(path), filepath.Base(path)
}

// requestLine describes a request without its content.
func requestLine(r *sandbox.Request) string {
	path, _, _ := strings.Cut(r.URI, "?")
	status := "no response"
	if r.Status != 0 {
		status = strconv.Itoa(r.Status)
	}
	words := []string{r.Time.Local().Format("15:04:05"), r.Method, path, status}
	if o := r.Outcome; o != nil {
		if o.Code != "" {
			words = append(words, o.Code)
		}
		if o.From != o.To {
			words = append(words, o.From+"→"+o.To)
		}
		if o.Repeated {
			words = append(words, "repeated")
		}
		if o.Invented {
			words = append(words, "invented")
		}
	}
	return visible.Line(strings.Join(append(words, r.Faults...), " "))
}
