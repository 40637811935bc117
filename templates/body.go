package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// hasBody writes the method that says whether there is a body to send.
//
//	// hasBody reports whether a field of the body is set.
//	func (r *ReverseRequest) hasBody() bool { return r.SubMchID != "" || r.Reason != "" }
func (n names) hasBody(d *ir.Struct) jen.Code {
	cond := new(jen.Statement)
	or := func(c jen.Code) {
		if len(*cond) > 0 {
			cond.Op("||")
		}
		cond.Add(c)
	}
	for i := range d.Fields {
		if f := &d.Fields[i]; !f.Param {
			or(n.isSet(f))
		}
	}
	if d.Rest != nil {
		or(jen.Id("r").Dot(d.Rest.Name).Op("!=").Nil())
	}
	if len(*cond) == 0 {
		cond.False()
	}
	return note("hasBody reports whether a field of the body is set.").
		Func().Params(jen.Id("r").Op("*").Id(d.Name)).Id("hasBody").Params().Bool().Block(jen.Return(cond))
}

// isSet tells a field that the caller has set: by its presence, or, of a value
// that is always there, by its not being zero.
func (n names) isSet(f *ir.Field) jen.Code {
	x := member(f.Name)
	if f.Presence != ir.Always {
		return present(x, f.Presence)
	}
	switch n.under(f.Value.Type) {
	case ir.String:
		return x.value().Op("!=").Lit("")
	case ir.Int64, ir.Int32, ir.Float64:
		return x.value().Op("!=").Lit(0)
	case ir.Bool:
		return x.value()
	default:
		panic(fail("%s: nothing tells whether a value of type %T is set", f.Name, f.Value.Type))
	}
}

// present writes the condition under which x is there.
//
//	x != ""
func present(x expr, p ir.Presence) *jen.Statement {
	switch p {
	case ir.IfNotEmpty:
		return x.operand().Op("!=").Lit("")
	case ir.IfNotNil:
		return x.operand().Op("!=").Nil()
	default:
		panic(fail("a condition on a value that is always there"))
	}
}

// absent writes the opposite condition.
func absent(x expr, p ir.Presence) *jen.Statement {
	switch p {
	case ir.IfNotEmpty:
		return x.operand().Op("==").Lit("")
	case ir.IfNotNil:
		return x.operand().Op("==").Nil()
	default:
		panic(fail("a condition on a value that is always there"))
	}
}
