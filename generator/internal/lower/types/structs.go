package types

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// structure declares the struct of an object.
func (b *Builder) structure(s *schema.Schema, p Place) {
	st := &ir.Struct{Name: p.Base, Validate: ir.ValidatedByOthers}
	st.Doc = Doc(p.Base, s)
	b.Add(p.Base, st)
	b.Positions[p.Base] = s.Pos
	st.Rules = rules.FieldCount(s)
	b.NewFields(st, p).Properties(s)
}

// Fields collects the fields of one struct.
type Fields struct {
	Struct *ir.Struct
	Place  Place // the types of fields have names that begin with its Base

	// Form: the fields are those of a form, which cannot have null.
	Form bool

	odd   bool // a property is among the additional ones because of its name
	b     *Builder
	scope *names.Scope
}

// NewFields returns a collector of the fields of st.
func (b *Builder) NewFields(st *ir.Struct, p Place) *Fields {
	scope := names.NewScope("field")
	scope.Reserve(methodNames...)
	return &Fields{Struct: st, Place: p, b: b, scope: scope}
}

// Take takes the first free name of a field for what the document calls spec, or
// one with a number, which is a warning.
func (f *Fields) Take(spec string, pos diag.Position, candidates ...string) string {
	return f.b.Names.TakeIn(f.scope, spec, pos, candidates...)
}

// maxProperties is more than any real object has. The Go compiler's time for a
// struct grows with the square of its fields.
const maxProperties = 10_000

// Properties adds a field for each property of s, in the document's order.
func (f *Fields) Properties(s *schema.Schema) {
	if n := len(s.Properties); n > maxProperties {
		f.b.log.Report(diag.Errorf(s.Pos, "size", "the schema has %d properties, and a struct is made of %d at most", n, maxProperties).
			Fix("describe it with additionalProperties"))
		return
	}
	for i := range s.Properties {
		f.property(s, &s.Properties[i])
	}
	if rest := f.rest(s); rest != nil {
		f.Struct.Rest = rest
	}
}

// rest is the field for properties in addition to the declared ones, nil unless
// the document mentions them.
func (f *Fields) rest(s *schema.Schema) *ir.Field {
	if (!s.Open || s.Closed) && !f.odd {
		return nil
	}
	name := f.Take("additionalProperties", s.Pos, "AdditionalProperties", "AdditionalPropertiesMap")
	p := f.Place
	p.Base += "Property"
	open := &schema.Schema{Pos: s.Pos, Types: []string{"object"}, Open: true, Additional: s.Additional}
	return &ir.Field{
		Name: name, Doc: restDoc(name), Presence: ir.IfNotNil, Omit: ir.OmitZero, Value: f.b.mapping(open, p),
	}
}

func (f *Fields) property(s *schema.Schema, prop *schema.Property) {
	value := f.b.Schemas.Read(prop.Nodes...)
	if f.b.Kinds.isOneWay(value, f.Place.Dir) {
		return
	}
	if read, write := f.b.Kinds.said(value); read && write {
		f.b.log.Report(diag.Warningf(prop.Pos, "one-way", "the property %s is readOnly and writeOnly; it is in requests and responses here", diag.Quote(prop.Name)).
			Fix("leave one of them, or none"))
	}
	if !f.checkWireName(prop) {
		return
	}
	if f.b.Schemas.Target(value).Never && !s.IsRequired(prop.Name) {
		f.b.log.Report(diag.Warningf(prop.Pos, "never", "the schema of the property %s admits no value; the property is ignored", diag.Quote(prop.Name)).
			Fix("remove the property, or write what is allowed"))
		return
	}
	goName := f.Name(prop.Name, value, prop.Pos, "Body")
	if goName == "" {
		return
	}
	p := Place{Base: f.Place.Base + goName, Spec: prop.Name, Pos: prop.Pos, Dir: f.Place.Dir, Field: true}
	required := s.IsRequired(prop.Name)
	if value.Mode != "" && required {
		f.b.log.Report(diag.Errorf(prop.Pos, "mode-required", "%s belongs to the %s mode alone, and is required in both", diag.Quote(prop.Name), value.Mode).
			Fix("remove it from required, and write x-required-in-mode: true"))
	}
	field := f.Field(value, goName, prop.Name, p, required)
	if !required && f.isNullable(value) {
		setNullable(&field)
	}
	f.Modes(field, value)
	if f.Place.Dir != Response || f.b.inShared > 0 {
		f.OfferDefault(&field, value)
	}
	f.Struct.Fields = append(f.Struct.Fields, field)
}

// isNullable reports whether an optional property can be null as well as absent.
func (f *Fields) isNullable(value *schema.Schema) bool {
	switch {
	case f.Form || f.Place.Dir == Response:
		return false
	case f.Place.Dir == Patch:
		return f.b.Kinds.Of(value) != Raw
	}
	return f.b.Kinds.takesNull(value)
}

// setNullable makes an optional field one that can be null.
func setNullable(field *ir.Field) {
	field.Value.Type = &ir.Nullable{Elem: Pointee(field.Value.Type)}
	field.Presence, field.Omit = ir.IfValue, ir.OmitZero
}

// checkWireName reports whether a field can have a property: a struct tag cannot
// contain some names. Such a property is among the additional ones.
func (f *Fields) checkWireName(prop *schema.Property) bool {
	odd, ok := oddCharacter(prop.Name)
	if !ok || f.Form { // whose names are in no tag
		return true
	}
	fact := fmt.Sprintf("the property %s has the character U+%04X, which encoding/json cannot have in a name", diag.Quote(prop.Name), odd)
	if prop.Name == "" {
		fact = "a property has an empty name"
	}
	for _, node := range prop.Nodes {
		node.Consume()
	}
	f.odd = true
	f.b.log.Report(diag.Warningf(prop.Pos, "property-name", "%s; it is among AdditionalProperties, and its schema is not enforced", fact).Fix("rename the property, if that can be"))
	return false
}

// oddCharacter returns the first character of a name that a struct tag cannot
// contain. An empty name has 0.
func oddCharacter(name string) (odd rune, found bool) {
	for _, r := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return r, true
		}
	}
	return 0, name == ""
}

// HasOddNames reports whether a property of an object cannot be a field.
func HasOddNames(s *schema.Schema) bool {
	return slices.ContainsFunc(s.Properties, func(p schema.Property) bool {
		_, odd := oddCharacter(p.Name)
		return odd
	})
}

// Name names a field. If a parameter and a property of the body, or parameters of
// two places, have the same name, the later one gets the prefix.
func (f *Fields) Name(wire string, s *schema.Schema, pos diag.Position, prefix string) string {
	if s.GoName.Value != "" && s.Ref == "" && f.b.Names.Check(s.GoName.Value, s.GoName.Pos) {
		return f.Take(wire, pos, s.GoName.Value)
	}
	name := f.b.Names.Exported(wire)
	candidates := []string{name, f.b.Names.Verbatim(wire)}
	if f.scope.Has(name) && f.isParam(name) {
		candidates = []string{name, prefix + name}
	}
	if slices.Contains(methodNames, name) {
		candidates = append(candidates, name+"Value")
	}
	return f.b.Names.TakeOr(f.scope, wire, pos, []string{f.b.Names.Spelled(wire)}, candidates...)
}

// isParam reports whether a parameter has the name.
func (f *Fields) isParam(name string) bool {
	return slices.ContainsFunc(f.Struct.Fields, func(field ir.Field) bool { return field.Param && field.Name == name })
}

// methodNames are methods that a struct may get.
var methodNames = []string{"Validate", "MarshalJSON", "UnmarshalJSON", "EncryptSensitive", "DecryptSensitive", "DecodeResponse", "IsZero"}

// Field returns the field of a property or a parameter: a required one is a value,
// an optional string or enum a value that is absent when empty, any other optional
// one a pointer. Slices and maps are never pointers.
func (f *Fields) Field(s *schema.Schema, goName, wire string, p Place, required bool) ir.Field {
	field := ir.Field{Name: goName, Wire: wire, Value: f.b.Value(s, p)}
	nullable := f.b.Kinds.IsNullable(s)
	switch t := field.Value.Type.(type) {
	case *ir.Slice, *ir.Map, ir.Bytes:
		field.Presence, field.Required = ir.IfNotNil, required && !nullable
		if !required {
			field.Omit = ir.OmitZero
		}
	case ir.Raw:
		field.Presence = ir.IfNotNil
		field.Required = required && !f.b.Kinds.admitsNull(s)
		if !required {
			field.Omit = ir.OmitZero
		}
	default:
		switch {
		case required && nullable:
			field.Value.Type, field.Presence = &ir.Pointer{Elem: t}, ir.IfNotNil
		case required:
		case f.b.Decls.IsText(t):
			field.Presence, field.Omit = ir.IfNotEmpty, ir.OmitEmpty
		default:
			field.Value.Type, field.Presence, field.Omit = &ir.Pointer{Elem: t}, ir.IfNotNil, ir.OmitEmpty
		}
	}
	field.Doc = f.b.FieldDoc(field, s)
	return field
}

// Modes notes a field that belongs to one calling mode.
func (f *Fields) Modes(field ir.Field, s *schema.Schema) {
	if s.Mode == "" {
		return
	}
	if f.Struct.Modes == nil {
		f.Struct.Modes = &ir.Modes{}
	}
	m := ir.ModeField{Field: field.Name, JSON: field.Wire, Presence: field.Presence, Required: s.RequiredInMode}
	if s.Mode == "common" {
		f.Struct.Modes.Common = append(f.Struct.Modes.Common, m)
		return
	}
	f.Struct.Modes.Institutional = append(f.Struct.Modes.Institutional, m)
}
