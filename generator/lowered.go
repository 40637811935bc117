package generator

import (
	"context"
	"fmt"
	"path"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// lowerAll loads and lowers each package. It returns the diagnostics even if
// the error is not nil.
func lowerAll(ctx context.Context, config Config, advise adviceOf) ([]lowered, []diag.Diagnostic, error) {
	namer := names.New(config.Initialisms)
	var all []lowered
	var diags []diag.Diagnostic
	for i, pkg := range config.Packages {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		config.step(i, pkg)
		one := lowerOne(config, namer, pkg)
		found := applyRules(append(one.Diagnostics, advise(config, one)...), config.Rules)
		one.failed = diag.HasErrors(found)
		all = append(all, one)
		diags = append(diags, found...)
	}
	diags = diag.Sort(diags)
	if diag.HasErrors(diags) && (!config.KeepGoing || !slices.ContainsFunc(all, func(one lowered) bool { return !one.failed })) {
		return nil, diags, &SpecError{Diagnostics: diags}
	}
	return all, diags, nil
}

// step reports progress: each package is lowered and then emitted.
func (c Config) step(done int, next Package) {
	if c.Progress != nil {
		c.Progress(done, 2*len(c.Packages), next)
	}
}

// lowered is a package to emit, and its document, nil if that could not be
// read.
type lowered struct {
	lower.Lowered
	document *load.Document
	failed   bool // an error stops the package
}

// lowerOne loads and lowers a package. A panic is an error of the document.
func lowerOne(config Config, namer *names.Namer, pkg Package) (one lowered) {
	defer func() {
		if fault := recover(); fault != nil {
			one = lowered{Lowered: lower.Lowered{Diagnostics: []diag.Diagnostic{
				diag.Errorf(diag.Position{File: pkg.Spec}, "internal", "the generator failed: %s", diag.Quote(fmt.Sprint(fault))).Fix("report it with the document"),
			}}}
		}
	}()
	doc, diags := load.LoadWith(config.FS, pkg.Spec, load.Options{Overlays: pkg.Overlays, Operations: pkg.Operations, Tags: pkg.Tags})
	if doc == nil {
		return lowered{Lowered: lower.Lowered{Diagnostics: diags}}
	}
	if config.SkipUnsupported {
		diags = doc.WithoutFaults(diags)
	}
	name, fault := packageName(pkg, doc)
	if fault != nil {
		return lowered{Lowered: lower.Lowered{Diagnostics: append(diags, *fault)}}
	}
	out := lower.Package(doc, lower.Options{Package: name, Namer: namer, SkipUnsupported: config.SkipUnsupported})
	out.Diagnostics = append(diags, out.Diagnostics...)
	if len(out.Skipped) == 0 && !diag.HasErrors(out.Diagnostics) { // an operation that is not lowered is not read
		out.Diagnostics = append(out.Diagnostics, doc.Set.Unread(out.Diagnostics)...)
	}
	return lowered{Lowered: out, document: doc}
}

// packageName is the name of the generated package: the configuration's, the
// document's x-go-package, or the last element of the directory.
func packageName(pkg Package, doc *load.Document) (string, *diag.Diagnostic) {
	node := doc.Root.Get("x-go-package")
	name, ok := node.Str()
	switch {
	case pkg.Name != "":
		name, node = pkg.Name, nil
	case !ok:
		name = path.Base(pkg.Dir)
	}
	if !names.ValidPackage(name) {
		pos := node.At()
		if node == nil {
			pos = diag.Position{File: doc.Path}
		}
		d := diag.Errorf(pos, "package-name", "%s cannot be the name of a Go package", diag.Quote(name)).
			Fix("name the package in the configuration, or with x-go-package")
		return "", &d
	}
	return name, nil
}

// ValidPackageName reports whether a generated package can have the name: a Go
// identifier that can be imported and that hides nothing which Go declares.
func ValidPackageName(name string) bool { return names.ValidPackage(name) }
