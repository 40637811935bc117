package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// hasBody writes the method that reports whether there is a body to send.
//
//	// hasBody reports whether a field of the body is set.
//	func (r *ReverseRequest) hasBody() bool { return r.SubMchID != "" || r.Reason != "" }
func (n names) hasBody(d *ir.Struct) jen.Code {
	conds := n.isSet(ident("r"), d, false)
	result := jen.False()
	for i, cond := range conds {
		if i == 0 {
			result = cond
		} else {
			result.Op("||").Add(cond)
		}
	}
	return note("hasBody reports whether a field of the body is set.").
		Func().Params(jen.Id("r").Op("*").Id(d.Name)).Id("hasBody").Params().Bool().Block(jen.Return(result))
}

// isSet writes conditions of which at least one is true if a field of the struct x is set:
// that it is present, or, if it always is, that it is not zero.
func (n names) isSet(x expr, d *ir.Struct, params bool) []*jen.Statement {
	var out []*jen.Statement
	for i := range d.Fields {
		f := &d.Fields[i]
		field := expr{x: x.operand().Dot(f.Name)}
		switch {
		case f.Param && !params:
		case f.Presence == ir.IfValue: // or null
			out = append(out, jen.Op("!").Add(field.operand()).Dot("IsZero").Call())
		case f.Presence != ir.Always:
			out = append(out, present(field, f.Presence))
		default:
			out = append(out, n.notZero(field, f.Value.Type)...)
		}
	}
	if d.Rest != nil {
		out = append(out, x.operand().Dot(d.Rest.Name).Op("!=").Nil())
	}
	return out
}

// notZero writes conditions of which at least one is true if x, of type t, is not the zero
// value.
func (n names) notZero(x expr, t ir.Type) []*jen.Statement {
	var cond *jen.Statement
	switch under := n.under(t).(type) {
	case ir.Kind:
		switch under {
		case ir.String:
			cond = x.value().Op("!=").Lit("")
		case ir.Bool:
			cond = x.value()
		default:
			cond = x.value().Op("!=").Lit(0)
		}
	case ir.Named:
		switch d := n[under].(type) {
		case *ir.Struct:
			return n.isSet(x, d, true)
		case *ir.Union:
			cond = jen.Op("!").Add(x.operand()).Dot("IsZero").Call()
		default:
			panic(fail("no condition for a %s that is set", under))
		}
	case ir.External:
		cond = jen.Op("!").Add(impl("IsZero")).Call(x.value())
	case ir.Runtime:
		panic(fail("no condition for a wxpay.%s that is set", under))
	default:
		cond = x.value().Op("!=").Nil()
	}
	return []*jen.Statement{cond}
}

// present writes the condition that x is present.
//
//	x != ""
func present(x expr, p ir.Presence) *jen.Statement {
	switch p {
	case ir.IfNotEmpty:
		return x.operand().Op("!=").Lit("")
	case ir.IfNotNil:
		return x.operand().Op("!=").Nil()
	case ir.IfValue:
		return x.operand().Dot("Value").Op("!=").Nil()
	default:
		panic(fail("a condition for a value that is always present"))
	}
}

// absent writes the opposite condition.
func absent(x expr, p ir.Presence) *jen.Statement {
	switch p {
	case ir.IfNotEmpty:
		return x.operand().Op("==").Lit("")
	case ir.IfNotNil:
		return x.operand().Op("==").Nil()
	case ir.IfValue:
		return x.operand().Dot("Value").Op("==").Nil()
	default:
		panic(fail("a condition for a value that is always present"))
	}
}
