// Package load reads an OpenAPI document and the files that it refers to: as a tree with positions and, made from that
// tree, as kin-openapi's model.
package load

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/overlay"
)

// Document is a loaded spec.
type Document struct {
	Path string // in the file system that it was read from
	Set  *doctree.Set
	Root *doctree.Node
	V31  bool // OpenAPI 3.1 or later, whose schemas are JSON Schema 2020-12
	// Narrow: the document has the operations alone that were chosen.
	Narrow bool

	api    func() (*openapi3.T, error) // nil when a reference is broken
	copied func() *diag.Diagnostic     // why api must not be called; nil when api is nil
}

// API returns kin-openapi's model of the document, for validating values. Its references are resolved, but its numbers
// are floating-point, its maps have no order and its values no position. The model is built at the first call. It is nil
// if a reference is broken, or if kin-openapi cannot read the document or would need too much memory, which the
// diagnostic reports. API is not safe for concurrent use.
func (doc *Document) API() (*openapi3.T, []diag.Diagnostic) {
	if doc.api == nil {
		return nil, nil
	}
	if d := doc.copied(); d != nil {
		return nil, []diag.Diagnostic{*d}
	}
	api, err := doc.api()
	if err == nil {
		return api, nil
	}
	return nil, []diag.Diagnostic{diag.Warningf(diag.Position{File: doc.Path, Line: 1, Column: 1}, "openapi",
		"kin-openapi does not read a part of the document: %s", plainly(err)).Fix("correct what the message names")}
}

// Load reads the document at path and the files below its folder that it refers to. If a diagnostic is an error, the
// document is nil, or can only be used to find more errors.
func Load(fsys fs.FS, path string) (*Document, []diag.Diagnostic) {
	return LoadWith(fsys, path, Options{})
}

// LoadWith is Load with overlays applied, and of the operations that options choose.
func LoadWith(fsys fs.FS, path string, options Options) (*Document, []diag.Diagnostic) {
	set, diags := readSet(fsys, path, options)
	broken := diag.HasErrors(diags)
	if set.Root() == nil || broken && !isReadable(set, diags) {
		return nil, diags
	}
	doc := &Document{Path: path, Set: set, Root: set.Root(), Narrow: options.isNarrow()}
	swagger := doc.Root.Get("swagger").At()
	found, upgraded := doctree.Upgrade(set)
	if upgraded {
		found = append(found, diag.Warningf(swagger, "openapi-version", "the document is OpenAPI 2.0; it is converted to 3.0 first").
			Fix("write it as OpenAPI 3, which can say more"))
	}
	diags = append(diags, found...)
	if found = doc.checkVersion(); len(found) > 0 {
		return nil, append(diags, found...)
	}
	found = slices.DeleteFunc(doctree.Normalize(set), func(d diag.Diagnostic) bool { // this removes values of a wrong form from the tree
		return strings.HasSuffix(d.Rule, "shape") && set.File(d.Pos.File).IsCorrectedAt(d.Pos.Line)
	})
	diags = append(diags, found...)
	set.Unmark()
	if !broken && !diag.HasErrors(found) {
		doc.api, doc.copied = sync.OnceValues(doc.model), sync.OnceValue(doc.checkCopies)
	}
	return doc, diags
}

// Raw reads the document as LoadWith does, and leaves it as its author wrote it.
func Raw(fsys fs.FS, path string, options Options) (*doctree.Set, []diag.Diagnostic) {
	return readSet(fsys, path, options)
}

func readSet(fsys fs.FS, path string, options Options) (*doctree.Set, []diag.Diagnostic) {
	set, diags := doctree.LoadEdited(fsys, path, doctree.Limits{}, func(root *doctree.Node) ([]string, []diag.Diagnostic) {
		var diags []diag.Diagnostic
		for _, file := range options.Overlays {
			if diags = append(diags, overlay.Apply(fsys, file, root)...); diag.HasErrors(diags) {
				break
			}
		}
		return options.Overlays, diags
	})
	if options.isNarrow() && set.Root() != nil {
		diags = narrow(set, options, diags)
	}
	return set, diags
}

// WithoutFaults returns the diagnostics of Load without those in Set.Faults, which concern parts of the document.
func (doc *Document) WithoutFaults(diags []diag.Diagnostic) []diag.Diagnostic {
	isFault := map[string]bool{}
	for _, f := range doc.Set.Faults() {
		isFault[f.Diagnostic.String()] = true
	}
	return slices.DeleteFunc(slices.Clone(diags), func(d diag.Diagnostic) bool { return isFault[d.String()] })
}

// isReadable reports whether the tree can be read in spite of the errors: they concern
// parts of it, or were corrected.
func isReadable(set *doctree.Set, diags []diag.Diagnostic) bool {
	inPart := map[string]bool{}
	for _, f := range set.Faults() {
		inPart[f.Diagnostic.String()] = true
	}
	return !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool {
		switch {
		case d.Severity != diag.Error, inPart[d.String()], d.Rule == "duplicate-key":
			return false
		}
		return !set.File(d.Pos.File).IsCorrected() || d.Rule != "syntax" && d.Rule != "sloppy-type"
	})
}

func (doc *Document) plain(file string) []byte {
	if f := doc.Set.File(file); f != nil {
		return f.Root.AppendJSON(nil)
	}
	return nil
}

// checkVersion returns a diagnostic for a document that is not OpenAPI 3.
func (doc *Document) checkVersion() []diag.Diagnostic {
	refuse := func(d diag.Diagnostic) []diag.Diagnostic { return []diag.Diagnostic{d} }
	if !doc.Root.Is(doctree.Mapping) {
		return refuse(diag.Errorf(doc.Root.At(), "not-openapi", "the document is %s, not an OpenAPI document", doc.Root.Kind).
			Fix("begin it with openapi: 3.0.3"))
	}
	version, swagger := doc.Root.Get("openapi"), doc.Root.Get("swagger")
	switch text := version.Text(); {
	case version == nil && swagger != nil:
		return refuse(diag.Errorf(swagger.At(), "openapi-version", "Swagger %s is not known", diag.Quote(swagger.Text())).
			Fix("write a document of OpenAPI 3.0 or 3.1"))
	case version == nil:
		return refuse(diag.Errorf(doc.Root.At(), "not-openapi", "the document has no member openapi, so it is not an OpenAPI document").
			Fix("begin it with openapi: 3.0.3, or name another file"))
	case strings.HasPrefix(text, "3.0.") || text == "3.0":
	case strings.HasPrefix(text, "3.1.") || text == "3.1" || strings.HasPrefix(text, "3.2"):
		doc.V31 = true
	default:
		return refuse(diag.Errorf(version.At(), "openapi-version", "OpenAPI %s is not known", diag.Quote(text)).
			Fix("write a document of version 3.0 or 3.1"))
	}
	return nil
}

// model makes kin-openapi read the tree, as JSON, which is faster and has fewer pitfalls than YAML. It can read no other
// files than those that were loaded here.
func (doc *Document) model() (api *openapi3.T, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("reading the document failed: %v", fault)
		}
	}()
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		data := doc.plain(strings.TrimPrefix(location.Path, "/"))
		if location.Scheme != "" || location.Host != "" || data == nil {
			return nil, fmt.Errorf("%s was not loaded", location)
		}
		return data, nil
	}
	return loader.LoadFromURI(&url.URL{Path: doc.Path})
}

// plainly removes repetitions and the names of Go types from kin-openapi's messages.
func plainly(err error) string {
	text := err.Error()
	if _, after, ok := strings.Cut(text, "json error: json: "); ok {
		text, _, _ = strings.Cut(after, ", yaml error: ")
	}
	text, _, _ = strings.Cut(text, " of type openapi3.")
	return text
}
