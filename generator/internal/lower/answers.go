package lower

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// answers lowers the success answers and the documented errors.
func (l *lowerer) answers(op *operation, out *ir.Operation) {
	out.Answer = ir.NoAnswer{}
	var successes []success
	for _, r := range op.Responses {
		status, ok := l.status(r)
		if !ok {
			continue
		}
		l.codesOf(out, r, status)
		if status >= 200 && status < 300 && !r.ListsCodes() {
			successes = append(successes, success{status: status, Response: r})
		}
	}
	slices.SortStableFunc(successes, func(a, b success) int { return a.status - b.status })
	for _, s := range successes {
		if s.status != anySuccess {
			out.Success = append(out.Success, s.status)
		}
	}
	out.Unsigned = l.isUnsigned(successes)
	if len(successes) == 0 {
		successes = l.defaultSuccess(op)
	}
	l.answer(op, out, successes)
	l.echoes(op, out, successes)
}

// isUnsigned reports whether the success answers carry no signature. All of them
// do or none, or one that does would not be verified.
func (l *lowerer) isUnsigned(successes []success) bool {
	var signed, unsigned []success
	for _, s := range successes {
		if l.extensionFlag(s.Node, "x-unsigned") {
			unsigned = append(unsigned, s)
		} else {
			signed = append(signed, s)
		}
	}
	if len(signed) > 0 && len(unsigned) > 0 {
		l.report(diag.Errorf(unsigned[0].Node.Key("x-unsigned"), "extension", "one success answer is x-unsigned, and another is not").
			See(signed[0].Node.At()).Fix("say it of all success answers, or of none; an answer is verified when none is"))
	}
	return len(unsigned) > 0
}

// success is a success response of the document.
type success struct {
	*apimodel.Response
	status int
}

// component returns the name of the response component, "" when it is none.
func (s success) component() string {
	if s.Ref == "" {
		return ""
	}
	return componentName(s.Ref)
}

// anySuccess stands for the range 2XX.
const anySuccess = 299

// status reads the key of a response: a status, a range, or default, which is
// for errors unless there is no success.
func (l *lowerer) status(r *apimodel.Response) (int, bool) {
	key := r.Status
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
		l.report(diag.Errorf(r.Pos, "status", "%s is no HTTP status", diag.Quote(key)).
			Fix("write a status such as 200, a range such as 4XX, or default"))
		return 0, false
	}
	return status, true
}

// defaultSuccess is the answer where no success is documented: what default
// describes, which stands for every status that is not listed.
func (l *lowerer) defaultSuccess(op *operation) []success {
	fact := "the operation documents no success; any 2xx is taken for one"
	var out []success
	i := slices.IndexFunc(op.Responses, func(r *apimodel.Response) bool { return r.Status == "default" })
	if i >= 0 && op.Responses[i].Body != nil && !op.Responses[i].ListsCodes() {
		fact += ", with the answer that default describes"
		out = append(out, success{status: anySuccess, Response: op.Responses[i]})
	}
	l.report(diag.Warningf(op.Node.Key("responses"), "no-success", "%s", fact).Fix("add the response 200 or 204"))
	return out
}

// answer decides what the method returns.
func (l *lowerer) answer(op *operation, out *ir.Operation, successes []success) {
	var withBody []success
	for _, s := range successes {
		if len(s.content()) > 0 {
			withBody = append(withBody, s)
		}
	}
	switch {
	case len(withBody) == 0:
	case len(successes) == 1 || l.sameAnswer(successes):
		out.Answer = l.oneAnswer(op, successes[0], false)
	default:
		several := l.severalAnswers(op, successes)
		if slices.ContainsFunc(several.Answers, func(a ir.StatusAnswer) bool { return a.AsIs }) {
			out.Accept = "*/*"
		}
		out.Answer = several
	}
}

func (s success) content() apimodel.Content {
	if s.status == http.StatusNoContent || s.Body == nil {
		return nil
	}
	return s.Body.Content
}

// sameAnswer reports whether all successes have the very same schema.
func (l *lowerer) sameAnswer(successes []success) bool {
	var first *schemaOf
	for i, s := range successes {
		_, media := s.content().Pick(apimodel.IsJSON)
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
	name, media := l.jsonOrAny(s.content())
	schema := media.Get("schema")
	if schema == nil || strings.Contains(name, "*") && isBytes(l.deref(schema)) {
		for _, media := range s.content() { // whatever it is, the caller reads it
			media.Node.Consume()
		}
		return ir.StreamAnswer{}
	}
	body := l.schemas.Read(schema)
	p := place{spec: op.id, pos: schema.At(), dir: answer, base: op.name + statusName(s.status) + "Response"}
	free := !l.scope.Has(op.name + "Response")
	if !byStatus && free {
		p.base = op.name + "Response"
	}
	if component := s.component(); component != "" && body.Ref == "" {
		p.base = strings.TrimSuffix(l.namer.Exported(component), "Response") + "Response"
		p.spec = component
		l.inShared++
		defer func() { l.inShared-- }()
	}
	value := l.value(body, p)
	l.describeAnswer(op, value, body)
	l.answered(answerOf{owner: l.blames.owner(), pos: op.Pos, value: value, several: byStatus})
	return ir.JSONAnswer{Type: value.Type, Pointer: isStructLike(value.Type)}
}

// describeAnswer says whose answer a type is that nobody has described.
func (l *lowerer) describeAnswer(op *operation, v ir.Value, body *schemaOf) {
	st, ok := l.checkable[typeName(v.Type)].(*ir.Struct)
	if ok && len(st.Doc) == 0 && body.Ref == "" {
		st.Doc = ir.Doc{ir.Para(st.Name + " is the answer of [Client." + op.name + "].")}
	}
}

func isBinary(schema *doctree.Node) bool {
	return schema.Get("format").Text() == "binary"
}

func isStructLike(t ir.Type) bool {
	_, ok := t.(ir.Named)
	return ok
}

// severalAnswers returns whichever answer came.
func (l *lowerer) severalAnswers(op *operation, successes []success) ir.SeveralAnswers {
	name := l.take(l.scope, op.id, op.Pos, op.name+"Response", op.name+"Result")
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
			a.Type, a.AsIs = ir.Bytes{}, true
		}
		several.Answers = append(several.Answers, a)
	}
	return several
}

func (l *lowerer) severalOne(op *operation, s success) ir.Answer {
	if len(s.content()) == 0 {
		return ir.NoAnswer{}
	}
	return l.oneAnswer(op, s, true)
}
