// Package schema reads JSON Schemas as OpenAPI 3.0 and 3.1 write them. It
// follows references and merges allOf, so that what it returns is one set of
// keywords with one meaning, whichever way the author wrote it down.
package schema

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Schema is what holds for a value: the conjunction of everything that the
// document says about it. Numbers are kept as they are written.
type Schema struct {
	Pos diag.Position // of the outermost schema object

	// Ref is the canonical reference of the component that this schema is, when it
	// adds nothing to it but notes; "" for a schema of its own.
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

	Items      []*doctree.Node // schemas that hold for each item
	Properties []Property
	Required   []Text
	// Closed: additionalProperties is false. Additional holds the schemas of
	// further properties; Open says that they are spoken of at all.
	Closed     bool
	Open       bool
	Additional []*doctree.Node

	Variants      []Variant // oneOf or anyOf, without the member null
	VariantsPos   diag.Position
	Exclusive     bool // oneOf
	Discriminator *Discriminator

	GoName            Text
	LengthInBytes     bool
	LengthUnpublished bool
	Mode              string // x-mode: "", "common" or "institutional"
	RequiredInMode    bool
	Encrypted         bool
	Echo              Echo

	// typed and typedNull count the parts that name a type, and those of them that
	// admit null: null has to be admitted by all.
	typed, typedNull int

	parts []part
	diags []diag.Diagnostic
	nodes []*doctree.Node // what was read: the reader knows it by its addresses, which are not to be given again
}

// Echo is x-echo: whether a member of a response repeats one of the request, and
// which.
type Echo struct {
	On   bool   // false also if it says false
	Name string // of the request's member; "" for the one of the same name
	Pos  diag.Position
}

// IsSaid reports whether x-echo is there, be it false.
func (e Echo) IsSaid() bool { return e.Pos != (diag.Position{}) }

// Note is what is said about a member of an enum.
type Note struct{ Title, Description string }

// Limit is a count with its place.
type Limit struct {
	N   int64
	Pos diag.Position
}

// Bound is a number with its place, as the document writes it.
type Bound struct {
	Text      string
	Exclusive bool
	Pos       diag.Position
}

// Text is a word with its place.
type Text struct {
	Value string
	Pos   diag.Position
}

// Property is a declared property: its name, where it stands, and the schemas
// that hold for it together.
type Property struct {
	Name  string
	Pos   diag.Position
	Nodes []*doctree.Node
}

// Variant is a member of oneOf or anyOf: the schemas that hold together.
type Variant struct {
	Pos   diag.Position
	Nodes []*doctree.Node
	Ref   string // of the component that the member is, as written
}

// Discriminator tells variants apart by a property's value.
type Discriminator struct {
	Property string
	Pos      diag.Position
	Mapping  []Mapped
}

// Mapped is one value of a discriminator and the reference that it stands for.
type Mapped struct {
	Value string
	Ref   string // canonical
	Pos   diag.Position
}

// Is reports whether the schema's one type is t.
func (s *Schema) Is(t string) bool { return len(s.Types) == 1 && s.Types[0] == t }

// IsRequired reports whether the property is in the list of required ones.
func (s *Schema) IsRequired(name string) bool {
	for _, r := range s.Required {
		if r.Value == name {
			return true
		}
	}
	return false
}

// Node returns the one object that the schema is written as, nil when it is made
// of several.
func (s *Schema) Node() *doctree.Node {
	if len(s.parts) != 1 {
		return nil
	}
	return s.parts[0].node
}

// Property returns the declared property of that name, nil if there is none.
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
	// noVariants: oneOf and anyOf of this object are someone else's, because a
	// variant is read together with the schema that it is a variant of.
	noVariants bool
}
