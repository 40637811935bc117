package types

import "github.com/wxpaygen/wxpaygen/generator/ir"

// Decls are the declared types of a package by their Go name.
type Decls map[string]ir.Decl

// Types of the runtime.
const (
	dateTime = ir.Runtime("DateTime")
	date     = ir.Runtime("Date")
)

// Struct returns the struct that t is the name of.
func (d Decls) Struct(t ir.Type) (*ir.Struct, bool) {
	name, _ := t.(ir.Named)
	st, ok := d[string(name)].(*ir.Struct)
	return st, ok
}

// Union returns the union that t is the name of.
func (d Decls) Union(t ir.Type) (*ir.Union, bool) {
	name, _ := t.(ir.Named)
	u, ok := d[string(name)].(*ir.Union)
	return u, ok
}

// Enum returns the enum that t is the name of.
func (d Decls) Enum(t ir.Type) (*ir.Enum, bool) {
	name, _ := t.(ir.Named)
	e, ok := d[string(name)].(*ir.Enum)
	return e, ok
}

// IsScalar reports whether t is a basic type, a type of the runtime or an enum.
// Values of it can be compared and written as one text.
func (d Decls) IsScalar(t ir.Type) bool {
	switch t.(type) {
	case ir.Kind, ir.Runtime:
		return true
	}
	_, isEnum := d.Enum(t)
	return isEnum
}

// IsText reports whether t is a type of strings. Its empty value means absent.
func (d Decls) IsText(t ir.Type) bool {
	switch t := t.(type) {
	case ir.Kind:
		return t == ir.String
	case ir.Runtime:
		return t == dateTime || t == date
	}
	e, isEnum := d.Enum(t)
	return isEnum && e.Base == ir.String
}

// hasNil reports whether a type other than a pointer has a nil value, which is
// written as null.
func (d Decls) hasNil(t ir.Type) bool {
	switch t := t.(type) {
	case *ir.Slice, *ir.Map, ir.Raw, ir.Bytes:
		return true
	case ir.Named:
		_, isDefined := d[string(t)].(*ir.Defined)
		return isDefined
	}
	return false
}

// Pointee returns the type that t points to, and t itself if it is not a
// pointer.
func Pointee(t ir.Type) ir.Type {
	switch t := t.(type) {
	case *ir.Pointer:
		return t.Elem
	case *ir.Nullable:
		return t.Elem
	}
	return t
}
