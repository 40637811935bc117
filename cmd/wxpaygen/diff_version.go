package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/revision"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
)

// A version is one side of a comparison: the packages of a configuration, of a
// directory without one, or of one document.
type version struct {
	label  string // as the user calls it
	fsys   fs.FS
	shown  func(string) string
	config *config.Config // nil for a directory without one, and for a document
	specs  []generator.Package
	close  func() error

	isDocument bool // a file that the user named
}

// generator returns how a package is generated on this side.
func (v *version) generator(pkg generator.Package, other *version) generator.Config {
	c := v.config
	if c == nil {
		c = other.config
	}
	if c == nil {
		c = &config.Config{}
	}
	return generator.Config{FS: v.fsys, Packages: []generator.Package{pkg}, Initialisms: c.Initialisms, SkipUnsupported: c.SkipUnsupported}
}

const workingTree = "the working tree"

// openVersion opens what the user names: "" for the working tree, a file, a
// directory, or else a git revision.
func (a *app) openVersion(ctx context.Context, o options, name string) (*version, error) {
	if name == "" {
		return a.openWorkingTree(o)
	}
	rev, forced := strings.CutPrefix(name, "git:")
	info, err := os.Stat(a.absolute(name))
	switch {
	case forced || errors.Is(err, fs.ErrNotExist):
		return a.openRevision(ctx, o, rev)
	case err != nil:
		return nil, &setupError{fmt.Errorf("%s cannot be read: %w", name, tree.Cause(err))}
	case info.IsDir():
		return a.openDirectory(o, name)
	case !info.Mode().IsRegular():
		return nil, &setupError{fmt.Errorf("%s is not a file, a directory or a git revision", name)}
	}
	return a.openDocument(name)
}

func (a *app) openWorkingTree(o options) (*version, error) {
	w, err := a.open(o, nil)
	if err != nil {
		return nil, err
	}
	return &version{label: workingTree, fsys: w.FS, shown: a.shown(w), config: w.Config, specs: w.Packages, close: w.Close}, nil
}

// openRevision reads the configuration, and the specs that it names, at a revision.
func (a *app) openRevision(ctx context.Context, o options, name string) (*version, error) {
	file, err := a.configPath(o)
	if err != nil {
		return nil, err
	}
	fsys, err := revision.Open(ctx, filepath.Dir(file), name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &setupError{fmt.Errorf("%s is not a file, a directory or a git revision", name)}
	case err != nil:
		return nil, err
	}
	shown := func(file string) string { return name + ":" + file }
	settings, err := config.LoadFS(fsys, filepath.Base(file))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &setupError{fmt.Errorf("there is no %s at %s; name a later revision", filepath.Base(file), name)}
	}
	if err != nil {
		return nil, versionError(err, shown)
	}
	return &version{label: name, fsys: fsys, shown: shown, config: settings, specs: settings.Packages, close: func() error { return nil }}, nil
}

// versionError gives the diagnostics of a configuration the name of the version.
func versionError(err error, shown func(string) string) error {
	if invalid := (*config.Error)(nil); errors.As(err, &invalid) {
		return &config.Error{Diagnostics: relocate(invalid.Diagnostics, shown)}
	}
	return &setupError{err}
}

// openDirectory reads the configuration of a directory, or, without one, all the
// documents in it.
func (a *app) openDirectory(o options, name string) (*version, error) {
	root, err := os.OpenRoot(a.absolute(name))
	if err != nil {
		return nil, &setupError{fmt.Errorf("%s cannot be opened: %w", name, tree.Cause(err))}
	}
	v := &version{label: name, fsys: root.FS(), close: root.Close}
	v.shown = func(file string) string { return a.relative(filepath.Join(root.Name(), filepath.FromSlash(file))) }
	base := config.FileName
	if o.config != "" {
		base = filepath.Base(o.config)
	}
	settings, err := config.LoadFS(v.fsys, base)
	switch {
	case err == nil:
		v.config, v.specs = settings, settings.Packages
		return v, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, errors.Join(versionError(err, v.shown), root.Close())
	}
	if v.specs, err = documents(v.fsys); err == nil && len(v.specs) == 0 {
		err = &setupError{fmt.Errorf("%s has neither a %s nor an OpenAPI document", name, base)}
	}
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return v, nil
}

// documents lists the OpenAPI documents in a directory.
func documents(fsys fs.FS) ([]generator.Package, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var list []generator.Package
	for _, entry := range entries {
		if !slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(entry.Name())) {
			continue
		}
		data, err := fs.ReadFile(fsys, entry.Name())
		if err == nil && hasPaths.Match(data) {
			list = append(list, alone(entry.Name()))
		}
	}
	return list, nil
}

// hasPaths matches an OpenAPI document, and not a file that documents share.
var hasPaths = regexp.MustCompile(`(?m)^[ \t{]*"?(?:openapi|swagger)"?[ \t]*:`)

// alone is the package of a document that no configuration names.
func alone(name string) generator.Package {
	word := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name))))
	if !generator.ValidPackageName(word) {
		word = "spec"
	}
	return generator.Package{Spec: name, Dir: word}
}

func (a *app) openDocument(name string) (*version, error) {
	dir, base := filepath.Split(a.absolute(name))
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &setupError{fmt.Errorf("%s cannot be opened: %w", name, tree.Cause(err))}
	}
	shown := func(file string) string { return a.relative(filepath.Join(root.Name(), filepath.FromSlash(file))) }
	pkg := alone(base)
	return &version{label: name, fsys: root.FS(), shown: shown, specs: []generator.Package{pkg}, close: root.Close, isDocument: true}, nil
}

// A versions is a package of both sides; nil for none.
type versions struct{ old, now *generator.Package }

// matched pairs the packages of both sides: by directory, by spec, and by the name of
// the spec's file. Two single documents are a pair whatever they are called.
func matched(old, now *version) []versions {
	var pairs []versions
	used := map[int]bool{}
	for i := range old.specs {
		pkg := &old.specs[i]
		pair := versions{old: pkg}
		if j := partner(pkg, old, now, used); j >= 0 {
			used[j], pair.now = true, &now.specs[j]
		}
		pairs = append(pairs, pair)
	}
	for j := range now.specs {
		if !used[j] {
			pairs = append(pairs, versions{now: &now.specs[j]})
		}
	}
	return pairs
}

func partner(pkg *generator.Package, old, now *version, used map[int]bool) int {
	for _, same := range []func(p generator.Package) bool{
		func(p generator.Package) bool { return p.Dir == pkg.Dir },
		func(p generator.Package) bool { return p.Spec == pkg.Spec },
		func(p generator.Package) bool { return path.Base(p.Spec) == path.Base(pkg.Spec) },
		func(generator.Package) bool { return len(old.specs) == 1 && len(now.specs) == 1 },
	} {
		for j := range now.specs {
			if !used[j] && same(now.specs[j]) {
				return j
			}
		}
	}
	return -1
}
