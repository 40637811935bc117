package lower

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// operation lowers one operation into a file of its own: the method, its request
// and its answer.
func (l *lowerer) operation(op *operation) {
	defer l.blames.enter(op.owner())()
	if op.name == "" || op.request == "" {
		return
	}
	l.local = nil
	l.operations++
	out := &ir.Operation{
		Var: names.Unexported(op.name) + "Operation", Name: op.name, FullName: l.opts.Package + "." + op.name,
		Method: op.Method, Path: op.Path, Request: op.request,
		Servers:    l.servers(op),
		Repeatable: l.extensionFlag(op.Node, "x-repeatable"),
	}
	l.take(l.scope, op.id, op.Pos, out.Var)
	l.checkSecurity(op)
	st := &ir.Struct{Name: op.request, Validate: ir.ValidatedByCallers}
	st.Doc = ir.Doc{ir.Para(op.request + " is the request of [Client." + op.name + "].")}
	l.add(op.request, st)
	f := l.newFields(st, place{base: op.request, spec: op.id, pos: op.Pos, dir: request})
	l.params(op, out, f)
	l.body(op, out, f)
	l.answers(op, out)
	l.tops[op.request] = true
	l.requests = append(l.requests, requestOf{op: op, out: out, st: st})

	file := names.File(op.name)
	if name := l.take(l.files, op.id, op.Pos, file...); name != "" {
		l.fileOf = append(l.fileOf, ir.File{Name: name, Decls: append([]ir.Decl{out}, l.local...)})
	}
	l.local = nil
}

// requestOf keeps an operation until it is known whether its request has
// anything to validate.
type requestOf struct {
	op  *operation
	out *ir.Operation
	st  *ir.Struct
}

func (l *lowerer) extensionFlag(node *doctree.Node, key string) bool {
	value := node.Get(key)
	on, ok := value.Bool()
	if value != nil && !ok {
		l.report(diag.Errorf(value.At(), "extension", "%s is %s, not true or false", key, value.Kind).Fix("write true or false"))
	}
	return on
}

// checkSecurity refuses an operation that can only be called with a cookie. The
// requirements are alternatives: a merchant's server meets any other.
func (l *lowerer) checkSecurity(op *operation) {
	var first *apimodel.Scheme
	for _, requirement := range op.Security {
		i := slices.IndexFunc(requirement.Schemes, func(s apimodel.Scheme) bool { return s.Node.Get("in").Text() == "cookie" })
		if i < 0 {
			return
		}
		if first == nil {
			first = &requirement.Schemes[i]
		}
	}
	if first != nil {
		l.report(diag.Errorf(first.Pos, "cookie", "the operation signs in with a cookie").
			Fix("WeChat Pay signs requests; take the scheme out"))
	}
}

// body lowers the request body: its properties become fields of the request.
func (l *lowerer) body(op *operation, out *ir.Operation, f *fields) {
	out.Body = ir.NoBody{}
	if op.Body == nil {
		return
	}
	content, required := op.Body.Content, op.Body.Required
	mediaType, media := l.pickJSON(content)
	if media == nil {
		mediaType, media = content.Pick(apimodel.IsForm, apimodel.IsMultipart)
	}
	switch {
	case media == nil:
		if out.Body = l.contentBody(content, f, required); out.Body == nil {
			l.noMedia(op.Body)
		}
	case apimodel.IsJSON(mediaType) || mediaType == anyMedia:
		l.jsonBody(media.Get("schema"), out, f, required)
		if body, ok := out.Body.(ir.JSONBody); ok {
			body.MediaType = ownJSONType(mediaType)
			out.Body = body
		}
	case apimodel.IsForm(mediaType):
		out.Body = l.formBody(media, f, false, required)
	default:
		out.Body = l.multipartBody(media, f, required)
	}
}

// bodySchemaNode returns the schema node of an operation's JSON body, nil if
// there is none.
func (l *lowerer) bodySchemaNode(op *operation) *doctree.Node {
	if op.Body == nil {
		return nil
	}
	_, media := l.pickJSON(op.Body.Content)
	return media.Get("schema")
}

// ownJSONType returns the media type that a JSON body is sent as where it is not
// application/json: "" where it is.
func ownJSONType(mediaType string) string {
	base, _, _ := strings.Cut(mediaType, ";")
	if base = strings.TrimSpace(base); strings.HasSuffix(base, "+json") || base == "text/json" {
		return base
	}
	return ""
}

// jsonBody makes fields of the body's properties. A body that is no object, or
// an optional one that Go could not tell from an absent one, is a field of its
// own.
func (l *lowerer) jsonBody(node *doctree.Node, out *ir.Operation, f *fields, required bool) {
	if node == nil {
		return
	}
	body := l.schemas.Read(node)
	target := l.schemas.Target(body)
	if l.kind(target) != kindStruct || l.isNullable(body) || (target.Open && !target.Closed) || (!required && !l.flattens(target)) {
		l.wholeBody(body, out, f, required)
		return
	}
	if body.Ref != "" {
		defer l.blames.enter(schemaPrefix + body.Ref)()
		f.p.base = l.bodyBase(body.Ref) // whichever operation comes first
		l.inShared++
		defer func() { l.inShared-- }()
	}
	f.properties(target)
	f.st.Rules = rules.FieldCount(target)
	out.Body = ir.JSONBody{Optional: !required}
	f.st.OptionalBody = !required
}

// flattens reports whether each required property of an optional body can be
// absent in Go: when all are, there is no body.
func (l *lowerer) flattens(s *schemaOf) bool {
	for _, p := range s.Properties {
		value := l.schemas.Read(p.Nodes...)
		if !s.IsRequired(p.Name) || l.isNullable(value) {
			continue
		}
		switch l.kind(value) {
		case kindString, kindArray, kindMap, kindRaw:
		case kindEnum:
			if l.scalarOfEnum(value) != kindString {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// wholeBody makes the body one field.
func (l *lowerer) wholeBody(body *schemaOf, out *ir.Operation, f *fields, required bool) {
	name := l.take(f.scope, "body", body.Pos, "Body", "RequestBody")
	base := strings.TrimSuffix(f.p.base, "Request") + "RequestBody"
	if strings.HasSuffix(f.p.base, "Input") {
		base = f.p.base + "Body"
	}
	field := f.field(body, name, "", place{base: base, spec: "body", pos: body.Pos, dir: request}, required)
	field.Param = true // it is not part of a JSON object
	if len(field.Doc) == 0 && field.Presence == ir.IfNotNil {
		field.Doc = ir.Doc{ir.Para(name + " is the body of the request; when it is nil, none is sent.")}
	}
	f.st.Fields = append(f.st.Fields, field)
	out.Body = ir.JSONBody{Field: name, Optional: !required, Presence: field.Presence}
}
