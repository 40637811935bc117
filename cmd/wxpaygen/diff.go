package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"maps"
	"path"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/goapi"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/specdiff"
)

// diffOptions are the flags of the command diff.
type diffOptions struct {
	breaking bool
	format   string
	level    specdiff.Level
}

// A productDiff is what changed in one package.
type productDiff struct {
	Package string            `json:"package"`
	Spec    string            `json:"spec"`
	Changes []specdiff.Change `json:"changes"`
}

func diffFlags(set *flag.FlagSet, o *options) {
	o.diff.format, o.diff.level = "text", specdiff.Wording
	set.BoolVar(&o.diff.breaking, "breaking", false, "exit with 1 if a change is breaking")
	set.Func("format", "`form` of the output: text (default), json, github or markdown", func(value string) error {
		return oneOf(&o.diff.format, value, slices.Sorted(maps.Keys(diffFormats)), "the formats are ")
	})
	set.Func("level", "list changes of this `level` and more serious ones: breaking, additive or wording (default)", func(value string) error {
		var name string
		if err := oneOf(&name, value, []string{"breaking", "additive", "wording"}, "the levels are "); err != nil {
			return err
		}
		for _, level := range []specdiff.Level{specdiff.Breaking, specdiff.Additive, specdiff.Wording} {
			if level.String() == name {
				o.diff.level = level
			}
		}
		return nil
	})
}

// runDiff is the command diff.
func (a *app) runDiff(ctx context.Context, o options, names []string) (err error) {
	if len(names) > 2 {
		return &usageError{"diff compares two versions", "wxpaygen help diff"}
	}
	names = append(names, []string{"HEAD", ""}[len(names):]...)
	old, err := a.openVersion(ctx, o, names[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.close()) }()
	now, err := a.openVersion(ctx, o, names[1])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, now.close()) }()
	if old.isDocument != now.isDocument {
		return &usageError{"a file is compared with another file; name two", "wxpaygen help diff"}
	}
	products, err := abandon(ctx, func() ([]productDiff, error) { return a.compare(ctx, old, now) })
	if err != nil {
		return err
	}
	return a.reportDiff(o.diff, old, now, products)
}

// compare compares the packages of both sides.
func (a *app) compare(ctx context.Context, old, now *version) ([]productDiff, error) {
	var products []productDiff
	for _, pair := range matched(old, now) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		changes, err := a.compareProduct(ctx, old, now, pair)
		if err != nil {
			return nil, err
		}
		pkg, v := pair.now, now
		if pkg == nil {
			pkg, v = pair.old, old
		}
		if len(changes) > 0 {
			products = append(products, productDiff{Package: packageLabel(*pkg), Spec: v.shown(pkg.Spec), Changes: specdiff.Sort(changes)})
		}
	}
	return products, nil
}

// packageLabel is the name of a package for headings.
func packageLabel(pkg generator.Package) string {
	if pkg.Name != "" {
		return pkg.Name
	}
	return path.Base(pkg.Dir)
}

func (a *app) compareProduct(ctx context.Context, old, now *version, pair versions) ([]specdiff.Change, error) {
	switch {
	case pair.now == nil:
		return []specdiff.Change{{
			Level: specdiff.Breaking, Area: specdiff.Go, What: "package", Subject: pair.old.Dir, Fact: "the package is removed",
			Old: diag.Position{File: old.shown(pair.old.Spec)},
		}}, nil
	case pair.old == nil:
		return []specdiff.Change{{
			Level: specdiff.Additive, Area: specdiff.Go, What: "package", Subject: pair.now.Dir, Fact: "the package is new",
			Pos: diag.Position{File: now.shown(pair.now.Spec)},
		}}, nil
	}
	before, err := loadVersion(old, *pair.old)
	if err != nil {
		return nil, err
	}
	after, err := loadVersion(now, *pair.now)
	if err != nil {
		return nil, err
	}
	changes := specdiff.Compare(before, after)
	for i := range changes {
		changes[i].Pos = shownAt(now, changes[i].Pos)
		changes[i].Old = shownAt(old, changes[i].Old)
	}
	if sameFiles(before, after) && sameSettings(old, now, pair) {
		return changes, nil
	}
	inGo, err := a.compareGo(ctx, old, now, pair)
	return append(changes, inGo...), err
}

func shownAt(v *version, pos diag.Position) diag.Position {
	if pos.File != "" {
		pos.File = v.shown(pos.File)
	}
	return pos
}

// loadVersion reads a document. Its warnings are for lint.
func loadVersion(v *version, pkg generator.Package) (*apimodel.Model, error) {
	doc, diags := load.LoadWith(v.fsys, pkg.Spec, load.Options{Overlays: pkg.Overlays, Operations: pkg.Operations, Tags: pkg.Tags})
	if doc == nil || diag.HasErrors(diags) {
		return nil, &faultError{relocate(diags, v.shown)}
	}
	return apimodel.Read(doc, nil), nil
}

// sameFiles reports whether two documents and all that they refer to are the same.
func sameFiles(a, b *apimodel.Model) bool {
	return maps.EqualFunc(a.Doc.Set.Files, b.Doc.Set.Files, func(f, g *doctree.File) bool {
		return bytes.Equal(f.Root.AppendJSON(nil), g.Root.AppendJSON(nil))
	})
}

// sameSettings reports whether both sides produce the same Go names.
func sameSettings(old, now *version, pair versions) bool {
	return pair.old.Name == pair.now.Name && path.Base(pair.old.Dir) == path.Base(pair.now.Dir) &&
		(old.config == nil || now.config == nil || maps.Equal(old.config.Initialisms, now.config.Initialisms))
}

// compareGo generates both versions and compares their API.
func (a *app) compareGo(ctx context.Context, old, now *version, pair versions) ([]specdiff.Change, error) {
	was, is := *pair.old, *pair.now
	if old.config == nil { // a document has no directory to take the name from
		was.Name, was.Dir = is.Name, is.Dir
	}
	before, err := a.generated(ctx, old, old.generator(was, now))
	if err != nil {
		return nil, err
	}
	after, err := a.generated(ctx, now, now.generator(is, old))
	if err != nil {
		return nil, err
	}
	var changes []specdiff.Change
	for _, c := range goapi.Compare(before, after) {
		level := specdiff.Additive
		if c.Breaking {
			level = specdiff.Breaking
		}
		changes = append(changes, specdiff.Change{
			Level: level, Area: specdiff.Go, What: "api", Subject: packageLabel(is) + "." + c.Symbol, Fact: c.Fact,
			Pos: diag.Position{File: now.shown(is.Spec)}, Old: diag.Position{File: old.shown(was.Spec)},
		})
	}
	if was, is := packageLabel(was), packageLabel(is); was != is {
		changes = append(changes, specdiff.Change{
			Level: specdiff.Breaking, Area: specdiff.Go, What: "package", Subject: is, Fact: "the package was " + was,
			Pos: diag.Position{File: now.shown(pair.now.Spec)}, Old: diag.Position{File: old.shown(pair.old.Spec)},
		})
	}
	return changes, nil
}

// generated is the API of a generated package.
func (a *app) generated(ctx context.Context, v *version, settings generator.Config) (*goapi.Package, error) {
	output, err := a.engine.generate(ctx, settings)
	if fault := (*generator.SpecError)(nil); errors.As(err, &fault) {
		return nil, &faultError{relocate(fault.Diagnostics, v.shown)}
	}
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, file := range output.Results[0].Files {
		files[file.Path] = file.Data
	}
	return goapi.Read(files)
}
