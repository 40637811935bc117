package templates

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// structDecls writes a struct type with its methods.
func (n names) structDecls(d *ir.Struct) []jen.Code {
	out := []jen.Code{structType(d)}
	out = append(out, n.validation(d)...)
	if d.OptionalBody {
		out = append(out, n.hasBody(d))
	}
	out = append(out, restMethods(d)...)
	return append(out, sealMethods(d.Name, d.Sensitive, func(s sealer) []jen.Code { return s.fields(d) })...)
}

// structType writes the type without methods.
//
//	// Payer …
//	type Payer struct {
//		// OpenID …
//		OpenID string `json:"openid,omitempty"`
//	}
func structType(d *ir.Struct) jen.Code {
	fields := make([]jen.Code, 0, len(d.Fields)+1)
	for i := range d.Fields {
		f := &d.Fields[i]
		fields = append(fields, field(f, jsonTag(f)))
	}
	if d.Rest != nil {
		fields = append(fields, field(d.Rest, `json:"-"`))
	}
	return doc(d.Doc).Type().Id(d.Name).Struct(fields...)
}

func field(f *ir.Field, tag string) jen.Code {
	return memberDoc(f.Doc).Id(f.Name).Add(typeOf(f.Value.Type)).Add(text(tag))
}

// jsonTag writes the tag of a field. The lowering rejects names that encoding/json does not
// accept.
func jsonTag(f *ir.Field) string {
	if f.Param {
		return `json:"-"`
	}
	name := f.Wire
	switch f.Omit {
	case ir.OmitEmpty:
		name += ",omitempty"
	case ir.OmitZero:
		name += ",omitzero"
	case ir.Keep:
		if name == "-" {
			name = "-," // "-" alone would omit the field
		}
	}
	return "json:" + strconv.Quote(name)
}
