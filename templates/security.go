package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// schemes writes a variable and an option for each security scheme.
//
//	var apiKeyScheme = wxpayimpl.Scheme{Name: "api_key", Option: "WithAPIKey", In: wxpayimpl.InHeader, Param: "X-API-Key"}
//
//	// WithAPIKey …
//	func WithAPIKey(key string) wxpay.Credential { return wxpayimpl.Key(&apiKeyScheme, key) }
func schemes(d *ir.Schemes) []jen.Code {
	var out []jen.Code
	for _, s := range d.Schemes {
		fields := []jen.Code{
			pair("Name", jen.Lit(s.Name)), pair("Option", jen.Lit(s.Option)),
			pair("In", impl(placeNames[s.In])), pair("Param", jen.Lit(s.Param)),
		}
		if s.Prefix != "" {
			fields = append(fields, pair("Prefix", jen.Lit(s.Prefix)))
		}
		out = append(out, jen.Var().Id(s.Var).Op("=").Add(impl("Scheme")).Values(fields...), option(s))
	}
	return out
}

// placeNames are the constants of places.
var placeNames = map[ir.Location]string{
	ir.InPath: "InPath", ir.InQuery: "InQuery", ir.InHeader: "InHeader", ir.InCookie: "InCookie", ir.InBody: "InBody",
}

func option(s *ir.Scheme) jen.Code {
	params, constructor := []jen.Code{jen.Id("key").String()}, "Key"
	args := []jen.Code{jen.Op("&").Id(s.Var), jen.Id("key")}
	switch s.Kind {
	case ir.BasicScheme:
		params, constructor = []jen.Code{jen.List(jen.Id("username"), jen.Id("password")).String()}, "BasicAuth"
		args = []jen.Code{jen.Op("&").Id(s.Var), jen.Id("username"), jen.Id("password")}
	case ir.TokenScheme:
		params, constructor = []jen.Code{jen.Id("source").Add(runtime("TokenSource"))}, "Token"
		args = []jen.Code{jen.Op("&").Id(s.Var), jen.Id("source")}
	}
	return doc(s.Doc).Func().Id(s.Option).Params(params...).Add(runtime("Credential")).
		Block(jen.Return(impl(constructor).Call(args...)))
}

// security writes what an operation needs of credentials.
//
//	[][]*wxpayimpl.Scheme{{&apiKeyScheme}, {&userScheme, &sessionScheme}}
func security(alternatives [][]string) jen.Code {
	list := make([]jen.Code, 0, len(alternatives))
	for _, alternative := range alternatives {
		var vars []jen.Code
		for _, v := range alternative {
			vars = append(vars, jen.Op("&").Id(v))
		}
		list = append(list, jen.Values(vars...))
	}
	return jen.Index().Index().Op("*").Add(impl("Scheme")).Values(list...)
}
