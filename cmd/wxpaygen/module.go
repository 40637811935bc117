package main

import (
	"cmp"
	"errors"
	"fmt"
	"go/build"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	modpath "golang.org/x/mod/module"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
)

const (
	modulePath  = "github.com/wxpaygen/wxpaygen"
	commandPath = modulePath + "/cmd/wxpaygen"
)

// A module is the Go module that init works in.
type module struct {
	path     string // as in its go.mod
	below    string // slash path of the working directory in it
	hasTool  bool   // its go.mod pins wxpaygen as a tool
	requires string // the version of wxpaygen that its go.mod requires, or ""
	replaced bool   // its go.mod has another wxpaygen in place of the released ones, such as a checkout
}

// findModule reads the go.mod of the working directory or of the nearest directory above.
func (a *app) findModule() (*module, error) {
	for dir := a.dir; ; dir = filepath.Dir(dir) {
		name := filepath.Join(dir, "go.mod")
		data, err := os.ReadFile(name)
		switch {
		case err == nil:
			return a.readModule(name, data)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s cannot be read: %w", a.relative(name), tree.Cause(err))
		case dir == filepath.Dir(dir):
			return nil, errors.New("there is no go.mod here or in a directory above; " +
				"make a module first (go mod init example.com/shop), then run `wxpaygen init` in it")
		}
	}
}

func (a *app) readModule(name string, data []byte) (*module, error) {
	file, err := modfile.ParseLax(a.relative(name), data, nil)
	if err != nil {
		return nil, err
	}
	if file.Module == nil {
		return nil, fmt.Errorf("%s has no module line; add it first", a.relative(name))
	}
	below, err := filepath.Rel(filepath.Dir(name), a.dir)
	if err != nil {
		return nil, err
	}
	mod := &module{path: file.Module.Mod.Path, below: filepath.ToSlash(below)}
	// ParseLax ignores tools and replacements, which matter here.
	if strict, err := modfile.Parse(a.relative(name), data, nil); err == nil {
		mod.hasTool = slices.ContainsFunc(strict.Tool, func(t *modfile.Tool) bool { return t.Path == commandPath })
		mod.replaced = slices.ContainsFunc(strict.Replace, func(r *modfile.Replace) bool { return r.Old.Path == modulePath })
	}
	for _, require := range file.Require {
		if require.Mod.Path == modulePath {
			mod.requires = require.Mod.Version
		}
	}
	return mod, nil
}

// invocation returns the command line of //go:generate. Each form survives `go mod tidy`: a tool of go.mod, a released version,
// and, in wxpaygen's own module, the command itself.
func (a *app) invocation(mod *module) string {
	version := releasedVersion(a.build)
	switch {
	case mod.path == modulePath:
		return "go run " + commandPath + " generate"
	case version != "" && !mod.hasTool:
		return "go run " + commandPath + "@" + version + " generate"
	default:
		return "go tool wxpaygen generate"
	}
}

// steps returns the next steps after init. The runtime is required after it is imported: `go mod tidy` removes requirements that
// nothing imports.
func (a *app) steps(mod *module) []string {
	const generate, repeat = "go generate ./...", "edit " + firstSpec + ", and repeat"
	version := releasedVersion(a.build)
	switch {
	case mod.hasTool || mod.path == modulePath:
		return []string{generate, repeat}
	case version == "" && mod.replaced:
		return append(editSteps(mod), generate, repeat)
	case version == "":
		return []string{"go get -tool " + commandPath + "@" + cmp.Or(mod.requires, "latest"), generate, repeat}
	case mod.requires == "":
		return []string{generate, "go get " + modulePath + "@" + version, repeat}
	default:
		return []string{generate, repeat}
	}
}

// editSteps returns the steps that make a tool of a replaced wxpaygen. `go get` would ask a proxy for modules with the path of the
// command.
func editSteps(mod *module) []string {
	edit := "go mod edit"
	if mod.requires == "" {
		edit += " -require=" + modulePath + "@v0.0.0"
	}
	return []string{edit + " -tool=" + commandPath, "go mod tidy"}
}

// packageName returns the name of the package in the working directory: that of its Go files, or one made from the path.
func (a *app) packageName(mod *module) string {
	if pkg, err := build.ImportDir(a.dir, 0); err == nil {
		return pkg.Name
	}
	prefix, _, _ := modpath.SplitPathVersion(path.Join(mod.path, mod.below))
	name := notInName.ReplaceAllString(strings.ToLower(path.Base(prefix)), "")
	if !token.IsIdentifier(name) {
		name = "app"
	}
	return name
}

var notInName = regexp.MustCompile(`[^a-z0-9]`)
