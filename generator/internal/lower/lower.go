// Package lower turns a loaded OpenAPI document into the declarations to generate.
// Every decision is made here and in the packages below: types decides Go types
// and names, rules what is validated, text the comments, wire how requests and
// responses travel. Package lower lists the operations, calls these packages for
// each, and assembles files.
package lower

import (
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/wire"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// Options say how to lower a document.
type Options struct {
	Package         string // the Go package's name
	Namer           *names.Namer
	SkipUnsupported bool // skip operations with errors
}

// Lowered is a package to emit, and the diagnostics about it.
type Lowered struct {
	Package     *ir.Package
	Operations  int
	Types       int
	Skipped     []Skipped
	Diagnostics []diag.Diagnostic
	IdleEchoes  []diag.Position // of x-echo that no request fits, which is for other documents or operations
}

// Skipped is an operation that was skipped, and its first error.
type Skipped struct {
	Operation string
	Reason    diag.Diagnostic
}

// Package lowers doc. The package is nil if a diagnostic is an error.
func Package(doc *load.Document, opts Options) Lowered {
	skipped := map[string]diag.Diagnostic{} // operations with errors
	for {
		p := newPass(doc, opts, skipped)
		pkg := p.document()
		faulty := p.log.Operations()
		if len(faulty) == 0 || !opts.SkipUnsupported || p.log.HasErrorsOf(faults.Document) {
			return p.lowered(pkg, skipped)
		}
		maps.Copy(skipped, faulty)
	}
}

// pass is one run over a document. It calls the packages that decide, and keeps
// what they return until the end of the run.
type pass struct {
	doc     *load.Document
	opts    Options
	skipped map[string]diag.Diagnostic
	log     *faults.Log
	model   *apimodel.Model
	types   *types.Builder
	wire    *wire.Requests
	methods *names.Scope // of the client
	files   *names.Scope

	codes     *codes
	echoes    *echoes
	responses *responses
	security  *security
	made      []made // operations
	assembled []ir.File
	count     int // of declarations that are not types of the builder
}

// made is an operation until all types are known.
type made struct {
	op     *operation
	out    *ir.Operation
	fields *ir.Struct
}

func newPass(doc *load.Document, opts Options, skipped map[string]diag.Diagnostic) *pass {
	log := faults.NewLog(doc.Root.At())
	model := apimodel.Read(doc, func(d diag.Diagnostic) { log.Report(d) })
	b := types.NewBuilder(model.Schemas, types.NewNames(doc, opts.Namer, log), log)
	p := &pass{
		doc: doc, opts: opts, skipped: skipped, log: log, model: model, types: b,
		wire:      wire.NewRequests(b, model.Deref, log),
		methods:   names.NewScope("method"),
		files:     names.NewFiles(),
		codes:     &codes{naming: b.Names, deref: model.Deref, log: log, doubt: doc.Set.Doubt, names: map[string]string{}},
		responses: &responses{types: b, deref: model.Deref, log: log, tops: map[string]bool{}},
	}
	p.echoes = &echoes{types: b, requests: p.wire, log: log}
	p.files.Reserve("types.gen.go", p.clientFile())
	return p
}

// clientFile is the name of the client's file, one whose ending go build ignores.
func (p *pass) clientFile() string { return names.File(p.opts.Package)[0] }

// document lowers the document. Names are given in a fixed order, so that what is
// declared first in the document has the first choice: components, then
// operations, then what is in them; see [ordering].
func (p *pass) document() *ir.Package {
	ops := p.list()
	p.doubts()
	p.nameBodies(ops)
	p.types.Names.Components()
	p.nameOperations(ops)
	p.security = newSecurity(ops, p.types.Names, p.log)
	p.wire.Foreign = p.security.foreign
	for _, op := range referredFirst(p.doc, ops) {
		p.guarded(op)
	}
	p.notifications()
	p.settle()
	return &ir.Package{Name: p.opts.Package, Source: p.doc.Path, Files: p.assemble(), Externals: p.types.Externals()}
}

func (p *pass) lowered(pkg *ir.Package, skipped map[string]diag.Diagnostic) Lowered {
	out := Lowered{Package: pkg, Operations: len(p.made), Types: p.types.Count() + p.count, Diagnostics: p.log.All()}
	_, out.IdleEchoes = p.echoes.unmatched(p.doc)
	if diag.HasErrors(out.Diagnostics) {
		out.Package = nil
	}
	for _, id := range slices.Sorted(maps.Keys(skipped)) {
		out.Skipped = append(out.Skipped, Skipped{Operation: id, Reason: skipped[id]})
	}
	return out
}

// settle decides what depends on all declarations: which fields break a cycle,
// which types have anything to check, and what is encrypted.
func (p *pass) settle() {
	faulty, _ := p.echoes.unmatched(p.doc)
	for _, mark := range faulty {
		p.reportOf(mark.owner, mark.fault())
	}
	decls := p.decls()
	p.log.Report(types.BreakCycles(decls, p.types.Positions)...)
	p.log.Report(types.CheckSizes(decls, p.types.Positions)...)
	var requests []string
	for _, m := range p.made {
		requests = append(requests, m.fields.Name)
		p.responses.tops[m.fields.Name] = true
	}
	types.SettleText(decls, requests)
	types.SettleChecks(decls, p.responses.tops)
	types.SettleRules(decls)
	p.settleSensitive(decls)
	states := &states{model: p.model, codes: p.codes.names}
	for _, m := range p.made {
		m.out.Validates = m.fields.Validate != ir.NotValidated
		m.out.Doc = p.operationDoc(m.op, m.out, states.doc(m.op))
		m.out.Await = p.await(m, states)
		m.out.Pages = p.pages(m)
	}
}

func (p *pass) settleSensitive(decls []ir.Decl) {
	sensitive := wire.NewSensitive(decls, p.types.Positions)
	for _, m := range p.made {
		p.reportOf(m.op.owner(), sensitive.Request(m.fields, m.out.Body, m.op.Pos)...)
	}
	for _, r := range p.responses.received {
		p.reportOf(r.owner, sensitive.Response(r.value, r.several, r.pos)...)
	}
}

func (p *pass) reportOf(owner faults.Owner, list ...diag.Diagnostic) {
	defer p.log.Enter(owner)()
	p.log.Report(list...)
}

// decls returns the declared types, those of operations first.
func (p *pass) decls() []ir.Decl {
	var all []ir.Decl
	for _, file := range p.assembled {
		all = append(all, file.Decls...)
	}
	return append(all, p.types.Shared()...)
}

// assemble puts the declarations into their files.
func (p *pass) assemble() []ir.File {
	main := ir.File{Name: p.clientFile(), Doc: packageDoc(p.opts.Package, p.doc.Root)}
	main.Decls = append(main.Decls, &ir.Client{Doc: p.security.clientDoc(), Handshake: handshake, Credentials: len(p.security.list) > 0})
	if len(p.security.list) > 0 {
		main.Decls = append(main.Decls, &ir.Schemes{Schemes: p.security.list})
	}
	if len(p.codes.list) > 0 {
		main.Decls = append(main.Decls, &ir.Codes{Codes: p.codes.list})
	}
	files := append([]ir.File{main}, p.assembled...)
	if shared := append(p.types.Shared(), p.types.Blocks()...); len(shared) > 0 {
		files = append(files, ir.File{Name: "types.gen.go", Decls: shared})
	}
	slices.SortFunc(files, func(a, b ir.File) int { return strings.Compare(a.Name, b.Name) })
	return files
}

// handshake is the constant of the runtime that generated code needs. It is
// raised only when generated code begins to call something new.
const handshake = "IsAtLeastVersion0_1_0"
