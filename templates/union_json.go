package templates

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// unionMarshal writes MarshalJSON.
//
//	// MarshalJSON encodes Value, or Raw if Value is nil.
//	func (r Method) MarshalJSON() ([]byte, error) {
//		return wxpayimpl.MarshalUnion(r.Raw, r.Value)
//	}
func unionMarshal(d *ir.Union) jen.Code {
	return note("MarshalJSON encodes Value, or Raw if Value is nil.").
		Func().Params(jen.Id("r").Id(d.Name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).
		Block(jen.Return(impl("MarshalUnion").Call(jen.Id("r").Dot("Raw"), jen.Id("r").Dot("Value"))))
}

// unionIsZero writes IsZero, for the option omitzero.
//
//	// IsZero reports whether Value and Raw are nil.
//	func (r Method) IsZero() bool { return r.Value == nil && r.Raw == nil }
func unionIsZero(d *ir.Union) jen.Code {
	return note("IsZero reports whether Value and Raw are nil.").
		Func().Params(jen.Id("r").Id(d.Name)).Id("IsZero").Params().Bool().
		Block(jen.Return(jen.Id("r").Dot("Value").Op("==").Nil().Op("&&").Id("r").Dot("Raw").Op("==").Nil()))
}

// unionUnmarshal writes UnmarshalJSON.
//
//	// UnmarshalJSON decodes the member for the value of type. …
//	func (r *Method) UnmarshalJSON(data []byte) error {
//		var m1 *Card
//		var m2 *Wallet
//		err := wxpayimpl.UnmarshalTagged(data, "type", &r.Raw,
//			wxpayimpl.Member(&m1, "CARD"),
//			wxpayimpl.Member(&m2, "WALLET"))
//		r.Value = nil
//		switch {
//		case m1 != nil:
//			r.Value = m1
//		case m2 != nil:
//			r.Value = m2
//		}
//		return err
//	}
func (n names) unionUnmarshal(d *ir.Union) jen.Code {
	text := "UnmarshalJSON decodes the member that fits."
	decode := impl("UnmarshalUnion")
	args := []jen.Code{jen.Id("data")}
	if d.Discriminator != "" {
		text = "UnmarshalJSON decodes the member for the value of " + d.Discriminator + "."
		decode = impl("UnmarshalTagged")
		args = append(args, jen.Lit(d.Discriminator))
	}
	args = append(args, jen.Op("&").Id("r").Dot("Raw"))
	var body, cases []jen.Code
	for i := range d.Members {
		name := memberVar(i)
		body = append(body, jen.Var().Id(name).Op("*").Id(memberName(&d.Members[i])))
		args = append(args, n.candidates(d, i)...)
		cases = append(cases, jen.Case(jen.Id(name).Op("!=").Nil()).Block(jen.Id("r").Dot("Value").Op("=").Id(name)))
	}
	body = append(body,
		jen.Err().Op(":=").Add(decode).Call(args...),
		jen.Id("r").Dot("Value").Op("=").Nil(),
		jen.Switch().Block(cases...),
		jen.Return(jen.Err()))
	return note(text + " A value that fits no member is stored in Raw and is not an error.").
		Func().Params(jen.Id("r").Op("*").Id(d.Name)).Id("UnmarshalJSON").
		Params(jen.Id("data").Index().Byte()).Error().Block(body...)
}

func memberVar(i int) string { return "m" + strconv.Itoa(i+1) }

// candidates writes a member as candidates for decoding: one for each value of the
// discriminator, or one with its required properties.
//
//	wxpayimpl.Member(&m1, "Card", "card_no")
//	wxpayimpl.Member(&m2, "string").Limits(func(v *wxpayimpl.Validator) { (&Method{Value: m2}).validate(v) })
func (n names) candidates(d *ir.Union, i int) []jen.Code {
	m := &d.Members[i]
	target := jen.Op("&").Id(memberVar(i))
	if d.Discriminator == "" {
		args := []jen.Code{target, jen.Lit(m.Label)}
		for _, name := range m.Required {
			args = append(args, jen.Lit(name))
		}
		code := jen.Line().Add(impl("Member")).Call(args...)
		if n.needsLimits(d, i) {
			holder := jen.Parens(jen.Op("&").Id(d.Name).Values(jen.Dict{jen.Id("Value"): jen.Id(memberVar(i))}))
			code.Dot("Limits").Call(jen.Func().Params(jen.Id("v").Op("*").Add(impl("Validator"))).
				Block(holder.Dot("validate").Call(jen.Id("v"))))
		}
		return []jen.Code{code}
	}
	out := make([]jen.Code, 0, len(m.Tags))
	for _, tag := range m.Tags {
		out = append(out, jen.Line().Add(impl("Member")).Call(target.Clone(), jen.Lit(tag)))
	}
	return out
}
