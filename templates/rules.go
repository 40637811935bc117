package templates

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// rule writes a rule for x, which has the type t.
//
//	v.Length("appid", r.AppID, 1, 32)
//	wxpayimpl.Enum(v, "state", r.State, stateValues...)
func (c checker) rule(name string, x expr, t ir.Type, r ir.Rule) jen.Code {
	args := make([]jen.Code, 0, len(r.Args)+3)
	if r.Func {
		args = append(args, c.validator.Clone())
	}
	args = append(args, jen.Lit(name), converted(x, t, r.As))
	for _, arg := range r.Args {
		code := argument(arg)
		if r.Call == "Enum" && isList(arg) {
			code.Op("...")
		}
		args = append(args, code)
	}
	if r.Func {
		return impl(r.Call).Call(args...)
	}
	return c.call(r.Call, args...)
}

// converted writes x as an argument of a rule.
func converted(x expr, t ir.Type, as ir.Conversion) *jen.Statement {
	target := ir.String
	switch as {
	case ir.AsIs:
		return x.value()
	case ir.AsLen:
		return jen.Len(x.value())
	case ir.AsString:
	case ir.AsInt64:
		target = ir.Int64
	case ir.AsUint64:
		target = ir.Uint64
	case ir.AsFloat64:
		target = ir.Float64
	default:
		panic(fail("no template for the conversion %d", as))
	}
	if t == target {
		return x.value()
	}
	if _, ok := t.(ir.External); ok {
		return sentValue(x, target)
	}
	return typeOf(target).Call(x.value())
}

// sentValue writes the value that is sent for x, which is of a type of the user's.
//
//	wxpayimpl.TextOf(r.OutTradeNo)
func sentValue(x expr, target ir.Kind) *jen.Statement {
	reader := map[ir.Kind]string{ir.String: "TextOf", ir.Int64: "IntegerOf", ir.Float64: "NumberOf"}[target]
	if reader == "" {
		panic(fail("no template for what is sent as the kind %d", target))
	}
	return impl(reader).Call(x.value())
}

func argument(arg ir.Arg) *jen.Statement {
	switch a := arg.(type) {
	case ir.Int:
		return jen.Op(strconv.Itoa(int(a)))
	case ir.Uint:
		return jen.Op(strconv.FormatUint(uint64(a), 10))
	case ir.Float:
		return jen.Op(strconv.FormatFloat(float64(a), 'g', -1, 64))
	case ir.Text:
		return text(string(a))
	case ir.Ident:
		return jen.Id(string(a))
	default:
		panic(fail("no template for a rule's argument of type %T", arg))
	}
}

// isList reports whether an argument of Enum is the variable that lists the members of an
// enum, and not a member.
func isList(arg ir.Arg) bool {
	name, ok := arg.(ir.Ident)
	return ok && name != "true" && name != "false"
}
