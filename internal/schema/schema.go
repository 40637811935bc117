// Package schema reads JSON Schemas of OpenAPI 3.0 and 3.1. It follows
// references and merges allOf, so that the result is one set of keywords with
// one meaning, however the author wrote it.
package schema

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Schema is the set of constraints on a value: the conjunction of everything
// that the document says about it. Numbers keep the text of the document.
type Schema struct {
	Pos diag.Position // of the outermost schema object

	// Ref is the canonical reference of the component that this schema is, if
	// it adds only notes to it; otherwise "".
	Ref string
	// Never: the schema is false, nothing is valid.
	Never bool

	Types     []string // without "null", in the document's order; empty: not said
	Nullable  bool
	Format    string
	FormatPos diag.Position

	Title, Description            string
	Deprecated                    bool
	ReadOnly, WriteOnly           bool
	Default, Example              *doctree.Node
	DeprecatedPos, DescriptionPos diag.Position

	Enum     []*doctree.Node // the members, const included; nil: any value
	EnumPos  diag.Position
	VarNames []*doctree.Node // x-enum-varnames
	Notes    map[string]Note // on members, by their JSON

	MinLength, MaxLength         *Limit
	MinItems, MaxItems           *Limit
	MinProperties, MaxProperties *Limit
	Minimum, Maximum             *Bound
	MultipleOf                   []Bound
	Patterns                     []Text
	UniqueItems                  bool

	Items      []*doctree.Node // schemas of each item
	Properties []Property
	Required   []Text
	// Closed: additionalProperties is false. Additional has the schemas of
	// further properties; Open says that the document mentions them.
	Closed     bool
	Open       bool
	Additional []*doctree.Node

	Variants      []Variant // oneOf or anyOf, without the member null
	VariantsPos   diag.Position
	Exclusive     bool // oneOf
	Inherited     bool // the variants are made of the schema, by allOf
	Discriminator *Discriminator

	GoName            Text
	GoType            Text // x-go-type: an import path, a dot and the name of a type; "" for a schema that is no scalar
	LengthInBytes     bool
	LengthUnpublished bool
	Mode              string // x-mode: "", "common" or "institutional"
	RequiredInMode    bool
	Encrypted         bool
	Echo              Echo

	// typed and typedNull count the parts that name a type, and those of them
	// that admit null. The schema admits null if all do.
	typed, typedNull int
	// typeFar and formatFar are those of the parts whose type and format are read.
	typeFar, formatFar int

	parts []part
	diags []diag.Diagnostic
	nodes []*doctree.Node // what was read; keeps the addresses in the keys of the cache valid
}

// Echo is x-echo: whether a member of a response repeats one of the request, and
// which.
type Echo struct {
	On   bool   // x-echo is true or a name
	Name string // of the request's member; "" for the one of the same name
	Pos  diag.Position
}

// IsSaid reports whether x-echo is present, even if it is false.
func (e Echo) IsSaid() bool { return e.Pos != (diag.Position{}) }

// Note describes a member of an enum.
type Note struct{ Title, Description string }

// Limit is a count with its position.
type Limit struct {
	N   int64
	Pos diag.Position
}

// Bound is a number with its position, as the document writes it.
type Bound struct {
	Text      string
	Exclusive bool
	Pos       diag.Position
}

// Text is a string with its position.
type Text struct {
	Value string
	Pos   diag.Position
}

// Property is a declared property: its name, its position, and its schemas,
// which all apply.
type Property struct {
	Name  string
	Pos   diag.Position
	Nodes []*doctree.Node
	far   []int // of the parts that have the nodes
}

// Variant is a member of oneOf or anyOf: its schemas, which all apply.
type Variant struct {
	Pos   diag.Position
	Nodes []*doctree.Node
	Ref   string // of the component that the member is, as written
	Base  string // of the component whose choice the member is in, and that it is itself
}

// Discriminator identifies variants by the value of a property.
type Discriminator struct {
	Property string
	Pos      diag.Position
	Mapping  []Mapped
}

// Mapped is one value of a discriminator and the reference that it maps to.
type Mapped struct {
	Value string
	Ref   string // canonical
	Pos   diag.Position
}

// Is reports whether the schema's one type is t.
func (s *Schema) Is(t string) bool { return len(s.Types) == 1 && s.Types[0] == t }

// IsRequired reports whether a property is required.
func (s *Schema) IsRequired(name string) bool {
	for _, r := range s.Required {
		if r.Value == name {
			return true
		}
	}
	return false
}

// Node returns the one object that the schema is written as, nil if it consists
// of several, or of a base without its choice.
func (s *Schema) Node() *doctree.Node {
	if len(s.parts) != 1 || s.parts[0].noVariants {
		return nil
	}
	return s.parts[0].node
}

// Property returns the declared property of that name, nil if it is not
// declared.
func (s *Schema) Property(name string) *Property {
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return &s.Properties[i]
		}
	}
	return nil
}

// part is a schema object without its references and allOf: one member of a
// conjunction.
type part struct {
	node *doctree.Node
	// noVariants: oneOf and anyOf of this object are ignored, because a variant
	// is read together with the schema that it is a variant of.
	noVariants bool
	// far counts the references on the way to the object. Where objects contradict
	// each other, the nearer one is read.
	far int
}
