package generator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// BundleFormat is how a bundle is written.
type BundleFormat string

// The formats of bundles.
const (
	BundleYAML BundleFormat = "yaml"
	BundleJSON BundleFormat = "json"
)

// Bundle returns the document of the one package that config names as a document of
// its own, which refers to no other file: for tools that take a single one. Overlays
// are applied, and only the chosen operations remain. Generating from it gives the same
// package. A document of OpenAPI 2.0 becomes one of 3.0. The error is a [*SpecError]
// when the document cannot be read.
func Bundle(ctx context.Context, config Config, format BundleFormat) ([]byte, []diag.Diagnostic, error) {
	type result struct {
		data  []byte
		diags []diag.Diagnostic
	}
	made, err := interruptible(ctx, func() (result, error) {
		data, diags, err := bundle(ctx, config, format)
		return result{data, diags}, err
	})
	return made.data, made.diags, err
}

func bundle(ctx context.Context, config Config, format BundleFormat) ([]byte, []diag.Diagnostic, error) {
	if len(config.Packages) != 1 {
		return nil, nil, errors.New("a bundle is of one package")
	}
	pkg := config.Packages[0]
	set, diags := load.Raw(config.FS, pkg.Spec, load.Options{Overlays: pkg.Overlays, Operations: pkg.Operations, Tags: pkg.Tags})
	if set.Root() == nil || diag.HasErrors(diags) {
		return nil, diags, &SpecError{Diagnostics: diags}
	}
	upgrading, _ := doctree.Upgrade(set)
	diags = append(diags, upgrading...)
	idle, err := idleEchoes(ctx, config)
	if err != nil {
		return nil, nil, err
	}
	root, found := set.Bundle(func(value *doctree.Node) bool { return slices.Contains(idle, value.At()) })
	if diags = append(diags, found...); diag.HasErrors(found) {
		return nil, diags, &SpecError{Diagnostics: diags}
	}
	if format == BundleJSON {
		var b bytes.Buffer
		err := json.Indent(&b, append(root.AppendJSON(nil), '\n'), "", "  ")
		return b.Bytes(), diags, err
	}
	return root.AppendYAML(nil), diags, nil
}

// idleEchoes returns the places of x-echo in files that documents share, or on what
// operations share, that no request of this document has: in the bundle it would be an
// error. A document that cannot be generated keeps them all.
func idleEchoes(ctx context.Context, config Config) ([]diag.Position, error) {
	config.KeepGoing = true
	all, _, err := lowerAll(ctx, config, func(Config, lowered) []diag.Diagnostic { return nil })
	if fault := (*SpecError)(nil); err != nil && !errors.As(err, &fault) {
		return nil, err
	}
	var idle []diag.Position
	for _, one := range all {
		idle = append(idle, one.IdleEchoes...)
	}
	return idle, nil
}
