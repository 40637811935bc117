package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// direction is which way a value travels. A request has no read-only field and
// an answer no write-only one.
type direction uint8

const (
	request direction = iota
	answer
)

// declKey tells the declarations of one schema apart.
type declKey struct {
	schema *schema.Schema
	dir    direction
}

// ownKey tells the types apart that have an x-go-name. One that stands in a path's
// parameter is read for each operation, and is the same type for all of them.
type ownKey struct {
	pos diag.Position
	dir direction
}

// place is where a schema is used: what its type would be called if it needs
// one of its own, and which way it travels.
type place struct {
	base string // CancelServiceOrderRequestDetail
	spec string // what the document calls it, for messages
	pos  diag.Position
	dir  direction
	// field: the schema is a field's, whose name x-go-name then is.
	field bool
}

func (p place) item() place {
	p.base += "Item"
	p.field = false
	return p
}

// value decides the Go type of a schema, and the rules that its values obey.
func (l *lowerer) value(s *schema.Schema, p place) ir.Value {
	if s.Ref != "" {
		return l.component(s, p)
	}
	return l.plain(s, p)
}

// component is the value of a schema that is a component of the document. Those
// that need a declaration share one.
func (l *lowerer) component(s *schema.Schema, p place) ir.Value {
	owner := schemaPrefix + s.Ref
	defer l.blames.enter(owner)()
	target := l.schemas.Target(s)
	if target == s || target.Ref != "" {
		target = s
	}
	if !l.isDeclared(target) {
		base := l.nameComponentRef(s.Ref)
		inner := place{base: base, spec: lastToken(s.Ref), pos: target.Pos, dir: p.dir}
		if l.isRecursive(target) {
			return l.defined(target, inner)
		}
		return l.plain(target, inner)
	}
	key := l.declKey(target, p.dir)
	if t, ok := l.declared[key]; ok {
		return l.named(t, target)
	}
	name := l.nameComponentRef(s.Ref)
	if key.dir == request && l.isDirected(target) {
		name = l.take(l.scope, lastToken(s.Ref), target.Pos, name+"Input")
	}
	l.inShared++
	defer func() { l.inShared-- }()
	return l.declare(target, name, place{base: name, spec: lastToken(s.Ref), pos: target.Pos, dir: p.dir})
}

// declKey is the key of a schema's declaration: both directions share one unless
// the schema differs between them.
func (l *lowerer) declKey(s *schema.Schema, dir direction) declKey {
	if !l.isDirected(s) {
		dir = answer
	}
	return declKey{schema: s, dir: dir}
}

// nameComponentRef returns the Go name of a component, also of one in another
// file.
func (l *lowerer) nameComponentRef(ref string) string {
	if name, ok := l.components[ref]; ok {
		return name
	}
	file, pointer, _ := strings.Cut(ref, "#")
	node := l.doc.Set.File(file).Root
	target, _, _ := l.doc.Set.ResolveRef(node, "#"+pointer)
	return l.nameComponent(ref, placeName(ref), target)
}

// plain is the value of a schema as it stands.
func (l *lowerer) plain(s *schema.Schema, p place) ir.Value {
	if l.isDeclared(s) {
		return l.declaredOnce(s, p)
	}
	switch l.kind(s) {
	case kindNever:
		l.report(diag.Errorf(s.Pos, "never", "the schema admits no value").Fix("write what is allowed"))
	case kindString:
		return l.stringValue(s, p)
	case kindInteger:
		return ir.Value{Type: ir.Int64, Rules: l.rules(p).Integer(s)}
	case kindNumber:
		return ir.Value{Type: ir.Float64, Rules: l.rules(p).Number(s)}
	case kindBoolean:
		return ir.Value{Type: ir.Bool, Rules: l.rules(p).Members(s)}
	case kindArray, kindMap:
		return l.collection(s, p)
	}
	return ir.Value{Type: ir.Raw{}, Rules: rules.Raw(s)}
}

// declaredOnce is the value of a schema that needs a declaration, which is made
// where it is not there yet.
func (l *lowerer) declaredOnce(s *schema.Schema, p place) ir.Value {
	if t, ok := l.declared[l.declKey(s, p.dir)]; ok {
		return l.named(t, s)
	}
	own := ownKey{dir: l.declKey(s, p.dir).dir}
	if s.GoName.Value != "" && !p.field {
		own.pos = s.Node().At()
	}
	if t := l.ownTypes[own]; t != nil {
		return l.named(t, s)
	}
	if origin := l.originOf(s); origin != "" {
		p.base = origin
		l.inShared++
		defer func() { l.inShared-- }()
	}
	if p.dir == request && l.inShared > 0 && l.isDirected(s) {
		if l.compNames[p.base] != "" {
			p.base += "Value" // the component's own is called …Input
		}
		p.base += "Input" // the answer's has the plain name
	}
	name := p.base
	if !l.isNamed(s, name) {
		name = l.take(l.scope, p.spec, p.pos, l.ownName(s, p)...)
	}
	if own.pos != (diag.Position{}) {
		l.ownTypes[own] = ir.Named(name)
	}
	return l.declare(s, name, place{base: name, spec: p.spec, pos: p.pos, dir: p.dir})
}

// isNamed reports whether a reference gave s, which stands within a component,
// the name already.
func (l *lowerer) isNamed(s *schema.Schema, name string) bool {
	ref := l.compNames[name]
	if ref == "" || s.Node() == nil {
		return false
	}
	file, pointer, _ := strings.Cut(ref, "#")
	target, _, ok := l.doc.Set.ResolveRef(l.doc.Set.File(file).Root, "#"+pointer)
	return ok && target == s.Node()
}

// ownName returns the candidates for the name of a schema that is no component.
func (l *lowerer) ownName(s *schema.Schema, p place) []string {
	if s.GoName.Value != "" && !p.field && l.checkOwnName(s.GoName.Value, s.GoName.Pos) {
		return []string{s.GoName.Value}
	}
	return []string{p.base, p.base + "Value"}
}

// declare declares the type of s under name.
func (l *lowerer) declare(s *schema.Schema, name string, p place) ir.Value {
	t := ir.Named(name)
	l.declared[l.declKey(s, p.dir)] = t
	switch l.kind(s) {
	case kindEnum:
		l.enum(s, name)
	case kindStruct:
		l.structure(s, p)
	default:
		l.union(s, p)
	}
	return l.named(t, s)
}

// named is the value of a declared type.
func (l *lowerer) named(t ir.Type, s *schema.Schema) ir.Value {
	if e, ok := l.checkable[string(t.(ir.Named))].(*ir.Enum); ok {
		return ir.Value{Type: t, Rules: l.enumRules(e, s)}
	}
	v := ir.Value{Type: t, Checked: true, Sensitive: true} // until finish knows better
	v.Rules = rules.JSONMembers(s)
	return v
}

// add files a declaration: beside its operation, or with what is shared.
func (l *lowerer) add(name string, d ir.Decl) {
	l.checkable[name] = d
	l.types++
	if l.inShared > 0 {
		l.shared = append(l.shared, d)
		return
	}
	l.local = append(l.local, d)
}

// collection is the value of an array or a map. One that contains itself by way
// of others, which no component breaks, is declared.
func (l *lowerer) collection(s *schema.Schema, p place) ir.Value {
	if !l.isRecursive(s) {
		return l.elements(s, p)
	}
	if _, ok := l.declared[declKey{schema: s, dir: answer}]; !ok {
		p.base = l.take(l.scope, p.spec, p.pos, l.ownName(s, p)...)
		p.field = false
	}
	return l.defined(s, p)
}

// elements is the value of an array or a map as it stands.
func (l *lowerer) elements(s *schema.Schema, p place) ir.Value {
	if l.kind(s) == kindArray {
		return l.array(s, p)
	}
	return l.mapping(s, p)
}

func (l *lowerer) array(s *schema.Schema, p place) ir.Value {
	items := l.schemas.Read(s.Items...)
	elem := l.value(items, p.item())
	elem = l.nullableElem(items, elem)
	v := ir.Value{Type: &ir.Slice{Elem: elem.Type}, Elem: &elem, Rules: rules.Count("Items", s.MinItems, s.MaxItems)}
	if s.UniqueItems {
		v.Rules = append(v.Rules, rules.Unique(l.isComparable(elem)))
	}
	v.Rules = append(v.Rules, rules.JSONMembers(s)...)
	return v
}

// nullableElem makes an element that may be null a pointer.
func (l *lowerer) nullableElem(s *schema.Schema, v ir.Value) ir.Value {
	if l.hasNil(v.Type) {
		v.Nil = ir.NilRefused
		if l.admitsNull(s) {
			v.Nil = ir.NilAllowed
		}
		return v
	}
	if l.isNullable(s) {
		elem := v
		v = ir.Value{Type: &ir.Pointer{Elem: elem.Type}, Rules: elem.Rules, Elem: elem.Elem, Key: elem.Key, Checked: elem.Checked, Encrypted: elem.Encrypted, Sensitive: elem.Sensitive}
	}
	return v
}

// hasNil reports whether a type that is no pointer has a nil, which is null.
func (l *lowerer) hasNil(t ir.Type) bool {
	switch t := t.(type) {
	case *ir.Slice, *ir.Map, ir.Raw, ir.Bytes:
		return true
	case ir.Named:
		_, isDefined := l.checkable[string(t)].(*ir.Defined)
		return isDefined
	}
	return false
}

// isNullable reports whether a value may be null, by what is said where it is
// used or by the component that it is.
func (l *lowerer) isNullable(s *schema.Schema) bool {
	return s.Nullable || l.schemas.Target(s).Nullable
}

// mapping is an object without declared properties.
func (l *lowerer) mapping(s *schema.Schema, p place) ir.Value {
	elem := ir.Value{Type: ir.Raw{}}
	if len(s.Additional) > 0 {
		items := l.schemas.Read(s.Additional...)
		elem = l.nullableElem(items, l.value(items, p.item()))
	}
	return ir.Value{Type: &ir.Map{Elem: elem.Type}, Elem: &elem, Rules: rules.Properties(s)}
}
