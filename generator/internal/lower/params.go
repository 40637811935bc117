package lower

import (
	"slices"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// schemaOf keeps signatures short.
type schemaOf = schema.Schema

// parameter is a parameter of an operation, its own or its path's.
type parameter struct {
	api       *openapi3.Parameter
	node      *doctree.Node
	pos       diag.Position // of the parameter where the operation lists it
	component string        // its name under components; ""
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
			if p.api.In == in {
				l.param(p, out, f)
			}
		}
	}
	for _, p := range list {
		switch p.api.In {
		case "path", "query", "header":
		case "cookie":
			l.report(diag.Errorf(p.pos, "cookie", "the parameter %s is a cookie", diag.Quote(p.api.Name)).
				Fix("WeChat Pay takes no cookies; take it out"))
		default:
			pos := p.pos
			if in := p.node.Get("in"); in != nil {
				pos = in.At()
			}
			l.report(diag.Errorf(pos, "parameter-in", "the parameter %s is in %s, which is no place for one",
				diag.Quote(p.api.Name), diag.Quote(p.api.In)).Fix("write path, query or header"))
		}
	}
}

// parameters returns the parameters in the document's order; one of the
// operation replaces its path's of the same name and place.
func (l *lowerer) parameters(op *operation) []parameter {
	own := l.parameterList(op.api.Parameters, op.node.Get("parameters"))
	var list []parameter
	for _, p := range l.parameterList(op.item.Parameters, op.itemNode.Get("parameters")) {
		if !slices.ContainsFunc(own, func(o parameter) bool { return o.api.Name == p.api.Name && o.api.In == p.api.In }) {
			if p.component == "" {
				p.node = p.node.Copy() // with types of its own, or another operation of the path would name them
			}
			list = append(list, p)
		}
	}
	for i, p := range own {
		if j := slices.IndexFunc(own, func(o parameter) bool { return o.api.Name == p.api.Name && o.api.In == p.api.In }); j < i {
			l.report(diag.Errorf(p.pos, "parameter-repeated", "the %s parameter %s is listed twice", p.api.In, diag.Quote(p.api.Name)).
				See(own[j].pos).Fix("take one of them out"))
			continue
		}
		list = append(list, p)
	}
	return list
}

func (l *lowerer) parameterList(refs openapi3.Parameters, nodes *doctree.Node) []parameter {
	var list []parameter
	for i, ref := range refs {
		if ref == nil || ref.Value == nil || i >= nodes.Len() {
			continue
		}
		item := nodes.Items()[i]
		if l.deref(item).Get("$ref") != nil {
			continue // it leads nowhere, which was told
		}
		p := parameter{api: ref.Value, node: l.deref(item), pos: item.At()}
		if _, canonical, ok := l.doc.Set.Resolve(item); ok {
			p.component = componentName(canonical)
		}
		list = append(list, p)
	}
	return list
}

// checkPath holds the path's placeholders and its parameters together.
func (l *lowerer) checkPath(op *operation, list []parameter) {
	placeholders := placeholdersOf(op.path)
	pos := l.doc.Root.Get("paths").Key(op.path)
	for _, name := range placeholders {
		if !l.hasBrokenParameter(op) && !slices.ContainsFunc(list, func(p parameter) bool { return p.api.In == "path" && p.api.Name == name }) {
			l.report(diag.Errorf(pos, "path-parameter", "the path has {%s}, and %s no path parameter of that name", name, op.method).
				Fix("add the parameter with in: path"))
		}
	}
	l.checkPathForm(op.path, pos)
	for _, p := range list {
		if p.api.In == "path" && !p.api.Required {
			l.report(diag.Warningf(p.pos, "path-required", "the path parameter %s does not say required: true, as each must", diag.Quote(p.api.Name)).
				Fix("write required: true, as is assumed here"))
		}
		if p.api.In == "path" && !slices.Contains(placeholders, p.api.Name) {
			l.report(diag.Errorf(p.pos, "path-parameter", "the path parameter %s is not in the path %s", diag.Quote(p.api.Name), op.path).
				Fix("put {%s} into the path, or take the parameter out", p.api.Name))
		}
	}
}

// hasBrokenParameter reports whether a parameter's reference leads nowhere: it
// may be any.
func (l *lowerer) hasBrokenParameter(op *operation) bool {
	for _, node := range []*doctree.Node{op.node, op.itemNode} {
		for _, item := range node.Get("parameters").Items() {
			if l.deref(item).Get("$ref") != nil {
				return true
			}
		}
	}
	return false
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
	if p.api.In == "header" && !l.checkHeader(p) {
		return
	}
	s, isContent := l.paramSchema(p)
	named := s
	if own, ok := p.node.Get("x-go-name").Str(); ok {
		copied := *s
		copied.GoName, copied.Ref = schema.Text{Value: own, Pos: p.node.Get("x-go-name").At()}, ""
		named = &copied
	}
	goName := f.fieldName(p.api.Name, named, p.pos, prefixes[p.api.In])
	if goName == "" {
		return
	}
	required := p.api.Required || p.api.In == "path"
	where := place{base: f.p.base + goName, spec: p.api.Name, pos: p.pos, dir: request, field: true}
	if p.component != "" && s.Ref == "" {
		where.base, where.spec = l.namer.Exported(p.component), p.component
		l.inShared++
		defer func() { l.inShared-- }()
	}
	field := f.field(s, goName, p.api.Name, where, required)
	field.Param = true
	if s.Encrypted || l.schemas.Target(s).Encrypted {
		l.report(diag.Errorf(p.pos, "extension", "the parameter %s is x-encrypted, and the body alone is encrypted", diag.Quote(p.api.Name)).
			Fix("take x-encrypted out"))
	}
	field.Doc = l.fieldDoc(field, l.describedBy(p, s))
	if p.api.In == "path" {
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
		In: locations[p.api.In], Name: p.api.Name, Field: goName, Presence: field.Presence, Value: field.Value, Style: style, Fields: members,
	})
}

// checkHeader reports whether a header parameter becomes a field.
func (l *lowerer) checkHeader(p parameter) bool {
	if slices.Contains(headersOfTheRuntime, strings.ToLower(p.api.Name)) {
		l.report(diag.Warningf(p.pos, "header", "the header %s is sent by the runtime, and is no field of the request", diag.Quote(p.api.Name)).
			Fix("take the parameter out"))
		return false
	}
	for _, r := range p.api.Name {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r) {
			l.report(diag.Errorf(p.pos, "header", "no header can have the name %s", diag.Quote(p.api.Name)).
				Fix("use letters, digits and hyphens"))
			return false
		}
	}
	return true
}

func (l *lowerer) paramMode(f *fields, p parameter, field ir.Field, s *schemaOf) {
	copied := *s
	if mode, ok := p.node.Get("x-mode").Str(); ok {
		copied.Mode = mode
	}
	copied.RequiredInMode = copied.RequiredInMode || l.extensionFlag(p.node, "x-required-in-mode")
	f.modes(field, &copied)
}

// paramSchema returns the schema of a parameter; isContent says that it is the
// schema of JSON text.
func (l *lowerer) paramSchema(p parameter) (s *schemaOf, isContent bool) {
	if node := p.node.Get("schema"); node != nil {
		if content := p.node.Key("content"); p.node.Get("content") != nil {
			l.report(diag.Errorf(content, "parameter-schema", "the parameter %s has content beside schema", diag.Quote(p.api.Name)).
				Fix("take one of them out"))
		}
		return l.schemas.Read(node), false
	}
	if _, media := l.pickMedia(p.node.Get("content"), isJSON); media != nil {
		return l.schemas.Read(media.Get("schema")), true
	}
	l.report(diag.Errorf(p.pos, "parameter-schema", "the parameter %s has no schema", diag.Quote(p.api.Name)).
		Fix("add schema, with a type"))
	return &schema.Schema{Pos: p.pos, Types: []string{"string"}}, false
}

// describedBy lets the parameter's own words speak for its schema's.
func (l *lowerer) describedBy(p parameter, s *schemaOf) *schemaOf {
	copied := *s
	if p.api.Description != "" {
		copied.Description = p.api.Description
	}
	if p.api.Deprecated {
		copied.Deprecated = true
	}
	if mode, ok := p.node.Get("x-mode").Str(); ok {
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
		what: "the " + p.api.In + " parameter " + diag.Quote(p.api.Name),
		name: p.api.Name, in: p.api.In, style: p.api.Style, explode: p.api.Explode, pos: p.pos,
	}
	return l.style(w, t)
}
