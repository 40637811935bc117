package wire

import (
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// parameter is a parameter of an operation, its own or its path's.
type parameter struct {
	*apimodel.Param
	component string // its name under components; ""
}

// headersOfTheRuntime are parameters that OpenAPI says to ignore, or that the
// runtime or net/http sends.
var headersOfTheRuntime = []string{
	"accept", "content-type", "authorization", "wechatpay-serial", "user-agent", "content-length", "host",
	"accept-encoding", "connection", "transfer-encoding",
}

// Params makes a field for each path, query and header parameter, in this order.
func (r *Requests) Params(op *apimodel.Operation, f *types.Fields) []ir.Param {
	list := r.parameters(op)
	r.log.Report(CheckPath(op)...)
	var params []ir.Param
	for _, in := range []string{"path", "query", "header", "cookie"} {
		for _, p := range list {
			if p.In != in {
				continue
			}
			if param, ok := r.param(p, f); ok {
				params = append(params, param)
			}
		}
	}
	for _, p := range list {
		r.log.Report(checkLocation(p.Param)...)
	}
	return params
}

// checkLocation returns an error for a parameter that is nowhere in a request.
func checkLocation(p *apimodel.Param) []diag.Diagnostic {
	switch p.In {
	case "path", "query", "header":
		return nil
	case "cookie":
		return []diag.Diagnostic{diag.Warningf(p.Pos, "cookie", "the parameter %s is a cookie, and is sent if it is given", diag.Quote(p.Name)).
			Fix("remove it for WeChat Pay, which takes no cookies")}
	}
	pos := p.Pos
	if in := p.Node.Get("in"); in != nil {
		pos = in.At()
	}
	d := diag.Errorf(pos, "parameter-in", "the parameter %s is in %s, which is not a place for parameters", diag.Quote(p.Name), diag.Quote(p.In))
	if p.In == "body" || p.In == "formData" {
		return []diag.Diagnostic{d.Fix("describe it under requestBody, as OpenAPI 3 has it")}
	}
	if p.Required {
		return []diag.Diagnostic{d.Fix("write path, query or header")}
	}
	p.Node.Consume()
	d.Severity = diag.Warning
	d.Fact += ", and is not sent"
	return []diag.Diagnostic{d.Fix("write path, query or header")}
}

// parameters returns the parameters in the document's order.
func (r *Requests) parameters(op *apimodel.Operation) []parameter {
	for _, p := range op.Repeated {
		r.log.Report(diag.Warningf(p.Again.Pos, "parameter-repeated", "the %s parameter %s is listed twice", p.Again.In, diag.Quote(p.Again.Name)).
			See(p.First.Pos).Fix("remove one of them; the first counts here"))
		p.Again.Node.Consume()
	}
	var list []parameter
	for _, listed := range op.Params {
		p := parameter{Param: listed}
		if p.Ref != "" {
			p.component = types.ComponentName(p.Ref)
		}
		if p.OfPath && p.component == "" { // with types of its own, or another operation of the path would name them
			copied := *listed
			copied.Node = listed.Node.Copy()
			p.Param = &copied
		}
		list = append(list, p)
	}
	return list
}

var (
	locations = map[string]ir.Location{"path": ir.InPath, "query": ir.InQuery, "header": ir.InHeader, "cookie": ir.InCookie}
	prefixes  = map[string]string{"path": "Path", "query": "Query", "header": "Header", "cookie": "Cookie"}
)

// param makes the field of a parameter; ok is false if it becomes none.
func (r *Requests) param(p parameter, f *types.Fields) (param ir.Param, ok bool) {
	if (p.In == "header" || p.In == "cookie") && !r.checkHeader(p) {
		return ir.Param{}, false
	}
	s, isContent := r.paramSchema(p)
	goName := f.Name(p.Name, namedBy(p, s), p.Pos, prefixes[p.In])
	if goName == "" {
		return ir.Param{}, false
	}
	field := r.paramField(p, s, goName, f)
	param = r.paramStyle(p, field.Value.Type, isContent)
	separable(&field.Value, p.In, param.Serial)
	f.Struct.Fields = append(f.Struct.Fields, field)
	param.In, param.Name, param.Field, param.Presence, param.Value = locations[p.In], p.Name, goName, field.Presence, field.Value
	return param, true
}

// namedBy returns s, with the x-go-name of the parameter if it has one.
func namedBy(p parameter, s *schema.Schema) *schema.Schema {
	own, ok := p.Node.Get("x-go-name").Str()
	if !ok {
		return s
	}
	named := *s
	named.GoName, named.Ref = schema.Text{Value: own, Pos: p.Node.Get("x-go-name").At()}, ""
	return &named
}

func (r *Requests) paramField(p parameter, s *schema.Schema, goName string, f *types.Fields) ir.Field {
	where := types.Place{Base: f.Place.Base + goName, Spec: p.Name, Pos: p.Pos, Dir: types.Request, Field: true}
	if p.component != "" && s.Ref == "" {
		where.Base, where.Spec = r.types.Names.Exported(p.component), p.component
		defer r.types.Share()()
	}
	field := f.Field(s, goName, p.Name, where, p.Required || p.In == "path")
	field.Param = true
	if empty, _ := p.Node.Get("allowEmptyValue").Bool(); empty && field.Presence == ir.IfNotEmpty { // "" is a value
		field.Value.Type, field.Presence = &ir.Pointer{Elem: field.Value.Type}, ir.IfNotNil
	}
	if s.Encrypted || r.types.Schemas.Target(s).Encrypted {
		r.log.Report(diag.Errorf(p.Pos, "extension", "the parameter %s is x-encrypted, and the body alone is encrypted", diag.Quote(p.Name)).
			Fix("remove x-encrypted"))
	}
	field.Doc = r.types.FieldDoc(field, describedBy(p, s))
	if p.In == "path" && p.Style != "matrix" && r.types.Decls.IsText(field.Value.Type) { // a number is never a segment that names another path
		field.Value.Rules = append([]ir.Rule{{Call: "PathParam", As: ir.AsString}}, field.Value.Rules...)
	}
	r.paramMode(f, p, field, s)
	f.OfferDefault(&field, s)
	return field
}

// IsRuntimeHeader reports whether the runtime or net/http sends a header.
func IsRuntimeHeader(name string) bool {
	return slices.Contains(headersOfTheRuntime, strings.ToLower(name))
}

// checkHeader reports whether a header parameter becomes a field.
func (r *Requests) checkHeader(p parameter) bool {
	if p.In == "header" && IsRuntimeHeader(p.Name) {
		p.Node.Consume()
		r.log.Report(diag.Warningf(p.Pos, "header", "the header %s is sent by the runtime, and does not become a field of the request", diag.Quote(p.Name)).
			Fix("remove the parameter"))
		return false
	}
	if strings.ContainsFunc(p.Name, IsNoTokenChar) {
		p.Node.Consume()
		r.log.Report(diag.Warningf(p.Pos, "header", "no %s can have the name %s, and none is sent", p.In, diag.Quote(p.Name)).
			Fix("use letters, digits and hyphens"))
		return false
	}
	return true
}

// IsNoTokenChar reports whether the name of a header cannot contain c.
func IsNoTokenChar(c rune) bool {
	return c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

func (r *Requests) paramMode(f *types.Fields, p parameter, field ir.Field, s *schema.Schema) {
	copied := *s
	if mode, ok := p.Node.Get("x-mode").Str(); ok {
		copied.Mode = mode
	}
	required, fault := Flag(p.Node, "x-required-in-mode")
	r.log.Report(fault...)
	copied.RequiredInMode = copied.RequiredInMode || required
	f.Modes(field, &copied)
}

// paramSchema returns the schema of a parameter; isContent says that it is the
// schema of JSON text. Content of another media type is text as it is given, and so
// is what nobody describes.
func (r *Requests) paramSchema(p parameter) (s *schema.Schema, isContent bool) {
	if node := p.Node.Get("schema"); node != nil {
		if content := p.Node.Get("content"); content != nil {
			content.Consume()
			r.log.Report(diag.Warningf(p.Node.Key("content"), "parameter-schema", "the parameter %s has content in addition to schema", diag.Quote(p.Name)).
				Fix("remove one of them; the schema counts here"))
		}
		return r.types.Schemas.Read(node), false
	}
	if _, media := p.Content.Pick(apimodel.IsJSON); media != nil {
		return r.types.Schemas.Read(media.Get("schema")), true
	}
	if media := p.Content.Find(apimodel.IsForm); media.Node.Get("schema") != nil {
		return r.types.Schemas.Read(media.Node.Get("schema")), false
	}
	for _, media := range p.Content {
		if read := r.types.Schemas.Read(media.Node.Get("schema")); r.types.Kinds.IsSingle(read) {
			return read, false
		}
		media.Node.Consume()
	}
	text := &schema.Schema{Pos: p.Pos, Types: []string{"string"}}
	if len(p.Content) > 0 {
		r.log.Report(diag.Warningf(p.Pos, "parameter-schema", "the parameter %s is written as %s", diag.Quote(p.Name), p.Content[0].Type).
			Fix("give the text as it is to be sent, which is a string here"))
		return text, false
	}
	r.log.Report(diag.Warningf(p.Pos, "parameter-schema", "the parameter %s has no schema", diag.Quote(p.Name)).
		Fix("add schema, with a type; it is any text here"))
	return text, false
}

// describedBy returns s with the parameter's own description.
func describedBy(p parameter, s *schema.Schema) *schema.Schema {
	copied := *s
	if p.Text != "" {
		copied.Description = p.Text
	}
	if p.Deprecated {
		copied.Deprecated = true
	}
	if mode, ok := p.Node.Get("x-mode").Str(); ok {
		copied.Mode = mode
	}
	return &copied
}

// paramStyle decides how a parameter's value is written.
func (r *Requests) paramStyle(p parameter, t ir.Type, isContent bool) ir.Param {
	if isContent {
		return ir.Param{Style: ir.JSON}
	}
	w := Written{
		What: "the " + p.In + " parameter " + diag.Quote(p.Name),
		Name: p.Name, In: p.In, Style: p.Style, Explode: p.Explode, Pos: p.Pos,
	}
	if p.In == "query" {
		w.AllowReserved, _ = p.Node.Get("allowReserved").Bool()
	}
	param, fault := StyleOf(w, t, r.types.Decls)
	r.log.Report(fault...)
	return param
}
