package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// validation writes the validation methods of a struct.
//
//	// Validate returns a [*wxpay.ValidationError] …
//	func (r CancelRequest) Validate() error {
//		var v wxpayimpl.Validator
//		r.validate(&v)
//		return v.Err()
//	}
//
//	func (r *CancelRequest) validate(v *wxpayimpl.Validator) {
//		v.Length("appid", r.AppID, 1, 32)
//	}
//
// A type that no other type contains has only Validate, with the rules in it.
func (n names) validation(d *ir.Struct) []jen.Code {
	pointer := jen.Id("r").Op("*").Id(d.Name)
	inner := func() jen.Code {
		return validateMethod(pointer, checker{validator: jen.Id("v")}.fields(d))
	}
	switch d.Validate {
	case ir.NotValidated:
		return nil
	case ir.ValidatedByOthers:
		return []jen.Code{inner()}
	case ir.ValidatedByCallers:
		return []jen.Code{publicValidate(d.Name, jen.Id("r").Dot("validate").Call(jen.Op("&").Id("v"))), inner()}
	case ir.ValidatedAlone:
		return []jen.Code{publicValidate(d.Name, checker{validator: jen.Op("&").Id("v")}.fields(d)...)}
	default:
		panic(fail("%s: no template for the validation %d", d.Name, d.Validate))
	}
}

// publicValidate writes the method Validate around checks.
func publicValidate(name string, checks ...jen.Code) jen.Code {
	body := make([]jen.Code, 0, len(checks)+2)
	body = append(body, jen.Var().Id("v").Add(impl("Validator")))
	body = append(body, checks...)
	body = append(body, jen.Return(jen.Id("v").Dot("Err").Call()))
	return note("Validate returns a [*wxpay.ValidationError] with all fields that break their documented limits, or nil.").
		Func().Params(jen.Id("r").Id(name)).Id("Validate").Params().Error().Block(body...)
}

// validateMethod writes the method validate around checks.
func validateMethod(receiver jen.Code, checks []jen.Code) jen.Code {
	return jen.Func().Params(receiver).Id("validate").
		Params(jen.Id("v").Op("*").Add(impl("Validator"))).Block(checks...)
}

// fields writes the checks of the fields of a struct. If the body is optional, the checks of
// its fields are conditional, and those of parameters are not.
func (c checker) fields(d *ir.Struct) []jen.Code {
	var params, body []jen.Code
	needsBody := false
	for i := range d.Fields {
		f := &d.Fields[i]
		checks := c.field(f)
		if d.OptionalBody && f.Param {
			params = append(params, checks...)
			continue
		}
		needsBody = needsBody || f.Required || f.Presence == ir.Always && len(checks) > 0
		body = append(body, checks...)
	}
	if d.Rest != nil {
		body = append(body, c.field(d.Rest)...)
	}
	body = append(body, c.modes(d.Modes)...)
	for _, rule := range d.Rules {
		body = append(body, c.rule("", ident("r"), ir.Named(d.Name), rule))
	}
	if d.OptionalBody && needsBody {
		body = []jen.Code{jen.If(jen.Id("r").Dot("hasBody").Call()).Block(body...)}
	}
	return append(params, body...)
}

// field writes the checks of one field.
//
//	v.Required("payer", r.Payer != nil)
//	if r.Payer != nil {
//		…
//	}
func (c checker) field(f *ir.Field) []jen.Code {
	x := member(f.Name)
	var out []jen.Code
	if f.Required && f.Presence != ir.Always {
		out = append(out, c.call("Required", jen.Lit(f.Wire), present(x, f.Presence)))
	}
	return append(out, c.value(f.Wire, x, f.Value, f.Presence)...)
}
