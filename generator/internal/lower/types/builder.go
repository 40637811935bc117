// Package types turns schemas into Go types: it decides kinds and names,
// declares structs, enums and unions, and gives each value its type and its
// rules.
//
// A [Builder] declares types as values need them. What depends on all
// declarations, such as cycles, is settled afterwards by functions:
// [BreakCycles], [CheckSizes], [SettleText] and [SettleChecks].
package types

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Builder declares the types of one package.
type Builder struct {
	Schemas *schema.Reader
	Kinds   *Kinds
	Names   *Names
	Decls   Decls
	// Positions has the places of structs and unions, by their Go name.
	Positions map[string]diag.Position

	log      *faults.Log
	declared map[declKey]ir.Type // types of schemas
	own      map[ownKey]ir.Type  // types with an x-go-name
	count    int
	local    []ir.Decl // since the last TakeLocal
	shared   []ir.Decl // of types that belong to no operation
	inShared int       // above 0 while a component is built
	patterns []ir.Pattern
	defaults []ir.Default

	externals []ir.External // that values have by x-go-type
}

// NewBuilder returns a builder of types for schemas, with the given names. It
// reports to log.
func NewBuilder(schemas *schema.Reader, names *Names, log *faults.Log) *Builder {
	return &Builder{
		Schemas: schemas, Names: names, log: log,
		Kinds:     NewKinds(schemas, log.Report),
		Decls:     Decls{},
		Positions: map[string]diag.Position{},
		declared:  map[declKey]ir.Type{},
		own:       map[ownKey]ir.Type{},
	}
}

// declKey identifies the declaration of a schema.
type declKey struct {
	schema *schema.Schema
	dir    Direction
}

// ownKey identifies a type with an x-go-name. One in a path's parameter is read
// for each operation, and is the same type for all of them.
type ownKey struct {
	pos diag.Position
	dir Direction
}

// Place is where a schema is used: the name of its type if it needs one of its
// own, and the direction.
type Place struct {
	Base string // CancelServiceOrderRequestDetail
	Spec string // what the document calls it, for messages
	Pos  diag.Position
	Dir  Direction
	// Field: the schema is a field's. Its x-go-name then names the field, and not
	// the type.
	Field bool
	// Variant: the schema is a choice's, whose members are distinguished by their JSON. Its
	// x-go-type is ignored.
	Variant bool
}

func (p Place) item() Place {
	p.Base += "Item"
	p.Field, p.Variant = false, false
	return p
}

// Count returns the number of declared types.
func (b *Builder) Count() int { return b.count }

// Add adds a declaration: to those of the operation that is built, or to the
// shared ones.
func (b *Builder) Add(name string, d ir.Decl) {
	b.Decls[name] = d
	b.count++
	if b.inShared > 0 {
		b.shared = append(b.shared, d)
		return
	}
	b.local = append(b.local, d)
}

// Share makes declarations shared ones until the function that it returns is
// called.
func (b *Builder) Share() (leave func()) {
	b.inShared++
	return func() { b.inShared-- }
}

// TakeLocal returns the declarations since the last call that are not shared.
func (b *Builder) TakeLocal() []ir.Decl {
	local := b.local
	b.local = nil
	return local
}

// Shared returns the declarations that belong to no operation.
func (b *Builder) Shared() []ir.Decl { return b.shared }

// Blocks returns the blocks of default values and of regular expressions.
func (b *Builder) Blocks() []ir.Decl {
	var blocks []ir.Decl
	if len(b.defaults) > 0 {
		blocks = append(blocks, &ir.Defaults{Values: b.defaults})
	}
	if len(b.patterns) > 0 {
		blocks = append(blocks, &ir.Patterns{Patterns: b.patterns})
	}
	return blocks
}

// Rules returns a maker of the rules of a value at p.
func (b *Builder) Rules(p Place) rules.Maker {
	return rules.Maker{
		Report:  func(d diag.Diagnostic) { b.log.Report(d) },
		Declare: func(expr string, pattern schema.Text) string { return b.pattern(expr, pattern, p) },
	}
}

// pattern returns the name of a regular expression, which is declared once.
func (b *Builder) pattern(expr string, text schema.Text, p Place) string {
	for _, known := range b.patterns {
		if known.Expr == expr {
			return known.Name
		}
	}
	base := names.Unexported(p.Base)
	name := b.Names.Take(text.Value, text.Pos, base+"Pattern", base+"PatternToo")
	b.patterns = append(b.patterns, ir.Pattern{Name: name, Expr: expr})
	return name
}
