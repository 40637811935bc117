package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// A workspace is a configuration and the packages of it that a command works on.
type workspace struct {
	*config.Config
	packages  []generator.Package
	keepGoing bool // past packages with errors
}

// isPart reports whether the command works on some of the packages only.
func (w *workspace) isPart() bool { return len(w.packages) < len(w.Packages) }

// open reads the configuration and selects the packages of the given specs, or
// all. Close the workspace after use.
func (a *app) open(o options, specs []string) (*workspace, error) {
	path, err := a.configPath(o)
	if err != nil {
		return nil, err
	}
	settings, err := config.Load(path)
	if err != nil {
		return nil, a.configError(path, err)
	}
	settings.SkipUnsupported = settings.SkipUnsupported || o.skipUnsupported
	w := &workspace{Config: settings, packages: settings.Packages, keepGoing: o.keepGoing}
	if len(specs) > 0 {
		w.packages, err = a.choose(w, path, specs)
	}
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func (a *app) configPath(o options) (string, error) {
	if o.config != "" {
		return a.absolute(o.config), nil
	}
	path, err := config.Find(a.dir)
	if errors.Is(err, config.ErrNotFound) {
		return "", &setupError{fmt.Errorf("%w; `wxpaygen init` writes one", err)}
	}
	if err != nil {
		return "", &setupError{err}
	}
	return path, nil
}

// configError replaces the path in an error of config.Load by the path that the user sees.
func (a *app) configError(path string, err error) error {
	var invalid *config.Error
	if errors.As(err, &invalid) {
		return &config.Error{Diagnostics: relocate(invalid.Diagnostics, func(string) string { return a.relative(path) })}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &setupError{fmt.Errorf("there is no configuration %s", a.relative(path))}
	}
	return &setupError{fmt.Errorf("%s cannot be read: %w", a.relative(path), tree.Cause(err))}
}

// choose returns the packages of the given specs, in the configuration's order.
func (a *app) choose(w *workspace, path string, specs []string) ([]generator.Package, error) {
	var known []string
	for _, pkg := range w.packages {
		if name := a.shown(w)(pkg.Spec); !slices.Contains(known, name) {
			known = append(known, name)
		}
	}
	wanted := map[string]bool{}
	for _, spec := range specs {
		name := a.relative(a.absolute(filepath.FromSlash(spec)))
		if below := within(known, name); len(below) > 0 {
			for _, spec := range below {
				wanted[spec] = true
			}
			continue
		}
		if !slices.Contains(known, name) {
			return nil, &setupError{fmt.Errorf("%s is not a spec of %s; %s", spec, a.relative(path), a.noSpecHint(name, known))}
		}
		wanted[name] = true
	}
	return slices.DeleteFunc(slices.Clone(w.packages), func(pkg generator.Package) bool {
		return !wanted[a.shown(w)(pkg.Spec)]
	}), nil
}

// noSpecHint is the remedy for a spec that the configuration does not name: add it, or correct the name.
func (a *app) noSpecHint(name string, known []string) string {
	if info, err := os.Stat(a.absolute(name)); err == nil && info.Mode().IsRegular() {
		return "add it there under packages, with its dir"
	}
	return diag.Hint(name, known, "its specs are "+strings.Join(known, ", "))
}

// within returns the specs below a directory.
func within(specs []string, dir string) []string {
	return slices.DeleteFunc(slices.Clone(specs), func(spec string) bool {
		return dir != "." && !strings.HasPrefix(spec, strings.TrimSuffix(dir, "/")+"/")
	})
}

// shown returns a function that makes a path of the workspace relative to the working directory.
func (a *app) shown(w *workspace) func(string) string {
	return func(name string) string {
		return a.relative(filepath.Join(w.Root.Name(), filepath.FromSlash(name)))
	}
}

// relocate returns the diagnostics with changed file names.
func relocate(list []diag.Diagnostic, rename func(string) string) []diag.Diagnostic {
	move := func(pos diag.Position) diag.Position {
		if pos.File != "" {
			pos.File = rename(pos.File)
		}
		return pos
	}
	moved := slices.Clone(list)
	for i := range moved {
		moved[i].Pos = move(moved[i].Pos)
		moved[i].Related = slices.Clone(moved[i].Related)
		for j := range moved[i].Related {
			moved[i].Related[j] = move(moved[i].Related[j])
		}
	}
	return moved
}
