package config

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func (d *decoder) packages(node *yaml.Node, config *Config) {
	if node.Kind != yaml.SequenceNode || len(node.Content) == 0 {
		what := "packages is " + kind(node)
		if node.Kind == yaml.SequenceNode {
			what = "packages is empty"
		}
		d.fault(d.pos(node), "%s", what).Remedy = packagesRemedy
		return
	}
	d.dirs = map[string]diag.Position{}
	for _, item := range node.Content {
		if pkg, ok := d.onePackage(deref(item)); ok {
			config.Packages = append(config.Packages, pkg)
		}
	}
}

func (d *decoder) onePackage(node *yaml.Node) (generator.Package, bool) {
	var pkg generator.Package
	var spec, dir *yaml.Node
	before := len(d.faults)
	d.mapping(node, "a package", map[string]field{
		"spec":    func(n *yaml.Node) { spec = n; pkg.Spec = d.spec(n) },
		"dir":     func(n *yaml.Node) { dir = n; pkg.Dir = d.dir(n) },
		"package": func(n *yaml.Node) { pkg.Name = d.name(n) },
		"overlays": func(n *yaml.Node) {
			pkg.Overlays = d.list(n, "overlays", func(item *yaml.Node) (string, bool) { return d.existing(item, "overlay", "an OpenAPI Overlay") })
		},
		"operations": func(n *yaml.Node) {
			pkg.Operations = d.list(n, "operations", d.pattern)
		},
		"tags": func(n *yaml.Node) {
			pkg.Tags = d.list(n, "tags", func(item *yaml.Node) (string, bool) { return d.text(item, "the tag") })
		},
	})
	if node.Kind == yaml.MappingNode && spec == nil {
		d.fault(d.pos(node), "the package has no spec").Remedy = "add spec: and the path of its OpenAPI document"
	}
	if node.Kind == yaml.MappingNode && dir == nil {
		d.fault(d.pos(node), "the package has no dir").Remedy = "add dir: and the directory of the Go package"
	}
	if len(d.faults) == before && pkg.Name == "" {
		d.nameOfDir(dir, pkg)
	}
	return pkg, len(d.faults) == before
}

// nameOfDir checks that the name of the directory can be that of the package, unless the spec names the package, which the generator
// checks.
func (d *decoder) nameOfDir(node *yaml.Node, pkg generator.Package) {
	name := path.Base(pkg.Dir)
	if generator.ValidPackageName(name) || d.specNamesPackage(pkg.Spec) {
		return
	}
	fault := d.fault(d.pos(node), "%s cannot be the name of a Go package", diag.Quote(name))
	if pkg.Dir == "." {
		fault.Fact = "the directory of " + d.file + " gives the package no name"
	}
	fault.Remedy = "name the package here with package:, or with x-go-package in the spec"
}

// specNamesPackage reports whether the document has x-go-package. It returns true for a document that cannot be read, which is
// reported elsewhere.
func (d *decoder) specNamesPackage(spec string) bool {
	data, err := fs.ReadFile(d.fsys, spec)
	if err != nil || !bytes.Contains(data, []byte("x-go-package")) {
		return err != nil
	}
	var top struct {
		Name *yaml.Node `yaml:"x-go-package"`
	}
	return yaml.Unmarshal(data, &top) != nil || top.Name != nil
}

// spec checks that the file exists below the root.
func (d *decoder) spec(node *yaml.Node) string {
	name, _ := d.existing(node, "spec", "an OpenAPI document")
	return name
}

// existing returns the path of a file below the root, and reports one that is not there.
func (d *decoder) existing(node *yaml.Node, what, kind string) (string, bool) {
	name, ok := d.local(node, what)
	if !ok {
		return "", false
	}
	info, err := fs.Stat(d.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.fault(d.pos(node), "there is no file %s", diag.Quote(name)).
			Remedy = "write the path of " + kind + ", relative to the directory of " + d.file
	case err != nil:
		d.fault(d.pos(node), "%s cannot be read: %v", diag.Quote(name), tree.Cause(err)).
			Remedy = "the file must be in the directory of " + d.file + " or below, and be readable"
	case !info.Mode().IsRegular():
		d.fault(d.pos(node), "%s is not a file", diag.Quote(name)).Remedy = "write the path of " + kind
	}
	return name, true
}

// list returns the items of a list with at least one, none of them twice.
func (d *decoder) list(node *yaml.Node, what string, read func(*yaml.Node) (string, bool)) []string {
	if node.Kind != yaml.SequenceNode || len(node.Content) == 0 {
		fact := kind(node)
		if node.Kind == yaml.SequenceNode {
			fact = "empty"
		}
		d.fault(d.pos(node), "%s is %s", what, fact).Remedy = "write a list, or remove the line"
		return nil
	}
	var items []string
	for _, item := range node.Content {
		text, ok := read(deref(item))
		switch {
		case !ok:
		case slices.Contains(items, text):
			d.fault(d.pos(item), "%s has %s twice", what, diag.Quote(text)).Remedy = "remove one"
		default:
			items = append(items, text)
		}
	}
	return items
}

// pattern returns an operationId, or a pattern of such.
func (d *decoder) pattern(node *yaml.Node) (string, bool) {
	text, ok := d.text(node, "the operation")
	if _, err := path.Match(text, ""); ok && err != nil {
		d.fault(d.pos(node), "%s is no pattern", diag.Quote(text)).Remedy = "write an operationId, with * for any characters"
		return "", false
	}
	return text, ok
}

// dir checks that a directory has one package, ignoring case: Go does not build two import paths that differ only in case.
func (d *decoder) dir(node *yaml.Node) string {
	name, ok := d.local(node, "dir")
	if !ok {
		return ""
	}
	folded := strings.ToLower(name)
	if first, taken := d.dirs[folded]; taken {
		fault := d.fault(d.pos(node), "two packages share the directory %s", diag.Quote(name))
		fault.Related, fault.Remedy = []diag.Position{first}, "give each package a directory of its own"
	} else {
		d.dirs[folded] = d.pos(node)
	}
	return name
}

// docs checks that the directory of the reference is below the root, so that it does not share a README.md.
func (d *decoder) docs(node *yaml.Node) string {
	name, ok := d.local(node, "docs")
	if ok && name == "." {
		d.fault(d.pos(node), "docs is the directory of %s itself", d.file).Remedy = "choose a directory of its own, such as docs/api"
		return ""
	}
	return name
}

// local returns a cleaned slash path below the root.
func (d *decoder) local(node *yaml.Node, what string) (string, bool) {
	name, ok := d.text(node, what)
	if !ok {
		return "", false
	}
	clean := path.Clean(name)
	switch {
	case strings.ContainsRune(name, '\\'):
		d.fault(d.pos(node), "%s %s has a backslash", what, diag.Quote(name)).Remedy = "write / between directories on every system"
	case path.IsAbs(clean) || !filepath.IsLocal(filepath.FromSlash(clean)):
		d.fault(d.pos(node), "%s %s leaves the directory of %s", what, diag.Quote(name), d.file).
			Remedy = "write a path below it, or move " + d.file + " up"
	default:
		return clean, true
	}
	return "", false
}

func (d *decoder) name(node *yaml.Node) string {
	name, ok := d.text(node, "package")
	if ok && !generator.ValidPackageName(name) {
		d.fault(d.pos(node), "package %s cannot be imported under that name", diag.Quote(name)).
			Remedy = "write a Go package name: lower-case letters and digits"
	}
	return name
}

// list returns text such as "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
