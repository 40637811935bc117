package main

import (
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

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/syserr"
)

const (
	modulePath  = "github.com/wxpaygen/wxpaygen"
	commandPath = modulePath + "/cmd/wxpaygen"
)

// A module is the Go module that init works in.
type module struct {
	path        string // as in its go.mod
	below       string // slash path of the working directory in it
	hasTool     bool   // its go.mod pins wxpaygen as a tool
	hasWxpaygen bool   // its go.mod requires (or is) wxpaygen's module
}

// findModule reads the go.mod of the working directory, or the nearest above.
func (a *app) findModule() (*module, error) {
	for dir := a.dir; ; dir = filepath.Dir(dir) {
		name := filepath.Join(dir, "go.mod")
		data, err := os.ReadFile(name)
		switch {
		case err == nil:
			return a.readModule(name, data)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s cannot be read: %w", a.relative(name), syserr.Cause(err))
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
		return nil, fmt.Errorf("%s names no module; write its module line first", a.relative(name))
	}
	below, err := filepath.Rel(filepath.Dir(name), a.dir)
	if err != nil {
		return nil, err
	}
	mod := &module{path: file.Module.Mod.Path, below: filepath.ToSlash(below)}
	// A lax parse leaves tools out: they do not matter to those who depend on a
	// module, but here it is the module itself that is read.
	if strict, err := modfile.Parse(a.relative(name), data, nil); err == nil {
		mod.hasTool = slices.ContainsFunc(strict.Tool, func(t *modfile.Tool) bool { return t.Path == commandPath })
	}
	mod.hasWxpaygen = mod.path == modulePath ||
		slices.ContainsFunc(file.Require, func(r *modfile.Require) bool { return r.Mod.Path == modulePath })
	return mod, nil
}

// invocation is the command line behind //go:generate: the tool that the module
// pins, or else the released version that runs now, or else what the module's
// own requirements (or its replace) say.
func (a *app) invocation(mod *module) string {
	version := releasedVersion(a.build)
	switch {
	case mod.hasTool:
		return "go tool wxpaygen generate"
	case version != "":
		return "go run " + commandPath + "@" + version + " generate"
	default:
		return "go run " + commandPath + " generate"
	}
}

// requirement is what the module has to get before the generated code compiles
// and the invocation works: without a version of its own, the command is run
// with what the module requires, and so is got with all that it imports.
func (a *app) requirement() string {
	if version := releasedVersion(a.build); version != "" {
		return modulePath + "@" + version
	}
	return commandPath + "@latest"
}

// packageName is the name of the package in the working directory: that of the
// Go files there, or one made from the path.
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
