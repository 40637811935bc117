// Package lower turns a loaded OpenAPI document into what is to be generated.
// Every decision is made here: which Go type, value or pointer, which rule,
// which name, which file.
package lower

import (
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/schema"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Options say how to lower a document.
type Options struct {
	Package         string // the Go package's name
	Namer           *names.Namer
	SkipUnsupported bool // leave out the operations that have faults
}

// Lowered is a package to emit, and what there is to say about it.
type Lowered struct {
	Package     *ir.Package
	Operations  int
	Types       int
	Skipped     []Skipped
	Diagnostics []diag.Diagnostic
}

// Skipped is an operation that was left out, and the first fault that it has.
type Skipped struct {
	Operation string
	Reason    diag.Diagnostic
}

// Package lowers doc. When a diagnostic is an error the package is nil.
func Package(doc *load.Document, opts Options) Lowered {
	left := map[string]diag.Diagnostic{} // operations that are left out
	unused := map[string]bool{}          // schemas that no operation uses, where names collide
	for {
		l := newLowerer(doc, opts, left)
		l.unused = unused
		pkg := l.document()
		if more := l.blames.unusedSchemas(); l.blames.collides() && len(more) > len(unused) {
			unused = more
			continue
		}
		faulty := l.faulty()
		if len(faulty) == 0 || !opts.SkipUnsupported || l.blames.hasErrorsOf(documentOwner) {
			out := Lowered{Package: pkg, Operations: l.operations, Types: l.types, Diagnostics: l.blames.all()}
			if diag.HasErrors(out.Diagnostics) {
				out.Package = nil
			}
			for _, id := range slices.Sorted(maps.Keys(left)) {
				out.Skipped = append(out.Skipped, Skipped{Operation: id, Reason: left[id]})
			}
			return out
		}
		maps.Copy(left, faulty)
	}
}

// lowerer is one run over a document.
type lowerer struct {
	doc     *load.Document
	opts    Options
	namer   *names.Namer
	model   *apimodel.Model
	schemas *schema.Reader // the model's
	blames  *blames
	left    map[string]diag.Diagnostic
	unused  map[string]bool  // schemas that lose their names to those that are used, by their reference
	states  *lifecycle.Model // nil until it is read

	scope   *names.Scope // of the package block
	methods *names.Scope // of the client
	files   *names.Scope

	components  map[string]string       // canonical reference of a schema -> its Go name
	compNames   map[string]string       // Go name of a component -> its reference
	declared    map[declKey]ir.Type     // what is declared already
	ownTypes    map[ownKey]ir.Type      // what is declared under a name of the author's own
	checkable   map[string]ir.Decl      // declared types by Go name
	shared      []ir.Decl               // declarations that belong to no operation
	local       []ir.Decl               // declarations of the operation at hand
	inShared    int                     // above 0 while a component is lowered
	directed    map[*schema.Schema]bool // schemas that differ between request and answer
	kinds       map[*schema.Schema]kind
	codes       []ir.Code         // error codes, by their first mention
	codeNames   map[string]string // code -> constant
	requestOf   map[string]string // reference of a schema that is called as the request type is whose body it is -> that name
	fileOf      []ir.File
	defaults    []ir.Default
	unionPos    map[string]diag.Position
	origins     map[*doctree.Node]string // what the type of a schema within a component is called
	structPos   map[string]diag.Position
	patterns    []ir.Pattern
	requests    []requestOf
	tops        map[string]bool // types that callers make or get
	answerTypes []answerOf
	marked      []echoMark

	operations, types int
}

func newLowerer(doc *load.Document, opts Options, left map[string]diag.Diagnostic) *lowerer {
	l := &lowerer{
		doc: doc, opts: opts, namer: opts.Namer, left: left,
		blames:     newBlames(),
		scope:      names.NewScope("declaration"),
		methods:    names.NewScope("method"),
		files:      names.NewFiles(),
		components: map[string]string{},
		compNames:  map[string]string{},
		declared:   map[declKey]ir.Type{},
		ownTypes:   map[ownKey]ir.Type{},
		checkable:  map[string]ir.Decl{},
		directed:   map[*schema.Schema]bool{},
		kinds:      map[*schema.Schema]kind{},
		codeNames:  map[string]string{},
		origins:    map[*doctree.Node]string{},
		unionPos:   map[string]diag.Position{},
		structPos:  map[string]diag.Position{},
		tops:       map[string]bool{},
		requestOf:  map[string]string{},
	}
	l.model = apimodel.Read(doc, l.report)
	l.schemas = l.model.Schemas
	l.scope.Reserve(ownDeclarations...)
	l.files.Reserve("types.gen.go", l.packageFile())
	return l
}

// report keeps what there is to say. What speaks of something that is not there
// and has no place is told of the document.
func (l *lowerer) report(d diag.Diagnostic) {
	if d.Pos == (diag.Position{}) {
		d.Pos = l.doc.Root.At()
	}
	l.blames.add(d)
}

// packageFile is the file of the client: it cannot be one that go build reads
// something into.
func (l *lowerer) packageFile() string { return names.File(l.opts.Package)[0] }

// document lowers all there is. Names are given in a fixed order, so that what
// is declared first in the document has the first choice: components, then
// operations, then what is inside of them; see [ordering].
func (l *lowerer) document() *ir.Package {
	ops := l.collect()
	l.nameComponents(ops)
	l.nameOperations(ops)
	for _, op := range l.referredFirst(ops) {
		l.operation(op)
	}
	l.notifications()
	l.finish()
	return &ir.Package{Name: l.opts.Package, Source: l.doc.Path, Files: l.assemble()}
}

// faulty returns the operations that an error speaks of, with the first of
// their errors.
func (l *lowerer) faulty() map[string]diag.Diagnostic { return l.blames.faulty() }

// assemble puts the declarations into their files.
func (l *lowerer) assemble() []ir.File {
	main := ir.File{Name: l.packageFile(), Doc: l.packageDoc()}
	main.Decls = append(main.Decls, &ir.Client{Doc: l.clientDoc(), Handshake: handshake})
	if len(l.codes) > 0 {
		main.Decls = append(main.Decls, &ir.Codes{Codes: l.codes})
	}
	files := append([]ir.File{main}, l.fileOf...)
	if len(l.shared) > 0 {
		files = append(files, ir.File{Name: "types.gen.go", Decls: l.shared})
	}
	slices.SortFunc(files, func(a, b ir.File) int { return strings.Compare(a.Name, b.Name) })
	return files
}

// handshake is the constant of the runtime that generated code needs. It is
// raised only when generated code begins to call something new.
const handshake = "IsAtLeastVersion0_1_0"
