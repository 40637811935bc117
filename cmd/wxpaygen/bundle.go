package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
)

// bundleOptions are the flags of the command bundle.
type bundleOptions struct {
	format string // "": by the name of the output
}

func bundleFlags(set *flag.FlagSet, o *options) {
	set.StringVar(&o.output, "o", "", "write the document to `file` instead of standard output")
	set.Func("format", "`form` of the output: yaml or json; the default is that of the file's name, else yaml", func(value string) error {
		return oneOf(&o.bundle.format, value, []string{"yaml", "json"}, "the formats are ")
	})
}

// runBundle is the command bundle: a spec, and what it refers to, as one document.
func (a *app) runBundle(ctx context.Context, o options, names []string) (err error) {
	if len(names) != 1 {
		return &usageError{"bundle takes one spec, or the directory of a package", "wxpaygen help bundle"}
	}
	settings, shown, done, err := a.bundleConfig(o, names[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	format := generator.BundleFormat(o.bundle.format)
	if format == "" && strings.EqualFold(filepath.Ext(o.output), ".json") {
		format = generator.BundleJSON
	}
	data, diags, err := generator.Bundle(ctx, settings, format)
	if fault := (*generator.SpecError)(nil); errors.As(err, &fault) {
		return &faultError{relocate(fault.Diagnostics, shown)}
	}
	if err != nil {
		return err
	}
	a.print(relocate(diags, shown))
	if o.output == "" {
		_, err := a.stdout.Write(data)
		return err
	}
	return a.writeBundle(o.output, data, settings)
}

// writeBundle writes the document, but not over a file that it is made of.
func (a *app) writeBundle(output string, data []byte, settings generator.Config) error {
	target := a.absolute(output)
	if info, err := os.Stat(target); err == nil {
		pkg := settings.Packages[0]
		for _, name := range append([]string{pkg.Spec}, pkg.Overlays...) {
			if file, err := settings.FS.Open(name); err == nil {
				source, err := file.Stat()
				if err := errors.Join(err, file.Close()); err == nil && os.SameFile(info, source) {
					return &usageError{fmt.Sprintf("-o %s is a file that the bundle is made of", output), "wxpaygen help bundle"}
				}
			}
		}
	}
	if err := os.WriteFile(target, data, 0o644); err != nil {
		return fmt.Errorf("%s cannot be written: %w", output, tree.Cause(err))
	}
	a.complain("wrote %s", a.relative(target))
	return nil
}

// bundleConfig returns how a spec or a package is generated: as the configuration says
// if there is one that names it, else alone.
func (a *app) bundleConfig(o options, name string) (generator.Config, func(string) string, func() error, error) {
	w, err := a.open(o, nil)
	setup := (*setupError)(nil)
	switch {
	case err == nil:
		found, err := a.bundled(w, name)
		if err != nil {
			return generator.Config{}, nil, nil, errors.Join(err, w.Close())
		}
		if found != nil {
			return w.Generator([]generator.Package{*found}), a.shown(w), w.Close, nil
		}
		if err := w.Close(); err != nil {
			return generator.Config{}, nil, nil, err
		}
	case !errors.As(err, &setup) || !errors.Is(setup.error, config.ErrNotFound):
		return generator.Config{}, nil, nil, err
	}
	v, err := a.openDocument(name)
	if err != nil {
		return generator.Config{}, nil, nil, err
	}
	return v.generator(v.specs[0], v), v.shown, v.close, nil
}

// bundled returns the package of the configuration with that directory, or with that
// spec, nil if there is none.
func (a *app) bundled(w *workspace, name string) (*generator.Package, error) {
	wanted := a.relative(a.absolute(filepath.FromSlash(name)))
	shown := a.shown(w)
	var found []generator.Package
	for _, pkg := range w.Packages {
		if shown(pkg.Dir) == wanted {
			return &pkg, nil
		}
		if shown(pkg.Spec) == wanted {
			found = append(found, pkg)
		}
	}
	if len(found) > 1 {
		var dirs []string
		for _, pkg := range found {
			dirs = append(dirs, shown(pkg.Dir))
		}
		return nil, &usageError{fmt.Sprintf("%s is the spec of several packages; name one of %s", name, strings.Join(slices.Sorted(slices.Values(dirs)), ", ")), "wxpaygen help bundle"}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}
