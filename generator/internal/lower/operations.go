package lower

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/internal/source"
	"github.com/wxpaygen/wxpaygen/generator/ir"
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

func (l *lowerer) extensionFlag(node *source.Node, key string) bool {
	value := node.Get(key)
	on, ok := value.Bool()
	if value != nil && !ok {
		l.report(diag.Errorf(value.At(), "extension", "%s is %s, not true or false", key, value.Kind).Fix("write true or false"))
	}
	return on
}

// checkSecurity refuses the one way of signing in that a merchant's server does
// not have.
func (l *lowerer) checkSecurity(op *operation) {
	for _, requirement := range op.node.Get("security").Items() {
		for scheme := range requirement.Members() {
			if l.doc.Root.Get("components").Get("securitySchemes").Get(scheme).Get("in").Text() == "cookie" {
				l.report(diag.Errorf(requirement.Key(scheme), "cookie", "the operation signs in with a cookie").
					Fix("WeChat Pay signs requests; take the scheme out"))
			}
		}
	}
}

// servers returns the base URLs of an operation, its own before its path's
// before the document's.
func (l *lowerer) servers(op *operation) []string {
	list, node := openapi3.Servers(nil), l.doc.Root.Get("servers")
	switch {
	case op.node.Get("servers").Len() > 0 && op.api.Servers != nil:
		list, node = *op.api.Servers, op.node.Get("servers")
	case op.itemNode.Get("servers").Len() > 0:
		list, node = op.item.Servers, op.itemNode.Get("servers")
	default:
		list = l.doc.API.Servers
	}
	var out []string
	for i, s := range list {
		if base := l.serverURL(s, node.Items()[i]); base != "" && !slices.Contains(out, base) {
			out = append(out, base)
		}
	}
	if len(list) == 0 {
		l.report(diag.Warningf(l.doc.Root.At(), "no-server", "the document names no server; calls go to https://api.mch.weixin.qq.com").
			Fix("list the hosts under servers, the fallback second"))
		return []string{"https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"}
	}
	return out
}

// serverURL fills the variables of a server's address with their defaults.
func (l *lowerer) serverURL(s *openapi3.Server, node *source.Node) string {
	address := s.URL
	for name, variable := range node.Get("variables").Members() {
		address = strings.ReplaceAll(address, "{"+name+"}", variable.Get("default").Text())
	}
	parsed, err := url.Parse(address)
	pos := node.Get("url").At()
	switch {
	case err != nil || strings.ContainsAny(address, "{}"):
		l.report(diag.Errorf(pos, "server", "the server %s is no address", diag.Quote(s.URL)).
			Fix("write https://host, and a default for each variable"))
		return ""
	case parsed.Scheme == "" || parsed.Host == "":
		l.report(diag.Warningf(pos, "server", "the server %s is relative; calls need wxpay.WithServer", diag.Quote(s.URL)).
			Fix("write https://host"))
		return ""
	case parsed.Scheme != "https" && parsed.Scheme != "http":
		l.report(diag.Errorf(pos, "server", "the server %s is not reached over HTTPS", diag.Quote(s.URL)).Fix("write https://host"))
		return ""
	}
	return strings.TrimSuffix(address, "/")
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
	mediaType, media := l.pickMedia(content, isJSON, isForm, isMultipart)
	switch {
	case content.Len() == 0:
		return
	case media == nil:
		l.report(diag.Errorf(node.Key("content"), "media-type", "the request body has no media type that can be sent: %s",
			strings.Join(keysOf(content), ", ")).Fix("describe it as application/json"))
	case isJSON(mediaType):
		l.jsonBody(media.Get("schema"), out, f, required)
	case isForm(mediaType):
		out.Body = l.formBody(media, f, false)
	default:
		out.Body = l.multipartBody(media, f)
	}
}

// bodySchemaNode returns the schema node of an operation's JSON body, nil if
// there is none.
func (l *lowerer) bodySchemaNode(op *operation) *source.Node {
	_, media := l.pickMedia(l.deref(op.node.Get("requestBody")).Get("content"), isJSON)
	return media.Get("schema")
}

// pickMedia returns the first media type that the earliest of kinds takes.
func (l *lowerer) pickMedia(content *source.Node, kinds ...func(string) bool) (string, *source.Node) {
	for _, is := range kinds {
		for name, media := range content.Members() {
			if is(strings.ToLower(name)) {
				return strings.ToLower(name), l.deref(media)
			}
		}
	}
	return "", nil
}

func keysOf(node *source.Node) []string {
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

func isForm(mediaType string) bool {
	return strings.HasPrefix(mediaType, "application/x-www-form-urlencoded")
}
func isMultipart(mediaType string) bool { return strings.HasPrefix(mediaType, "multipart/form-data") }

// jsonBody makes fields of the body's properties. A body that is no object, or
// an optional one that Go could not tell from an absent one, is a field of its
// own.
func (l *lowerer) jsonBody(node *source.Node, out *ir.Operation, f *fields, required bool) {
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
		defer l.blames.enter("schema " + body.Ref)()
	}
	f.properties(target)
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
	f.st.Fields = append(f.st.Fields, field)
	out.Body = ir.JSONBody{Field: name, Optional: !required, Presence: field.Presence}
}

// answers lowers the success answers and the documented errors.
func (l *lowerer) answers(op *operation, out *ir.Operation) {
	out.Answer = ir.NoAnswer{}
	var successes []success
	responses := op.node.Get("responses")
	for key, ref := range responses.Members() {
		node := l.deref(ref)
		status, ok := l.status(responses, key)
		if !ok {
			continue
		}
		l.codesOf(out, node, status)
		if status >= 200 && status < 300 && node.Get("x-error-codes") == nil {
			name := ""
			if _, canonical, isRef := l.doc.Set.Resolve(ref); isRef {
				name = lastToken(canonical)
			}
			successes = append(successes, success{status: status, node: node, component: name})
			out.Unsigned = out.Unsigned || l.extensionFlag(node, "x-unsigned")
		}
	}
	slices.SortStableFunc(successes, func(a, b success) int { return a.status - b.status })
	for _, s := range successes {
		if s.status != anySuccess {
			out.Success = append(out.Success, s.status)
		}
	}
	l.checkSuccess(op, successes)
	l.answer(op, out, successes)
}

// success is a success answer of the document.
type success struct {
	status    int
	node      *source.Node
	component string // name of the response component; ""
}

// anySuccess stands for the range 2XX.
const anySuccess = 299

// status reads the key of a response: a status, a range, or default, which is
// for errors.
func (l *lowerer) status(responses *source.Node, key string) (int, bool) {
	if strings.HasPrefix(key, "x-") {
		return 0, false
	}
	if key == "default" {
		return 0, true
	}
	if len(key) == 3 && strings.EqualFold(key[1:], "XX") && key[0] >= '1' && key[0] <= '5' {
		if key[0] == '2' {
			return anySuccess, true
		}
		return int(key[0]-'0') * 100, true
	}
	status, err := strconv.Atoi(key)
	if err != nil || len(key) != 3 || status < 100 || status > 599 {
		l.report(diag.Errorf(responses.Key(key), "status", "%s is no HTTP status", diag.Quote(key)).
			Fix("write a status such as 200, a range such as 4XX, or default"))
		return 0, false
	}
	return status, true
}

func (l *lowerer) checkSuccess(op *operation, successes []success) {
	if len(successes) == 0 {
		l.report(diag.Warningf(op.node.Key("responses"), "no-success", "the operation documents no success; any 2xx is taken for one").
			Fix("add the response 200 or 204"))
	}
}

// answer decides what the method returns.
func (l *lowerer) answer(op *operation, out *ir.Operation, successes []success) {
	var withBody []success
	for _, s := range successes {
		if l.content(s).Len() > 0 {
			withBody = append(withBody, s)
		}
	}
	switch {
	case len(withBody) == 0:
	case len(successes) == 1 || l.sameAnswer(successes):
		out.Answer = l.oneAnswer(op, successes[0], false)
	default:
		out.Answer = l.severalAnswers(op, successes)
	}
}

func (l *lowerer) content(s success) *source.Node {
	if s.status == http.StatusNoContent {
		return nil
	}
	return s.node.Get("content")
}

// sameAnswer reports whether all successes have the very same schema.
func (l *lowerer) sameAnswer(successes []success) bool {
	var first *schemaOf
	for i, s := range successes {
		_, media := l.pickMedia(l.content(s), isJSON)
		if media.Get("schema") == nil {
			return false
		}
		target := l.schemas.Target(l.schemas.Read(media.Get("schema")))
		if i > 0 && target != first {
			return false
		}
		first = target
	}
	return true
}

// oneAnswer is the answer of one success. byStatus names its type by the status,
// because there are several.
func (l *lowerer) oneAnswer(op *operation, s success, byStatus bool) ir.Answer {
	content := l.content(s)
	_, media := l.pickMedia(content, isJSON)
	switch {
	case media != nil && media.Get("schema") != nil:
	case content.Get("*/*") != nil && content.Get("*/*").Get("schema") != nil && content.Len() == 1 && !isBinary(content.Get("*/*").Get("schema")):
		media = content.Get("*/*")
	default:
		return ir.StreamAnswer{}
	}
	body := l.schemas.Read(media.Get("schema"))
	p := place{spec: op.id, pos: media.Get("schema").At(), dir: answer, base: op.name + statusName(s.status) + "Response"}
	free := !l.scope.Has(op.name + "Response")
	if !byStatus && free {
		p.base = op.name + "Response"
	}
	if s.component != "" && body.Ref == "" {
		p.base = strings.TrimSuffix(l.namer.Exported(s.component), "Response") + "Response"
		p.spec = s.component
		l.inShared++
		defer func() { l.inShared-- }()
	}
	value := l.value(body, p)
	l.describeAnswer(op, value, body)
	l.answered(value)
	return ir.JSONAnswer{Type: value.Type, Pointer: isStructLike(value.Type)}
}

// describeAnswer says whose answer a type is that nobody has described.
func (l *lowerer) describeAnswer(op *operation, v ir.Value, body *schemaOf) {
	st, ok := l.checkable[typeName(v.Type)].(*ir.Struct)
	if ok && len(st.Doc) == 0 && body.Ref == "" {
		st.Doc = ir.Doc{ir.Para(st.Name + " is the answer of [Client." + op.name + "].")}
	}
}

func isBinary(schema *source.Node) bool {
	return schema.Get("format").Text() == "binary"
}

func isStructLike(t ir.Type) bool {
	_, ok := t.(ir.Named)
	return ok
}

// severalAnswers returns whichever answer came.
func (l *lowerer) severalAnswers(op *operation, successes []success) ir.Answer {
	name := l.take(l.scope, op.id, op.pos, op.name+"Response", op.name+"Result")
	several := ir.SeveralAnswers{Name: name, Doc: ir.Doc{ir.Para(name + " is the answer of [Client." + op.name + "], with the field set that stands for its status.")}}
	for _, s := range successes {
		a := ir.StatusAnswer{Status: s.status, Field: statusName(s.status)}
		if s.status == anySuccess {
			a.Status, a.Field = 0, "Other"
		}
		switch one := l.severalOne(op, s).(type) {
		case ir.JSONAnswer:
			a.Type = one.Type
			if one.Pointer {
				a.Type = &ir.Pointer{Elem: one.Type} // nil unless it came
			}
		case ir.StreamAnswer:
			l.report(diag.Errorf(s.node.Key("content"), "stream", "one of several answers is a file").
				Fix("describe the file's status alone"))
		}
		several.Answers = append(several.Answers, a)
	}
	return several
}

func (l *lowerer) severalOne(op *operation, s success) ir.Answer {
	if l.content(s).Len() == 0 {
		return ir.NoAnswer{}
	}
	return l.oneAnswer(op, s, true)
}
