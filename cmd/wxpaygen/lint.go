package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// runLint is the command lint. Its diagnostics go to standard output.
func (a *app) runLint(ctx context.Context, o options, specs []string) error {
	list, count, err := a.lint(ctx, o, specs)
	if err != nil {
		return err
	}
	shown, left := list, []string(nil)
	if o.format == report.Text {
		shown, left = abridge(list)
	}
	if err := a.printer(a.stdout, o.format).Print(shown); err != nil {
		return err
	}
	for _, line := range left {
		a.say("%s", line)
	}
	if o.format == report.Text {
		a.conclude(list, count)
	}
	if diag.HasErrors(list) {
		return errSaid
	}
	return nil
}

// conclude prints the last line of the text.
func (a *app) conclude(list []diag.Diagnostic, specs int) {
	if len(list) == 0 {
		a.say("%s without fault", report.Plural(specs, "spec"))
		return
	}
	a.complain("%s", report.Count(list))
}

// lint returns the diagnostics and the number of specs.
func (a *app) lint(ctx context.Context, o options, specs []string) ([]diag.Diagnostic, int, error) {
	if o.config == "" && len(specs) > 0 {
		if _, err := config.Find(a.dir); errors.Is(err, config.ErrNotFound) {
			list, err := a.lintAlone(ctx, specs)
			return list, len(specs), err
		}
	}
	w, err := a.open(o, specs)
	if err != nil {
		return nil, 0, err
	}
	list, err := a.lintConfig(ctx, w.Generator(w.packages), a.shown(w))
	if err != nil {
		return nil, 0, errors.Join(err, w.Close())
	}
	return list, len(w.packages), w.Close()
}

func (a *app) lintConfig(ctx context.Context, settings generator.Config, shown func(string) string) ([]diag.Diagnostic, error) {
	progress := a.startProgress()
	settings.Progress = progress.step
	list, err := a.engine.lint(ctx, settings)
	progress.done()
	var fault *generator.SpecError
	if errors.As(err, &fault) {
		list, err = fault.Diagnostics, nil
	}
	return relocate(list, shown), err
}

// lintAlone reads specs without a configuration, each in its own directory.
func (a *app) lintAlone(ctx context.Context, specs []string) ([]diag.Diagnostic, error) {
	var all []diag.Diagnostic
	for _, spec := range specs {
		list, err := a.lintOne(ctx, a.absolute(spec))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return diag.Sort(all), nil
}

func (a *app) lintOne(ctx context.Context, path string) ([]diag.Diagnostic, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &setupError{fmt.Errorf("%s cannot be read: %w", a.relative(path), tree.Cause(err))}
	}
	if info.IsDir() {
		return nil, &setupError{fmt.Errorf("%s is a directory, and there is no wxpaygen.yaml that lists its specs; name the specs", a.relative(path))}
	}
	dir, name := filepath.Split(path)
	if rel, err := filepath.Rel(a.dir, path); err == nil && filepath.IsLocal(rel) {
		dir, name = a.dir, rel // so that texts name files as the user knows them
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &setupError{err}
	}
	settings := generator.Config{
		FS:       root.FS(),
		Packages: []generator.Package{{Spec: filepath.ToSlash(name), Dir: "spec", Name: "spec"}},
	}
	shown := func(name string) string { return a.relative(filepath.Join(root.Name(), filepath.FromSlash(name))) }
	list, err := a.lintConfig(ctx, settings, shown)
	return list, errors.Join(err, root.Close())
}
