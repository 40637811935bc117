package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
)

func outputFlag(set *flag.FlagSet, o *options) {
	set.StringVar(&o.output, "o", "", "write to `dir` instead of the docs of wxpaygen.yaml")
	set.StringVar(&o.site, "html", "", "write a static site to `dir` instead of Markdown")
}

// runDocs is the command docs: a reference of the specs, in Markdown or as a site.
func (a *app) runDocs(ctx context.Context, o options, specs []string) (err error) {
	w, err := a.open(o, specs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	dir, err := a.docsDir(w, o)
	if err != nil {
		return err
	}
	settings := w.Generator(w.packages)
	settings.Docs = ""
	write := a.engine.docs
	if o.site != "" {
		write = a.engine.site
	}
	files, diags, err := write(ctx, settings)
	if err != nil {
		return a.specError(w, err)
	}
	a.print(relocate(diags, a.shown(w)))
	if err := ctx.Err(); err != nil {
		return err
	}
	changes, err := a.writeDocs(dir, files)
	if err != nil {
		return err
	}
	a.say("%s: %s", a.relative(dir), docsSummary(len(w.packages), changes))
	return nil
}

// docsDir returns the absolute directory of the reference.
func (a *app) docsDir(w *workspace, o options) (string, error) {
	ofAll := ""
	if w.Docs != "" {
		ofAll = filepath.Join(w.Root.Name(), filepath.FromSlash(w.Docs))
	}
	dir := ofAll
	if chosen := cmp.Or(o.site, o.output); chosen != "" {
		dir = a.absolute(filepath.FromSlash(chosen))
	}
	switch {
	case o.site != "" && o.output != "":
		return "", &usageError{"-html and -o are given; -html DIR says where the site is written", "wxpaygen help docs"}
	case o.site != "" && dir == ofAll:
		return "", &usageError{fmt.Sprintf("%s has the reference in Markdown; set another directory with -html", a.shown(w)(w.Docs)), "wxpaygen help docs"}
	case dir == "":
		return "", &usageError{"there is no directory to write to; set -o DIR, or docs: DIR in wxpaygen.yaml", "wxpaygen help docs"}
	case dir == ofAll && w.isPart(): // those of the others would be removed as stale
		return "", &usageError{fmt.Sprintf("%s has the reference of all specs; set another directory with -o for some of them", a.shown(w)(w.Docs)), "wxpaygen help docs"}
	}
	return dir, nil
}

// writeDocs writes the files into the directory, and returns the changes.
func (a *app) writeDocs(dir string, files []generator.File) ([]tree.Change, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%s cannot be made: %w", a.relative(dir), tree.Cause(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be opened: %w", a.relative(dir), tree.Cause(err))
	}
	fsys := a.engine.files(root)
	comparison, err := tree.Compare(fsys, ".", files, generator.IsReference)
	if err == nil && len(comparison.Conflicts) > 0 {
		shown := func(name string) string { return a.relative(filepath.Join(dir, filepath.FromSlash(name))) }
		err = &faultError{relocate(comparison.Conflicts, shown)}
	}
	if err == nil {
		err = tree.Apply(fsys, comparison.Changes)
	}
	return comparison.Changes, errors.Join(err, root.Close())
}

// docsSummary returns text such as "6 products; 3 files written, 1 removed".
func docsSummary(products int, changes []tree.Change) string {
	return report.Plural(products, "product") + "; " + did(changes)
}

// compareDocs compares the generated reference with its directory. It returns nil if the configuration has no docs.
func (a *app) compareDocs(w *workspace, files []generator.File) (*tree.Comparison, error) {
	if len(files) == 0 {
		return nil, nil
	}
	comparison, err := tree.Compare(a.engine.files(w.Root), w.Docs, files, generator.IsReference)
	if err != nil {
		return nil, a.unreadable(w, w.Docs, err)
	}
	return &comparison, nil
}
