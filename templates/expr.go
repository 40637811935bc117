package templates

import "github.com/dave/jennifer/jen"

// expr is an expression that is written several times: x, or *x.
type expr struct {
	x     *jen.Statement
	deref bool
}

// member is the field name of the receiver r.
func member(name string) expr { return expr{x: jen.Id("r").Dot(name)} }

func ident(name string) expr { return expr{x: jen.Id(name)} }

// pointee is what e points to.
func (e expr) pointee() expr { return expr{x: e.operand(), deref: true} }

// value writes e where any expression can stand: *r.Total.
func (e expr) value() *jen.Statement {
	if e.deref {
		return jen.Op("*").Add(e.x.Clone())
	}
	return e.x.Clone()
}

// operand writes e where something follows it: (*r.Tags)[i].
func (e expr) operand() *jen.Statement {
	if e.deref {
		return jen.Parens(e.value())
	}
	return e.x.Clone()
}

// index is the element i of e.
func (e expr) index(i string) expr { return expr{x: e.operand().Index(jen.Id(i))} }

// call writes a call of e's method; a pointer needs no star for it.
func (e expr) call(method string, args ...jen.Code) *jen.Statement {
	return e.operand().Dot(method).Call(args...)
}
