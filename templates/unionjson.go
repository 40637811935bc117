package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// unionMarshal writes MarshalJSON.
//
//	// MarshalJSON writes Value, or else Raw.
//	func (r Method) MarshalJSON() ([]byte, error) {
//		return wxpay.MarshalUnion(r.Value, r.Raw)
//	}
func unionMarshal(d *ir.Union) jen.Code {
	return note("MarshalJSON writes Value, or Raw when that is nil.").
		Func().Params(jen.Id("r").Id(d.Name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).
		Block(jen.Return(runtime("MarshalUnion").Call(jen.Id("r").Dot("Value"), jen.Id("r").Dot("Raw"))))
}

// unionIsZero writes IsZero, by which omitzero leaves an absent value out.
func unionIsZero(d *ir.Union) jen.Code {
	return note("IsZero reports whether there is neither a Value nor Raw.").
		Func().Params(jen.Id("r").Id(d.Name)).Id("IsZero").Params().Bool().
		Block(jen.Return(jen.Id("r").Dot("Value").Op("==").Nil().Op("&&").Len(jen.Id("r").Dot("Raw")).Op("==").Lit(0)))
}

// unionUnmarshal writes UnmarshalJSON.
//
//	// UnmarshalJSON decodes the member that "type" names, and keeps in Raw what came.
//	func (r *Method) UnmarshalJSON(data []byte) error {
//		*r = Method{Raw: wxpay.KeepRaw(data)}
//		switch wxpay.Discriminator(data, "type") {
//		case "CARD":
//			if m := new(Card); wxpay.DecodeMember(data, m, "object") {
//				r.Value = m
//			}
//		}
//		return nil
//	}
func unionUnmarshal(d *ir.Union) jen.Code {
	text := "UnmarshalJSON decodes the first member that fits, and keeps in Raw what came. What is no member is not an error; Value is then nil."
	body := []jen.Code{
		jen.Op("*").Id("r").Op("=").Id(d.Name).Values(jen.Id("Raw").Op(":").Add(runtime("KeepRaw")).Call(jen.Id("data"))),
	}
	if d.Discriminator != "" {
		text = "UnmarshalJSON decodes the member that the property " + d.Discriminator +
			" names, and keeps in Raw what came. What is no member is not an error; Value is then nil."
		body = append(body, jen.Switch(runtime("Discriminator").Call(jen.Id("data"), jen.Lit(d.Discriminator))).Block(byTag(d)...))
	} else {
		body = append(body, firstThatFits(d)...)
	}
	body = append(body, jen.Return(jen.Nil()))
	return note(text).Func().Params(jen.Id("r").Op("*").Id(d.Name)).Id("UnmarshalJSON").
		Params(jen.Id("data").Index().Byte()).Error().Block(body...)
}

func byTag(d *ir.Union) []jen.Code {
	cases := make([]jen.Code, 0, len(d.Members))
	for i := range d.Members {
		m := &d.Members[i]
		tags := make([]jen.Code, 0, len(m.Tags))
		for _, tag := range m.Tags {
			tags = append(tags, jen.Lit(tag))
		}
		cases = append(cases, jen.Case(tags...).Block(tryMember(m)))
	}
	return cases
}

func firstThatFits(d *ir.Union) []jen.Code {
	tries := make([]jen.Code, 0, len(d.Members))
	for i := range d.Members {
		extra := jen.Return(jen.Nil())
		if i == len(d.Members)-1 {
			extra = nil
		}
		tries = append(tries, tryMember(&d.Members[i], extra))
	}
	return tries
}

// tryMember writes the attempt to decode one member.
//
//	if m := new(MethodText); wxpay.DecodeMember(data, m, "string") {
//		r.Value = *m
//	}
func tryMember(m *ir.Member, then ...*jen.Statement) jen.Code {
	args := []jen.Code{jen.Id("data"), jen.Id("m"), jen.Lit(m.JSONKind)}
	for _, name := range m.Required {
		args = append(args, jen.Lit(name))
	}
	value := jen.Id("m")
	if m.Wrapper != "" {
		value = jen.Op("*").Id("m")
	}
	body := []jen.Code{jen.Id("r").Dot("Value").Op("=").Add(value)}
	for _, code := range then {
		if code != nil {
			body = append(body, code)
		}
	}
	return jen.If(jen.Id("m").Op(":=").New(jen.Id(memberName(m))), runtime("DecodeMember").Call(args...)).Block(body...)
}

// unionValidate writes validate.
//
//	func (r *Method) validate(v *wxpay.Validator) {
//		v.OneOf("", "Card or Wallet", r.Value != nil)
//		switch m := r.Value.(type) {
//		case *Card:
//			m.validate(v)
//		}
//	}
func unionValidate(d *ir.Union) jen.Code {
	labels := make([]string, 0, len(d.Members))
	var cases []jen.Code
	for i := range d.Members {
		m := &d.Members[i]
		labels = append(labels, m.Label)
		if body := memberChecks(m); len(body) > 0 {
			typ := jen.Id(memberName(m))
			if m.Wrapper == "" {
				typ = jen.Op("*").Add(typ)
			}
			cases = append(cases, jen.Case(typ).Block(body...))
		}
	}
	body := []jen.Code{jen.Id("v").Dot("OneOf").Call(jen.Lit(""), jen.Lit(enumerate(labels, " or ")), jen.Id("r").Dot("Value").Op("!=").Nil())}
	if len(cases) > 0 {
		body = append(body, jen.Switch(jen.Id("m").Op(":=").Id("r").Dot("Value").Assert(jen.Type())).Block(cases...))
	}
	return validateMethod(jen.Id("r").Op("*").Id(d.Name), body)
}

func memberChecks(m *ir.Member) []jen.Code {
	c := checker{validator: jen.Id("v")}
	if m.Wrapper == "" {
		if !m.Value.Checked {
			return nil
		}
		return []jen.Code{jen.If(jen.Id("m").Op("!=").Nil()).Block(jen.Id("m").Dot("validate").Call(jen.Id("v")))}
	}
	x := jen.Id("m")
	switch m.Type.(type) {
	case ir.Kind, ir.Named, ir.Runtime:
		x = typeOf(m.Type).Call(jen.Id("m"))
	}
	return c.value("", x, m.Value, ir.Always)
}
