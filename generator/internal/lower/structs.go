package lower

import (
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
func (l *lowerer) structure(s *schema.Schema, p place) *ir.Struct {
	st := &ir.Struct{Name: p.base, Validate: ir.ValidatedByOthers}
	st.Doc = l.typeDoc(p.base, s)
	l.add(p.base, st)
	l.structPos[p.base] = s.Pos
	st.Rules = rules.FieldCount(s)
	f := l.newFields(st, p)
	f.properties(s)
	return st
}

// fields collects the fields of one struct.
type fields struct {
	*lowerer
	st    *ir.Struct
	p     place
	scope *names.Scope
}

func (l *lowerer) newFields(st *ir.Struct, p place) *fields {
	scope := names.NewScope("field")
	scope.Reserve(methodNames...)
	return &fields{lowerer: l, st: st, p: p, scope: scope}
}

// maxProperties is more than any object has that people write. The time that the
// Go compiler takes for a struct grows with the square of its fields.
const maxProperties = 10_000

// properties adds a field for each property of s, in the document's order.
func (f *fields) properties(s *schema.Schema) {
	if n := len(s.Properties); n > maxProperties {
		f.report(diag.Errorf(s.Pos, "size", "the schema has %d properties, and a struct is made of %d at most", n, maxProperties).
			Fix("describe it with additionalProperties"))
		return
	}
	for i := range s.Properties {
		f.property(s, &s.Properties[i])
	}
	if rest := f.rest(s); rest != nil {
		f.st.Rest = rest
	}
}

// rest is the field for properties beside the declared ones, when the document
// speaks of them.
func (f *fields) rest(s *schema.Schema) *ir.Field {
	if !s.Open || s.Closed {
		return nil
	}
	name := f.take(f.scope, "additionalProperties", s.Pos, "AdditionalProperties", "AdditionalPropertiesMap")
	p := f.p
	p.base += "Property"
	open := &schema.Schema{Pos: s.Pos, Types: []string{"object"}, Open: true, Additional: s.Additional}
	return &ir.Field{
		Name: name, Doc: f.restDoc(name), Presence: ir.IfNotNil, Omit: ir.OmitZero, Value: f.mapping(open, p),
	}
}

func (f *fields) property(s *schema.Schema, prop *schema.Property) {
	value := f.schemas.Read(prop.Nodes...)
	if f.isOneWay(value) {
		return
	}
	if !f.checkWireName(prop.Name, prop.Pos) {
		return
	}
	goName := f.fieldName(prop.Name, value, prop.Pos, "Body")
	if goName == "" {
		return
	}
	p := place{base: f.p.base + goName, spec: prop.Name, pos: prop.Pos, dir: f.p.dir, field: true}
	required := s.IsRequired(prop.Name)
	if value.Mode != "" && required {
		f.report(diag.Errorf(prop.Pos, "mode-required", "%s belongs to the %s mode alone, and is required in both", diag.Quote(prop.Name), value.Mode).
			Fix("take it out of required, and say x-required-in-mode: true"))
	}
	field := f.field(value, goName, prop.Name, p, required)
	f.modes(field, value)
	if f.p.dir == request || f.inShared > 0 {
		f.offerDefault(&field, value)
	}
	f.st.Fields = append(f.st.Fields, field)
}

// isOneWay reports whether a property does not travel in this direction.
func (f *fields) isOneWay(value *schema.Schema) bool {
	target := f.schemas.Target(value)
	if f.p.dir == request {
		return value.ReadOnly || target.ReadOnly
	}
	return value.WriteOnly || target.WriteOnly
}

// checkWireName refuses the names that a struct tag cannot hold.
func (f *fields) checkWireName(name string, pos diag.Position) bool {
	for _, r := range name {
		if strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) || unicode.IsLetter(r) || unicode.IsDigit(r) {
			continue
		}
		f.report(diag.Errorf(pos, "property-name", "the property %s has the character U+%04X, which encoding/json cannot have in a name", diag.Quote(name), r).
			Fix("leave the property out"))
		return false
	}
	if name == "" {
		f.report(diag.Errorf(pos, "property-name", "a property has an empty name").Fix("leave the property out"))
	}
	return name != ""
}

// fieldName gives a field its name. Where a parameter and a property of the body,
// or parameters of two places, have the same one, the later begins with prefix.
func (f *fields) fieldName(wire string, s *schema.Schema, pos diag.Position, prefix string) string {
	if s.GoName.Value != "" && s.Ref == "" {
		if !f.checkOwnName(s.GoName.Value, s.GoName.Pos) {
			return ""
		}
		return f.take(f.scope, wire, pos, s.GoName.Value)
	}
	name := f.namer.Exported(wire)
	candidates := []string{name, f.namer.Verbatim(wire)}
	if f.scope.Has(name) && f.isParam(name) {
		candidates = []string{name, prefix + name}
	}
	if slices.Contains(methodNames, name) {
		candidates = append(candidates, name+"Value")
	}
	return f.take(f.scope, wire, pos, candidates...)
}

// isParam reports whether a parameter has the name.
func (f *fields) isParam(name string) bool {
	return slices.ContainsFunc(f.st.Fields, func(field ir.Field) bool { return field.Param && field.Name == name })
}

// methodNames are methods that a struct may get.
var methodNames = []string{"Validate", "MarshalJSON", "UnmarshalJSON", "EncryptSensitive", "DecryptSensitive", "DecodeResponse", "IsZero"}

// field decides how a property or parameter stands in its struct: a required one
// as a value, an optional string or enum as a value that is absent when empty,
// any other optional one as a pointer, and slices and maps as they are.
func (f *fields) field(s *schema.Schema, goName, wire string, p place, required bool) ir.Field {
	field := ir.Field{Name: goName, Wire: wire, Value: f.value(s, p)}
	nullable := f.isNullable(s)
	switch t := field.Value.Type.(type) {
	case *ir.Slice, *ir.Map, ir.Bytes:
		field.Presence, field.Required = ir.IfNotNil, required && !nullable
		if !required {
			field.Omit = ir.OmitZero
		}
	case ir.Raw:
		field.Presence = ir.IfNotNil
		field.Required = required && !f.admitsNull(s)
		if !required {
			field.Omit = ir.OmitZero
		}
	default:
		switch {
		case required && nullable:
			field.Value.Type, field.Presence = &ir.Pointer{Elem: t}, ir.IfNotNil
		case required:
		case f.isText(t):
			field.Presence, field.Omit = ir.IfNotEmpty, ir.OmitEmpty
		default:
			field.Value.Type, field.Presence, field.Omit = &ir.Pointer{Elem: t}, ir.IfNotNil, ir.OmitEmpty
		}
	}
	field.Doc = f.fieldDoc(field, s)
	return field
}

// admitsNull reports whether a free-form value may be null.
func (l *lowerer) admitsNull(s *schema.Schema) bool {
	return l.isNullable(s) || len(s.Types) == 0
}

// isText reports whether a type is one of strings, whose "" is absence.
func (l *lowerer) isText(t ir.Type) bool {
	switch t := t.(type) {
	case ir.Kind:
		return t == ir.String
	case ir.Runtime:
		return t == dateTime || t == date
	case ir.Named:
		switch d := l.checkable[string(t)].(type) {
		case *ir.Enum:
			return d.Base == ir.String
		}
	}
	return false
}

// modes notes a field of one calling mode.
func (f *fields) modes(field ir.Field, s *schema.Schema) {
	if s.Mode == "" {
		return
	}
	if f.st.Modes == nil {
		f.st.Modes = &ir.Modes{}
	}
	m := ir.ModeField{Field: field.Name, JSON: field.Wire, Presence: field.Presence, Required: s.RequiredInMode}
	if s.Mode == "common" {
		f.st.Modes.Common = append(f.st.Modes.Common, m)
		return
	}
	f.st.Modes.Institutional = append(f.st.Modes.Institutional, m)
}

// isDirected reports whether a schema has, at any depth, a property that travels
// one way only. Such a schema is two types.
func (l *lowerer) isDirected(s *schema.Schema) bool {
	s = l.schemas.Target(s)
	if known, ok := l.directed[s]; ok {
		return known
	}
	seen := map[*schema.Schema]bool{}
	found := l.hasOneWay(s, seen)
	if !found {
		for other := range seen {
			l.directed[other] = false
		}
	}
	l.directed[s] = found
	return found
}

func (l *lowerer) hasOneWay(s *schema.Schema, seen map[*schema.Schema]bool) bool {
	s = l.schemas.Target(s)
	if known, ok := l.directed[s]; ok {
		return known
	}
	if seen[s] {
		return false
	}
	seen[s] = true
	for _, p := range s.Properties {
		prop := l.schemas.Read(p.Nodes...)
		target := l.schemas.Target(prop)
		if prop.ReadOnly || prop.WriteOnly || target.ReadOnly || target.WriteOnly || l.hasOneWay(prop, seen) {
			return true
		}
	}
	for _, v := range s.Variants {
		if l.hasOneWay(l.schemas.Read(v.Nodes...), seen) {
			return true
		}
	}
	return len(s.Items) > 0 && l.hasOneWay(l.schemas.Read(s.Items...), seen) ||
		len(s.Additional) > 0 && l.hasOneWay(l.schemas.Read(s.Additional...), seen)
}
