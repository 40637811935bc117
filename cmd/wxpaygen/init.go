package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
)

// scaffold has the files that init writes.
//
//go:embed scaffold
var scaffold embed.FS

// The paths of the files that init writes, and of the package that is generated from them.
const (
	firstSpec    = "specs/orders.yaml"
	firstPackage = "generated/orders"
	directive    = "generate.go"
)

// runInit is the command init: it writes the files and prints the next steps.
func (a *app) runInit(context.Context, options, []string) (err error) {
	mod, err := a.findModule()
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	files := a.engine.files(root)
	if _, err := files.Lstat(config.FileName); err == nil {
		return fmt.Errorf("there is a %s already; nothing was written", config.FileName)
	}
	invocation := a.invocation(mod)
	written, kept, err := layOut(files, []generator.File{
		{Path: config.FileName, Data: laidOut(config.FileName)},
		{Path: firstSpec, Data: laidOut(path.Base(firstSpec))},
		{Path: directive, Data: directiveFile(a.packageName(mod), invocation)},
	})
	if err != nil {
		return err
	}
	a.tellNext(mod, invocation, written, kept)
	return nil
}

func laidOut(name string) []byte {
	data, err := scaffold.ReadFile(path.Join("scaffold", name))
	if err != nil {
		panic(err) // it is compiled in
	}
	return data
}

// directiveFile is the Go file that makes `go generate` run wxpaygen.
func directiveFile(name, invocation string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\n", name)
	b.WriteString("// Edit the specs and wxpaygen.yaml, then run: go generate ./...\n\n")
	fmt.Fprintf(&b, "//go:generate %s\n", invocation)
	return b.Bytes()
}

// layOut writes the missing files, all or none, and returns their names and those of the others.
func layOut(files tree.FS, list []generator.File) (written, kept []string, err error) {
	var changes []tree.Change
	for _, file := range list {
		_, err := files.Lstat(file.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			changes = append(changes, tree.New(file))
			written = append(written, file.Path)
		case err != nil:
			return nil, nil, fmt.Errorf("%s cannot be made: %w; nothing was written", file.Path, tree.Cause(err))
		default:
			kept = append(kept, file.Path)
		}
	}
	return written, kept, tree.Apply(files, changes)
}

// tellNext prints what was done and the next steps.
func (a *app) tellNext(mod *module, invocation string, written, kept []string) {
	for _, name := range written {
		a.say("wrote %s", name)
	}
	for _, name := range kept {
		a.say("left %s unchanged", name)
		if name == directive {
			a.say("  add this line to it: //go:generate %s", invocation)
		}
	}
	a.say("\nNext:")
	for i, step := range a.steps(mod) {
		a.say("  %d. %s", i+1, step)
	}
	a.say("\nThe package is then %q.", path.Join(mod.path, mod.below, firstPackage))
}
