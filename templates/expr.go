package templates

import "github.com/dave/jennifer/jen"

// expr is an expression that can be written several times: x, or *x.
type expr struct {
	x     *jen.Statement
	deref bool
}

// member is the field name of the receiver r.
func member(name string) expr { return expr{x: jen.Id("r").Dot(name)} }

func ident(name string) expr { return expr{x: jen.Id(name)} }

// pointee is the value to which e points.
func (e expr) pointee() expr { return expr{x: e.operand(), deref: true} }

// pointed is the pointer to the value of e, a wxpay.Nullable.
func (e expr) pointed() expr { return expr{x: e.operand().Dot("Value")} }

// value writes e as an operand of any kind: *r.Total.
func (e expr) value() *jen.Statement {
	if e.deref {
		return jen.Op("*").Add(e.x.Clone())
	}
	return e.x.Clone()
}

// operand writes e before a selector or an index: (*r.Tags)[i].
func (e expr) operand() *jen.Statement {
	if e.deref {
		return jen.Parens(e.value())
	}
	return e.x.Clone()
}

// index is the element i of e.
func (e expr) index(i string) expr { return expr{x: e.operand().Index(jen.Id(i))} }

// call writes a call of a method of e.
func (e expr) call(method string, args ...jen.Code) *jen.Statement {
	return e.operand().Dot(method).Call(args...)
}
