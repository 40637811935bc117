package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	if o.strict {
		for i := range list {
			list[i].Severity = diag.Error
		}
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

// lint returns the diagnostics and the number of specs. Specs that the configuration does not name are read on their own.
func (a *app) lint(ctx context.Context, o options, specs []string) ([]diag.Diagnostic, int, error) {
	alone, named, rules, err := a.partSpecs(o, specs)
	if err != nil {
		return nil, 0, err
	}
	all, count := []diag.Diagnostic(nil), len(alone)
	if len(named) > 0 || len(specs) == 0 {
		w, err := a.open(o, named)
		if err != nil {
			return nil, 0, err
		}
		count += len(w.packages)
		list, err := a.lintConfig(ctx, w.Generator(w.packages), a.shown(w))
		if err := errors.Join(err, w.Close()); err != nil {
			return nil, 0, err
		}
		all = list
	}
	if len(alone) == 0 {
		return all, count, nil
	}
	list, err := a.lintAlone(ctx, alone, rules)
	return diag.Sort(append(all, list...)), count, err
}

// partSpecs parts the specs that the configuration does not name, such as drafts, from those that it may name. rules are the
// configuration's.
func (a *app) partSpecs(o options, specs []string) (alone, named []string, rules map[string]generator.RuleSetting, err error) {
	path, err := a.configPath(o)
	if len(specs) > 0 && o.config == "" && err != nil {
		return specs, nil, nil, nil
	}
	if len(specs) == 0 || err != nil {
		return nil, nil, nil, err
	}
	settings, err := config.Load(path)
	if err != nil {
		return nil, nil, nil, a.configError(path, err)
	}
	w := &workspace{Config: settings, packages: settings.Packages}
	for _, spec := range specs {
		_, fault := a.choose(w, path, []string{spec})
		if info, err := os.Stat(a.absolute(spec)); fault != nil && (spec == "-" || err == nil && !info.IsDir()) {
			alone = append(alone, spec)
			continue
		}
		named = append(named, spec)
	}
	return alone, named, settings.Rules, settings.Close()
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

// lintAlone reads specs without a configuration.
func (a *app) lintAlone(ctx context.Context, specs []string, rules map[string]generator.RuleSetting) ([]diag.Diagnostic, error) {
	var all []diag.Diagnostic
	for _, spec := range specs {
		list, err := a.lintOne(ctx, spec, rules)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return diag.Sort(all), nil
}

// lintOne reads a spec without a configuration, in its own directory. The spec - is standard input.
func (a *app) lintOne(ctx context.Context, spec string, rules map[string]generator.RuleSetting) ([]diag.Diagnostic, error) {
	if spec == "-" {
		return a.lintStdin(ctx, rules)
	}
	path := a.absolute(spec)
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
	shown := func(name string) string { return a.relative(filepath.Join(root.Name(), filepath.FromSlash(name))) }
	list, err := a.lintConfig(ctx, loneSpec(root.FS(), filepath.ToSlash(name), rules), shown)
	return list, errors.Join(err, root.Close())
}

func loneSpec(fsys fs.FS, name string, rules map[string]generator.RuleSetting) generator.Config {
	return generator.Config{FS: fsys, Packages: []generator.Package{{Spec: name, Dir: "spec", Name: "spec"}}, Rules: rules}
}

// lintStdin reads a spec from standard input. Its references are relative to the working directory.
func (a *app) lintStdin(ctx context.Context, rules map[string]generator.RuleSetting) ([]diag.Diagnostic, error) {
	data, err := a.readStdin(ctx)
	if err != nil {
		return nil, err
	}
	a.input = data
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return nil, &setupError{err}
	}
	shown := func(name string) string {
		if name == stdinFile {
			return stdinName
		}
		return filepath.ToSlash(name)
	}
	list, err := a.lintConfig(ctx, loneSpec(stdinFS{root.FS(), data}, stdinFile, rules), shown)
	return list, errors.Join(err, root.Close())
}
