package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// restMethods writes the methods that encode and decode undeclared properties.
//
//	// MarshalJSON encodes the declared properties and those in Rest.
//	func (r Attributes) MarshalJSON() ([]byte, error) {
//		type plain Attributes
//		return wxpayimpl.MarshalRest(plain(r), r.Rest)
//	}
//
//	// UnmarshalJSON decodes the declared properties, and all others into Rest.
//	func (r *Attributes) UnmarshalJSON(data []byte) error {
//		type plain Attributes
//		return wxpayimpl.UnmarshalRest(data, (*plain)(r), &r.Rest, "id", "name")
//	}
func restMethods(d *ir.Struct) []jen.Code {
	if d.Rest == nil {
		return nil
	}
	rest := func() *jen.Statement { return jen.Id("r").Dot(d.Rest.Name) }
	plain := jen.Type().Id("plain").Id(d.Name)
	args := []jen.Code{jen.Id("data"), jen.Parens(jen.Op("*").Id("plain")).Call(jen.Id("r")), jen.Op("&").Add(rest())}
	for i := range d.Fields {
		if f := &d.Fields[i]; !f.Param {
			args = append(args, jen.Lit(f.Wire))
		}
	}
	return []jen.Code{
		note("MarshalJSON encodes the declared properties and those in "+d.Rest.Name+".").
			Func().Params(jen.Id("r").Id(d.Name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).
			Block(plain, jen.Return(impl("MarshalRest").Call(jen.Id("plain").Call(jen.Id("r")), rest()))),
		note("UnmarshalJSON decodes the declared properties, and all others into "+d.Rest.Name+".").
			Func().Params(jen.Id("r").Op("*").Id(d.Name)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().
			Block(plain, jen.Return(impl("UnmarshalRest").Call(args...))),
	}
}
