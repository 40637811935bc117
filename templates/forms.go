package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// formBody writes the code that begins a form and sets its values.
//
//	call.Form("multipart/form-data")
//	call.FormParam("name", req.Name)
func (n names) formBody(b ir.FormBody) []jen.Code {
	begin := "Form"
	if b.Optional {
		begin = "OptionalForm"
	}
	out := []jen.Code{jen.Id("call").Dot(begin).Call(jen.Lit(b.MediaType))}
	for i := range b.Params {
		out = append(out, n.param("FormParam", ident("req"), &b.Params[i])...)
	}
	return out
}

// formFile writes the code that adds a file to a form.
//
//	call.FormFile("scan", "image/png", wxpayimpl.FormFile(req.Scan))
func (n names) formFile(x expr, p *ir.Param) []jen.Code {
	contentType := ""
	if p.Part != nil {
		contentType = p.Part.ContentType
	}
	args := []jen.Code{jen.Lit(p.Name), jen.Lit(contentType), impl("FormFile").Call(x.value())}
	return []jen.Code{jen.Id("call").Dot("FormFile").Call(append(args, n.partHeaders(p)...)...)}
}

// partHeaders writes the headers of a part.
//
//	wxpayimpl.PartHeader{Name: "X-Width", Value: req.ScanXWidth}
func (n names) partHeaders(p *ir.Param) []jen.Code {
	if p.Part == nil {
		return nil
	}
	var out []jen.Code
	for _, h := range p.Part.Headers {
		value := jen.Code(jen.Lit(h.Value))
		if h.Field != "" {
			value = n.text(expr{x: jen.Id("req").Dot(h.Field)}, h.Type)
		}
		out = append(out, impl("PartHeader").Values(pair("Name", jen.Lit(h.Name)), pair("Value", value)))
	}
	return out
}

// styledParam writes the code for a parameter in a style of OpenAPI.
//
//	call.StyledParam(wxpayimpl.InQuery, "ids", wxpayimpl.Style{Name: "form"}, req.IDs)
func styledParam(send string, x expr, p *ir.Param) jen.Code {
	places := map[string]string{
		"PathParam": "InPath", "QueryParam": "InQuery", "HeaderParam": "InHeader", "CookieParam": "InCookie", "FormParam": "InBody",
	}
	style := []jen.Code{pair("Name", jen.Lit(p.Serial.Style))}
	if p.Serial.Explode {
		style = append(style, pair("Explode", jen.True()))
	}
	if p.Serial.AllowReserved {
		style = append(style, pair("AllowReserved", jen.True()))
	}
	return jen.Id("call").Dot("StyledParam").Call(impl(places[send]), jen.Lit(p.Name), impl("Style").Values(style...), x.value())
}
