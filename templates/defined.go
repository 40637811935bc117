package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// defined writes a named slice, map or basic type with its methods.
//
//	// Tree …
//	type Tree []Tree
//
//	func (r Tree) validate(v *wxpayimpl.Validator) { … }
func defined(d *ir.Defined) []jen.Code {
	out := []jen.Code{doc(d.Doc).Type().Id(d.Name).Add(typeOf(d.Value.Type))}
	if d.Value.HasChecks() {
		checks := checker{validator: jen.Id("v")}.value("", ident("r"), d.Value, ir.Always)
		out = append(out, validateMethod(jen.Id("r").Id(d.Name), checks))
	}
	return append(out, sealMethods(d.Name, d.Sensitive, func(s sealer) []jen.Code {
		return s.value("", ident("r").pointee(), d.Value)
	})...)
}
