package types

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Value returns the Go type of a schema, and the rules that its values obey.
func (b *Builder) Value(s *schema.Schema, p Place) ir.Value {
	if s.Ref != "" {
		return b.component(s, p)
	}
	return b.plain(s, p)
}

// component is the value of a schema that is a component of the document. If it
// needs a declaration, there is one for all its uses.
func (b *Builder) component(s *schema.Schema, p Place) ir.Value {
	defer b.log.Enter(faults.Schema(s.Ref))()
	target := b.Schemas.Target(s)
	if target == s || target.Ref != "" {
		target = s
	}
	if !b.Kinds.IsDeclared(target) {
		base := b.Names.Component(s.Ref)
		inner := Place{Base: base, Spec: LastToken(s.Ref), Pos: target.Pos, Dir: p.Dir, Variant: p.Variant}
		if b.Kinds.isRecursive(target) {
			return b.defined(target, inner)
		}
		return b.plain(target, inner)
	}
	key := b.key(target, p.Dir)
	if t, ok := b.declared[key]; ok {
		return b.named(t, target)
	}
	name := b.Names.Component(s.Ref)
	switch {
	case key.dir == Patch:
		name = b.Names.Take(LastToken(s.Ref), target.Pos, name+"Patch")
	case key.dir == Request && b.Kinds.isDirected(target):
		name = b.Names.Take(LastToken(s.Ref), target.Pos, name+"Input")
	}
	defer b.Share()()
	return b.Declare(target, Place{Base: name, Spec: LastToken(s.Ref), Pos: target.Pos, Dir: p.Dir})
}

// key returns the key of a schema's declaration: both directions share one unless
// the schema differs between them. What a patch can leave out has another type in it.
func (b *Builder) key(s *schema.Schema, dir Direction) declKey {
	switch {
	case dir == Patch && b.Kinds.Of(s) != Enum:
	case dir == Patch && b.Kinds.isDirected(s):
		dir = Request
	case dir == Patch || !b.Kinds.isDirected(s):
		dir = Response
	}
	return declKey{schema: s, dir: dir}
}

// plain is the value of a schema that is not a reference.
func (b *Builder) plain(s *schema.Schema, p Place) ir.Value {
	if b.Kinds.IsDeclared(s) {
		return b.declaredOnce(s, p)
	}
	if s.GoType.Value != "" && !p.Variant {
		return b.ownValue(s, p)
	}
	switch b.Kinds.Of(s) {
	case Never:
		b.log.Report(diag.Errorf(s.Pos, "never", "the schema admits no value").Fix("write what is allowed"))
	case String:
		return b.stringValue(s, p)
	case Integer:
		if s.IsUnsigned() {
			return ir.Value{Type: ir.Uint64, Rules: b.Rules(p).Integer(s)}
		}
		return ir.Value{Type: ir.Int64, Rules: b.Rules(p).Integer(s)}
	case Number:
		return ir.Value{Type: ir.Float64, Rules: b.Rules(p).Number(s)}
	case Boolean:
		return ir.Value{Type: ir.Bool, Rules: b.Rules(p).Members(s)}
	case Array, Map:
		return b.collection(s, p)
	}
	return ir.Value{Type: ir.Raw{}, Rules: rules.Raw(s)}
}

func (b *Builder) stringValue(s *schema.Schema, p Place) ir.Value {
	v := ir.Value{Type: ir.String, Encrypted: s.Encrypted}
	switch s.Format {
	case "date-time":
		v.Type = dateTime
	case "date":
		v.Type = date
	case "byte": // the document counts the characters of the encoded text
		return ir.Value{Type: ir.Bytes{}, Rules: rules.Count("EncodedLength", s.MinLength, s.MaxLength)}
	}
	v.Rules = b.Rules(p).String(s)
	return v
}

// declaredOnce is the value of a schema that needs a declaration, which is made
// unless it exists.
func (b *Builder) declaredOnce(s *schema.Schema, p Place) ir.Value {
	if t, ok := b.declared[b.key(s, p.Dir)]; ok {
		return b.named(t, s)
	}
	own := ownKey{dir: b.key(s, p.Dir).dir}
	if s.GoName.Value != "" && !p.Field {
		own.pos = s.Node().At()
	}
	if t := b.own[own]; t != nil {
		return b.named(t, s)
	}
	if origin := b.Names.originOf(s); origin != "" {
		p.Base = origin
		defer b.Share()()
	}
	if p.Dir == Patch && b.inShared > 0 && b.Kinds.Of(s) != Enum {
		p.Base += "Patch"
	}
	if p.Dir == Request && b.inShared > 0 && b.Kinds.isDirected(s) {
		if b.Names.isComponent(p.Base) {
			p.Base += "Value" // the component's own is called …Input
		}
		p.Base += "Input" // the response's has the plain name
	}
	name := p.Base
	if !b.Names.isNameOf(name, s.Node()) { // a reference named it already
		name = b.Names.Take(p.Spec, p.Pos, b.candidates(s, p)...)
	}
	if own.pos != (diag.Position{}) {
		b.own[own] = ir.Named(name)
	}
	return b.Declare(s, Place{Base: name, Spec: p.Spec, Pos: p.Pos, Dir: p.Dir})
}

// candidates returns the candidates for the name of a schema that is not a
// component.
func (b *Builder) candidates(s *schema.Schema, p Place) []string {
	if s.GoName.Value != "" && !p.Field && b.Names.Check(s.GoName.Value, s.GoName.Pos) {
		return []string{s.GoName.Value}
	}
	return []string{p.Base, p.Base + "Value"}
}

// Declare declares the type of s, a struct, an enum or a union, under the name
// p.Base, which is taken.
func (b *Builder) Declare(s *schema.Schema, p Place) ir.Value {
	t := ir.Named(p.Base)
	b.declared[b.key(s, p.Dir)] = t
	switch b.Kinds.Of(s) {
	case Enum:
		b.enum(s, p.Base)
	case Struct:
		b.structure(s, p)
	default:
		b.union(s, p)
	}
	return b.named(t, s)
}

// named is the value of a declared type.
func (b *Builder) named(t ir.Type, s *schema.Schema) ir.Value {
	if e, ok := b.Decls.Enum(t); ok {
		return ir.Value{Type: t, Rules: b.enumRules(e, s)}
	}
	// SettleChecks and the wire decide later whether there is anything to check
	// or to encrypt.
	return ir.Value{Type: t, Checked: true, Sensitive: true, Rules: rules.JSONMembers(s)}
}

// collection is the value of an array or a map. It is declared if it contains
// itself and no component on the way does.
func (b *Builder) collection(s *schema.Schema, p Place) ir.Value {
	if !b.Kinds.isRecursive(s) {
		return b.elements(s, p)
	}
	if _, ok := b.declared[declKey{schema: s, dir: Response}]; !ok {
		p.Base = b.Names.Take(p.Spec, p.Pos, b.candidates(s, p)...)
		p.Field = false
	}
	return b.defined(s, p)
}

// defined is the value of a recursive array or map.
func (b *Builder) defined(s *schema.Schema, p Place) ir.Value {
	key := declKey{schema: s, dir: Response}
	t, ok := b.declared[key]
	if !ok {
		t = ir.Named(p.Base)
		b.declared[key] = t
		d := &ir.Defined{Name: p.Base, Doc: Doc(p.Base, s)}
		leave := b.Share()
		b.Add(p.Base, d)
		d.Value = b.elements(s, p)
		leave()
	}
	return ir.Value{Type: t, Checked: true}
}

// elements is the value of an array or a map without a declaration.
func (b *Builder) elements(s *schema.Schema, p Place) ir.Value {
	if b.Kinds.Of(s) == Array {
		return b.array(s, p)
	}
	return b.mapping(s, p)
}

func (b *Builder) array(s *schema.Schema, p Place) ir.Value {
	items := b.Schemas.Read(s.Items...)
	at := p.item()
	if at.Dir == Patch { // a list is replaced as a whole
		at.Dir = Request
	}
	elem := b.nullableElem(items, b.Value(items, at), false)
	v := ir.Value{Type: &ir.Slice{Elem: elem.Type}, Elem: &elem, Rules: rules.Count("Items", s.MinItems, s.MaxItems)}
	if s.UniqueItems {
		v.Rules = append(v.Rules, rules.Unique(b.Decls.IsScalar(elem.Type)))
	}
	v.Rules = append(v.Rules, rules.JSONMembers(s)...)
	return v
}

// nullableElem makes an element that may be null a pointer. removable says that null
// removes it.
func (b *Builder) nullableElem(s *schema.Schema, v ir.Value, removable bool) ir.Value {
	if b.Decls.hasNil(v.Type) {
		v.Nil = ir.NilRefused
		if removable || b.Kinds.admitsNull(s) {
			v.Nil = ir.NilAllowed
		}
		return v
	}
	if removable || b.Kinds.IsNullable(s) {
		v.Type = &ir.Pointer{Elem: v.Type}
	}
	return v
}

// mapping is an object without declared properties.
func (b *Builder) mapping(s *schema.Schema, p Place) ir.Value {
	elem := ir.Value{Type: ir.Raw{}}
	if len(s.Additional) > 0 {
		items := b.Schemas.Read(s.Additional...)
		elem = b.nullableElem(items, b.Value(items, p.item()), p.Dir == Patch)
	}
	return ir.Value{Type: &ir.Map{Elem: elem.Type}, Elem: &elem, Rules: rules.Properties(s)}
}
