package lower

import (
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// schemaOf keeps signatures short.
type schemaOf = schema.Schema

// parameter is a parameter of an operation, its own or its path's.
type parameter struct {
	*apimodel.Param
	component string // its name under components; ""
}

// headersOfTheRuntime are parameters that OpenAPI says to ignore, or that the
// runtime or net/http sends by itself.
var headersOfTheRuntime = []string{
	"accept", "content-type", "authorization", "wechatpay-serial", "user-agent", "content-length", "host",
	"accept-encoding", "connection", "transfer-encoding",
}

// params makes a field for each path, query and header parameter.
func (l *lowerer) params(op *operation, out *ir.Operation, f *fields) {
	list := l.parameters(op)
	l.checkPath(op, list)
	for _, in := range []string{"path", "query", "header"} {
		for _, p := range list {
			if p.In == in {
				l.param(p, out, f)
			}
		}
	}
	for _, p := range list {
		switch p.In {
		case "path", "query", "header":
		case "cookie":
			l.report(diag.Errorf(p.Pos, "cookie", "the parameter %s is a cookie", diag.Quote(p.Name)).
				Fix("WeChat Pay takes no cookies; take it out"))
		default:
			pos := p.Pos
			if in := p.Node.Get("in"); in != nil {
				pos = in.At()
			}
			l.report(diag.Errorf(pos, "parameter-in", "the parameter %s is in %s, which is no place for one",
				diag.Quote(p.Name), diag.Quote(p.In)).Fix("write path, query or header"))
		}
	}
}

// parameters returns the parameters in the document's order.
func (l *lowerer) parameters(op *operation) []parameter {
	for _, r := range op.Repeated {
		l.report(diag.Errorf(r.Again.Pos, "parameter-repeated", "the %s parameter %s is listed twice", r.Again.In, diag.Quote(r.Again.Name)).
			See(r.First.Pos).Fix("take one of them out"))
	}
	var list []parameter
	for _, listed := range op.Params {
		p := parameter{Param: listed}
		if p.Ref != "" {
			p.component = componentName(p.Ref)
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

// checkPath holds the path's placeholders and its parameters together.
func (l *lowerer) checkPath(op *operation, list []parameter) {
	placeholders := placeholdersOf(op.Path)
	pos := op.PathPos
	for _, name := range placeholders {
		if !op.BrokenParam && !slices.ContainsFunc(list, func(p parameter) bool { return p.In == "path" && p.Name == name }) {
			l.report(diag.Errorf(pos, "path-parameter", "the path has {%s}, and %s no path parameter of that name", name, op.Method).
				Fix("add the parameter with in: path"))
		}
	}
	l.checkPathForm(op.Path, pos)
	for _, p := range list {
		if p.In == "path" && !p.Required {
			l.report(diag.Warningf(p.Pos, "path-required", "the path parameter %s does not say required: true, as each must", diag.Quote(p.Name)).
				Fix("write required: true, as is assumed here"))
		}
		if p.In == "path" && !slices.Contains(placeholders, p.Name) {
			l.report(diag.Errorf(p.Pos, "path-parameter", "the path parameter %s is not in the path %s", diag.Quote(p.Name), op.Path).
				Fix("put {%s} into the path, or take the parameter out", p.Name))
		}
	}
}

func placeholdersOf(path string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(path, "{")
		if !ok {
			return out
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return out
		}
		out = append(out, name)
		path = after
	}
}

var (
	locations = map[string]ir.Location{"path": ir.InPath, "query": ir.InQuery, "header": ir.InHeader}
	prefixes  = map[string]string{"path": "Path", "query": "Query", "header": "Header"}
)

func (l *lowerer) param(p parameter, out *ir.Operation, f *fields) {
	if p.In == "header" && !l.checkHeader(p) {
		return
	}
	s, isContent := l.paramSchema(p)
	named := s
	if own, ok := p.Node.Get("x-go-name").Str(); ok {
		copied := *s
		copied.GoName, copied.Ref = schema.Text{Value: own, Pos: p.Node.Get("x-go-name").At()}, ""
		named = &copied
	}
	goName := f.fieldName(p.Name, named, p.Pos, prefixes[p.In])
	if goName == "" {
		return
	}
	required := p.Required || p.In == "path"
	where := place{base: f.p.base + goName, spec: p.Name, pos: p.Pos, dir: request, field: true}
	if p.component != "" && s.Ref == "" {
		where.base, where.spec = l.namer.Exported(p.component), p.component
		l.inShared++
		defer func() { l.inShared-- }()
	}
	field := f.field(s, goName, p.Name, where, required)
	field.Param = true
	if s.Encrypted || l.schemas.Target(s).Encrypted {
		l.report(diag.Errorf(p.Pos, "extension", "the parameter %s is x-encrypted, and the body alone is encrypted", diag.Quote(p.Name)).
			Fix("take x-encrypted out"))
	}
	field.Doc = l.fieldDoc(field, l.describedBy(p, s))
	if p.In == "path" {
		if l.isText(field.Value.Type) { // a number is never a segment that names another path
			field.Value.Rules = append([]ir.Rule{{Call: "PathParam", As: ir.AsString}}, field.Value.Rules...)
		}
	}
	l.paramMode(f, p, field, s)
	f.offerDefault(&field, s)
	style, members := l.paramStyle(p, field.Value.Type, isContent)
	l.separable(&field.Value, style)
	f.st.Fields = append(f.st.Fields, field)
	out.Params = append(out.Params, ir.Param{
		In: locations[p.In], Name: p.Name, Field: goName, Presence: field.Presence, Value: field.Value, Style: style, Fields: members,
	})
}

// checkHeader reports whether a header parameter becomes a field.
func (l *lowerer) checkHeader(p parameter) bool {
	if slices.Contains(headersOfTheRuntime, strings.ToLower(p.Name)) {
		p.Node.Consume()
		l.report(diag.Warningf(p.Pos, "header", "the header %s is sent by the runtime, and is no field of the request", diag.Quote(p.Name)).
			Fix("take the parameter out"))
		return false
	}
	for _, r := range p.Name {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r) {
			l.report(diag.Errorf(p.Pos, "header", "no header can have the name %s", diag.Quote(p.Name)).
				Fix("use letters, digits and hyphens"))
			return false
		}
	}
	return true
}

func (l *lowerer) paramMode(f *fields, p parameter, field ir.Field, s *schemaOf) {
	copied := *s
	if mode, ok := p.Node.Get("x-mode").Str(); ok {
		copied.Mode = mode
	}
	copied.RequiredInMode = copied.RequiredInMode || l.extensionFlag(p.Node, "x-required-in-mode")
	f.modes(field, &copied)
}

// paramSchema returns the schema of a parameter; isContent says that it is the
// schema of JSON text.
func (l *lowerer) paramSchema(p parameter) (s *schemaOf, isContent bool) {
	if node := p.Node.Get("schema"); node != nil {
		if content := p.Node.Key("content"); p.Node.Get("content") != nil {
			l.report(diag.Errorf(content, "parameter-schema", "the parameter %s has content beside schema", diag.Quote(p.Name)).
				Fix("take one of them out"))
		}
		return l.schemas.Read(node), false
	}
	if _, media := p.Content.Pick(apimodel.IsJSON); media != nil {
		return l.schemas.Read(media.Get("schema")), true
	}
	l.report(diag.Errorf(p.Pos, "parameter-schema", "the parameter %s has no schema", diag.Quote(p.Name)).
		Fix("add schema, with a type"))
	return &schema.Schema{Pos: p.Pos, Types: []string{"string"}}, false
}

// describedBy lets the parameter's own words speak for its schema's.
func (l *lowerer) describedBy(p parameter, s *schemaOf) *schemaOf {
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
func (l *lowerer) paramStyle(p parameter, t ir.Type, isContent bool) (ir.Style, []ir.Param) {
	if isContent {
		return ir.JSON, nil
	}
	w := written{
		what: "the " + p.In + " parameter " + diag.Quote(p.Name),
		name: p.Name, in: p.In, style: p.Style, explode: p.Explode, pos: p.Pos,
	}
	return l.style(w, t)
}
