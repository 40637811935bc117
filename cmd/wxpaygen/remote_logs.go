package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// row is a line of the log.
type row struct {
	Number    int       `json:"n"`
	Time      time.Time `json:"t"`
	Method    string    `json:"m"`
	Path      string    `json:"p"`
	Status    int       `json:"s"`
	Operation string    `json:"o,omitempty"`
	Resource  string    `json:"r,omitempty"`
	Code      string    `json:"c,omitempty"`
	Change    string    `json:"d,omitempty"`
	Marks     []string  `json:"k,omitempty"`
}

func (r *row) line() string {
	status := "no response"
	if r.Status != 0 {
		status = strconv.Itoa(r.Status)
	}
	words := []string{r.Time.Local().Format("15:04:05"), r.Method, r.Path, status, r.Code, r.Change, r.Resource}
	words = append(words, r.Marks...)
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " ")
}

// runLogs is the command logs.
func (a *app) runLogs(ctx context.Context, o options, _ []string) error {
	r := &o.remote
	query := url.Values{
		"operation": {r.operation}, "resource": {r.resource}, "status": {r.status}, "verdict": {r.verdict}, "q": {r.search}, "limit": {strconv.Itoa(max(1, r.limit))},
	}
	remote := a.remote(o)
	last, err := a.printRows(ctx, remote, o, query, r.limit > 0)
	if err != nil || !r.follow {
		return err
	}
	query.Set("limit", "200")
	return a.follow(ctx, remote, func() error {
		query.Set("after", strconv.Itoa(last))
		newest, err := a.printRows(ctx, remote, o, query, true)
		last = max(last, newest)
		return err
	})
}

// printRows prints the selected requests, the oldest first, and returns the highest number.
func (a *app) printRows(ctx context.Context, remote *sandbox.Remote, o options, query url.Values, print bool) (last int, err error) {
	var rows []row
	if err := remote.Do(ctx, "rows?"+query.Encode(), nil, &rows); err != nil {
		return 0, err
	}
	for _, one := range slices.Backward(rows) {
		last = max(last, one.Number)
		if !print {
			continue
		}
		if err := a.show(o, one, one.line()); err != nil {
			return 0, err
		}
	}
	return last, nil
}

// follow calls changed whenever something has changed, until ctx ends.
func (a *app) follow(ctx context.Context, remote *sandbox.Remote, changed func() error) error {
	stream, err := remote.Open(ctx, "stream", nil)
	if err != nil {
		return err
	}
	defer func() { _ = stream.Close() }()
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "data:") {
			continue
		}
		if err := changed(); err != nil && ctx.Err() == nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return nil // Ctrl-C is how it ends
	}
	return errors.New("the sandbox has ended")
}

// runState is the command state.
func (a *app) runState(ctx context.Context, o options, args []string) error {
	switch {
	case len(args) == 2 && args[0] == "export":
		return a.exportState(ctx, o, args[1])
	case len(args) == 2 && args[0] == "import":
		return a.importState(ctx, o, args[1])
	}
	return &usageError{"state takes export FILE or import FILE; - is standard output or input", "wxpaygen help state"}
}

func (a *app) exportState(ctx context.Context, o options, name string) error {
	body, err := a.remote(o).Open(ctx, "export", nil)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(body) // as a whole: a broken file helps nobody
	if err != nil {
		return err
	}
	if name == "-" {
		_, err = a.stdout.Write(data)
		return err
	}
	if err := os.WriteFile(a.absolute(name), data, 0o600); err != nil {
		return fmt.Errorf("state: %w", tree.Cause(err))
	}
	return nil
}

func (a *app) importState(ctx context.Context, o options, name string) error {
	in := a.stdin
	if name != "-" {
		file, err := os.Open(a.absolute(name))
		if err != nil {
			return &setupError{fmt.Errorf("state: %s cannot be read: %w", name, tree.Cause(err))}
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	return a.remote(o).Do(ctx, "import", io.MultiReader(in), nil)
}

// ready returns an error unless the sandbox is ready; it needs no token.
func (a *app) ready(ctx context.Context, o options) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(a.remote(o).URL, "/")+"/healthz", nil)
	if err != nil {
		return &setupError{err}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return errors.New("the sandbox does not respond")
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the sandbox is not ready: %d", response.StatusCode)
	}
	return nil
}

// runPlay is the command play. Without an address it starts a sandbox of its own.
func (a *app) runPlay(ctx context.Context, o options, files []string) (err error) {
	if len(files) == 0 {
		return &usageError{"play takes scenario files", "wxpaygen help play"}
	}
	remote := a.remote(o)
	if cmp.Or(o.remote.url, a.getenv(sandboxVariable)) == "" {
		gateway, err := a.ownSandbox(o)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, gateway.Close()) }()
		remote = gateway.Remote()
	}
	failed := false
	for _, name := range files {
		data, err := os.ReadFile(a.absolute(name))
		if err != nil {
			return &setupError{fmt.Errorf("play: %s cannot be read: %w", name, tree.Cause(err))}
		}
		if err := a.playOne(ctx, o, remote, name, data); err != nil {
			failed = true
			a.complain("%v", err)
		}
	}
	if failed {
		return errSaid
	}
	return nil
}

func (a *app) playOne(ctx context.Context, o options, remote *sandbox.Remote, name string, data []byte) error {
	return remote.Play(ctx, name, data, func(s sandbox.Step) {
		line := struct {
			File    string `json:"file"`
			Step    int    `json:"step"`
			Title   string `json:"title"`
			Problem string `json:"problem,omitempty"`
		}{name, s.Number, s.Title, ""}
		mark := "ok    "
		if s.Err != nil {
			mark, line.Problem = "FAILED", s.Err.Error()
		}
		encoded, _ := json.Marshal(line) // texts and a number
		if o.remote.json {
			a.say("%s", encoded)
			return
		}
		a.say("%s %s:%d %s", mark, name, s.Number, s.Title)
	})
}

// ownSandbox starts a sandbox with the specs of the configuration.
func (a *app) ownSandbox(o options) (*sandbox.Gateway, error) {
	specs, root, err := a.servedSpecs(o)
	if err != nil {
		return nil, err
	}
	settings := []sandbox.Option{sandbox.WithLog(func(string) {})}
	if len(specs) > 0 {
		settings = append(settings, sandbox.WithSpecs(os.DirFS(root), specs...))
	}
	gateway, err := sandbox.Start(settings...)
	if err != nil {
		return nil, fmt.Errorf("play: %w", err)
	}
	return gateway, nil
}
