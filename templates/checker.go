package templates

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// checker writes the checks of values. loops is the number of enclosing loops, so that nested
// loops have variables of their own.
type checker struct {
	validator *jen.Statement // the validator as an argument: v or &v
	loops     int
}

// call writes a call of a method of the validator.
//
//	v.Length("appid", r.AppID, 1, 32)
func (c checker) call(method string, args ...jen.Code) jen.Code {
	return jen.Id("v").Dot(method).Call(args...)
}

// value writes the checks of x, the member name of the current object. With the name "", x
// is the current object or element itself. Absent values are not checked.
func (c checker) value(name string, x expr, val ir.Value, p ir.Presence) []jen.Code {
	if !val.HasChecks() {
		return nil
	}
	if nullable, ok := val.Type.(*ir.Nullable); ok {
		x, p = x.pointed(), ir.IfNotNil
		val.Type = &ir.Pointer{Elem: nullable.Elem}
	}
	guarded := val.Guarded
	target, typ := x, val.Type
	if pointer, ok := typ.(*ir.Pointer); ok {
		target, typ = x.pointee(), pointer.Elem
		guarded = p != ir.Always
	}
	var out []jen.Code
	for _, rule := range val.Rules {
		out = append(out, c.rule(name, target, typ, rule))
	}
	if val.Checked {
		out = append(out, c.within(name, x.call("validate", c.validator.Clone()))...)
	}
	out = append(out, c.elements(name, x, val)...)
	if guarded && len(out) > 0 {
		return []jen.Code{jen.If(present(x, p)).Block(out...)}
	}
	return out
}

// within writes code that checks the member name.
//
//	v.Field("amount")
//	r.Amount.validate(v)
//	v.Leave()
func (c checker) within(name string, code jen.Code) []jen.Code {
	if name == "" {
		return []jen.Code{code}
	}
	return []jen.Code{c.call("Field", jen.Lit(name)), code, c.call("Leave")}
}

// elements writes the checks of the elements of a slice or map.
func (c checker) elements(name string, x expr, val ir.Value) []jen.Code {
	typ := val.Type
	if pointer, ok := typ.(*ir.Pointer); ok {
		typ, x = pointer.Elem, x.pointee()
	}
	inner := c
	inner.loops++
	switch {
	case val.Elem == nil && len(val.Key) == 0:
		return nil
	case len(val.Key) > 0 || isMap(typ):
		return c.mapLoop(inner, name, x, val)
	case !val.Elem.HasChecks():
		return nil
	}
	i := indexName(c.loops)
	body := []jen.Code{c.call("Index", jen.Lit(name), jen.Id(i))}
	body = append(body, inner.element(x.index(i), val.Elem)...)
	body = append(body, c.call("Leave"))
	return []jen.Code{jen.For(jen.Id(i).Op(":=").Range().Add(x.value())).Block(body...)}
}

// mapLoop writes the checks of the keys and entries of a map. The validator sorts the faults.
//
//	for key, value := range r.Attributes {
//		v.Key("attributes", key)
//		v.Length("", key, 1, 32)
//		value.validate(v)
//		v.Leave()
//	}
func (c checker) mapLoop(inner checker, name string, x expr, val ir.Value) []jen.Code {
	key, value := numbered("key", c.loops), numbered("value", c.loops)
	body := []jen.Code{c.call("Key", jen.Lit(name), jen.Id(key))}
	for _, rule := range val.Key {
		body = append(body, c.rule("", ident(key), ir.String, rule))
	}
	vars := jen.Id(key)
	if val.Elem != nil && val.Elem.HasChecks() {
		vars = jen.List(jen.Id(key), jen.Id(value))
		body = append(body, inner.element(ident(value), val.Elem)...)
	}
	if len(body) == 1 {
		return nil
	}
	body = append(body, c.call("Leave"))
	return []jen.Code{jen.For(vars.Op(":=").Range().Add(x.value())).Block(body...)}
}

// element writes the checks of one element.
func (c checker) element(x expr, elem *ir.Value) []jen.Code {
	var out []jen.Code
	if elem.Nil == ir.NilRefused {
		out = append(out, c.call("Required", jen.Lit(""), present(x, ir.IfNotNil)))
	}
	return append(out, c.value("", x, *elem, presenceOf(elem))...)
}

func isMap(t ir.Type) bool {
	_, ok := t.(*ir.Map)
	return ok
}

// presenceOf returns the condition for the presence of an element of a slice or map.
func presenceOf(elem *ir.Value) ir.Presence {
	if _, ok := elem.Type.(*ir.Pointer); ok || elem.Nil != ir.NilNever {
		return ir.IfNotNil
	}
	return ir.Always
}

// indexName returns the index of a loop in n others: i, j, k, i4, …
func indexName(n int) string {
	if n < 3 {
		return string("ijk"[n])
	}
	return "i" + strconv.Itoa(n+1)
}

// numbered returns the name of a variable of a loop in n others: key, key2, …
func numbered(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + strconv.Itoa(n+1)
}
