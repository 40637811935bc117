package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/internal/draft"
	"github.com/wxpaygen/wxpaygen/internal/page"
)

// draftInto adds pages to a spec. It prints differences to operations that the
// spec has.
func (a *app) draftInto(name string, pages []*page.Page) error {
	dir, base := filepath.Split(a.absolute(name))
	if rel, err := filepath.Rel(a.dir, a.absolute(name)); err == nil && filepath.IsLocal(rel) {
		dir, base = a.dir, rel // so that texts name files as the user knows them
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return &setupError{fmt.Errorf("%s cannot be read: %w", name, tree.Cause(err))}
	}
	result, err := draft.Into(root.FS(), filepath.ToSlash(base), pages)
	var broken *draft.ErrSpec
	switch {
	case errors.As(err, &broken):
		shown := func(file string) string { return a.relative(filepath.Join(dir, filepath.FromSlash(file))) }
		err = &faultError{relocate(broken.Diagnostics, shown)}
	case err != nil:
		err = fmt.Errorf("%s: %w; nothing was written", name, err)
	case result.Data != nil:
		err = tree.Replace(tree.Root{Root: root}, filepath.ToSlash(base), result.Data)
	}
	if err := errors.Join(err, root.Close()); err != nil {
		return err
	}
	a.concludeInto(name, result)
	return nil
}

func (a *app) concludeInto(name string, result *draft.Result) {
	for _, d := range result.Differs {
		a.say("%s", d.Diff)
	}
	for _, p := range result.Same {
		a.complain("%s already has %s %s, as in %s", name, p.Method, p.Path, p.File)
	}
	for _, d := range result.Differs {
		a.complain("%s already has %s %s, and %s differs; the spec is not changed", name, d.Page.Method, d.Page.Path, d.Page.File)
	}
	for _, p := range result.Added {
		a.complain("%s: added %s %s, %s", name, p.Method, p.Path, draft.Summary(p))
	}
	if n := draft.Unchecked(result.Written); n > 0 {
		a.complain("%s to check; `wxpaygen lint` names them", report.Plural(n, "comment"))
	}
}
