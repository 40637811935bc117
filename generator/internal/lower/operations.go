package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
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
		Method: op.method, Path: op.path, Request: op.request,
		Servers:    l.servers(op),
		Repeatable: l.extensionFlag(op.node, "x-repeatable"),
	}
	l.take(l.scope, op.id, op.pos, out.Var)
	l.checkSecurity(op)
	st := &ir.Struct{Name: op.request, Validate: ir.ValidatedByCallers}
	st.Doc = ir.Doc{ir.Para(op.request + " is the request of [Client." + op.name + "].")}
	l.add(op.request, st)
	f := l.newFields(st, place{base: op.request, spec: op.id, pos: op.pos, dir: request})
	l.params(op, out, f)
	l.body(op, out, f)
	l.answers(op, out)
	l.tops[op.request] = true
	l.requests = append(l.requests, requestOf{op: op, out: out, st: st})

	file := names.File(op.name)
	if name := l.take(l.files, op.id, op.pos, file...); name != "" {
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

// checkSecurity refuses an operation that takes cookies alone for a sign-in: the
// requirements are alternatives, of which a merchant's server meets another.
func (l *lowerer) checkSecurity(op *operation) {
	var first diag.Position
	security := op.node.Get("security")
	if security == nil {
		security = l.doc.Root.Get("security")
	}
	for _, requirement := range security.Items() {
		cookie := l.cookieOf(requirement)
		if cookie == "" {
			return
		}
		if first == (diag.Position{}) {
			first = requirement.Key(cookie)
		}
	}
	if first != (diag.Position{}) {
		l.report(diag.Errorf(first, "cookie", "the operation signs in with a cookie").
			Fix("WeChat Pay signs requests; take the scheme out"))
	}
}

// cookieOf returns the scheme of a security requirement that is a cookie, "" when
// there is none.
func (l *lowerer) cookieOf(requirement *doctree.Node) string {
	for scheme := range requirement.Members() {
		if l.deref(l.doc.Root.Get("components").Get("securitySchemes").Get(scheme)).Get("in").Text() == "cookie" {
			return scheme
		}
	}
	return ""
}

// body lowers the request body: its properties become fields of the request.
func (l *lowerer) body(op *operation, out *ir.Operation, f *fields) {
	out.Body = ir.NoBody{}
	node := l.deref(op.node.Get("requestBody"))
	if op.api.RequestBody == nil || node == nil {
		return
	}
	content := node.Get("content")
	required, _ := node.Get("required").Bool()
	mediaType, media := l.pickJSON(content)
	if media == nil {
		mediaType, media = l.pickMedia(content, isForm, isMultipart)
	}
	switch {
	case content.Len() == 0:
		return
	case media == nil:
		if out.Body = l.contentBody(content, f, required); out.Body == nil {
			l.noMedia(node)
		}
	case isJSON(mediaType) || mediaType == anyMedia:
		l.jsonBody(media.Get("schema"), out, f, required)
		if body, ok := out.Body.(ir.JSONBody); ok {
			body.MediaType = ownJSONType(mediaType)
			out.Body = body
		}
	case isForm(mediaType):
		out.Body = l.formBody(media, f, false, required)
	default:
		out.Body = l.multipartBody(media, f, required)
	}
}

// bodySchemaNode returns the schema node of an operation's JSON body, nil if
// there is none.
func (l *lowerer) bodySchemaNode(op *operation) *doctree.Node {
	_, media := l.pickJSON(l.deref(op.node.Get("requestBody")).Get("content"))
	return media.Get("schema")
}

// pickMedia returns the first media type that the earliest of kinds takes.
func (l *lowerer) pickMedia(content *doctree.Node, kinds ...func(string) bool) (string, *doctree.Node) {
	for _, is := range kinds {
		for name, media := range content.Members() {
			if is(strings.ToLower(name)) {
				return strings.ToLower(name), l.deref(media)
			}
		}
	}
	return "", nil
}

func keysOf(node *doctree.Node) []string {
	var keys []string
	for key := range node.Members() {
		keys = append(keys, key)
	}
	return keys
}

func isJSON(mediaType string) bool {
	base, _, _ := strings.Cut(mediaType, ";")
	base = strings.TrimSpace(base)
	return base == "application/json" || base == "text/json" || strings.HasSuffix(base, "+json") || base == "application/*"
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

func isForm(mediaType string) bool {
	return strings.HasPrefix(mediaType, "application/x-www-form-urlencoded")
}
func isMultipart(mediaType string) bool { return strings.HasPrefix(mediaType, "multipart/form-data") }

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
	f.st.Rules = l.memberCountRules(target)
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
