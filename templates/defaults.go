package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// defaults writes the block of default values.
//
//	// The values that WeChat Pay assumes for fields that are not sent.
//	const (
//		// DefaultListRequestLimit is the default of [ListRequest].Limit.
//		DefaultListRequestLimit int64 = 20
//	)
func defaults(d *ir.Defaults) []jen.Code {
	defs := make([]jen.Code, 0, len(d.Values))
	for _, value := range d.Values {
		defs = append(defs, memberDoc(value.Doc).Id(value.Name).Add(typeOf(value.Type)).Op("=").Add(argument(value.Value)))
	}
	return []jen.Code{note("The values that WeChat Pay assumes for fields that are not sent.").Const().Defs(defs...)}
}
