package lower

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/wire"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// responses lowers the success responses of operations.
type responses struct {
	types    *types.Builder
	deref    func(*doctree.Node) *doctree.Node
	log      *faults.Log
	tops     map[string]bool // types that callers make or get
	received []received
}

// received is the response of an operation, or the resource of an event.
type received struct {
	owner   faults.Owner
	pos     diag.Position
	value   ir.Value
	several bool // it is one of several responses
}

// add notes what callers get: they may validate it, and its sensitive values are
// decrypted.
func (r *responses) add(got received) {
	r.received = append(r.received, got)
	types.EachValue(&got.value, func(v *ir.Value) {
		if name := types.TypeName(v.Type); name != "" {
			r.tops[name] = true
		}
	})
}

// isUnsigned reports whether the success responses have no signature. An operation
// with both kinds is an error: its signed responses would not be verified.
func (r *responses) isUnsigned(successes []success) bool {
	var signed, unsigned []success
	for _, s := range successes {
		on, fault := wire.Flag(s.Node, "x-unsigned")
		r.log.Report(fault...)
		if on {
			unsigned = append(unsigned, s)
		} else {
			signed = append(signed, s)
		}
	}
	if len(signed) > 0 && len(unsigned) > 0 {
		r.log.Report(diag.Errorf(unsigned[0].Node.Key("x-unsigned"), "extension", "one success response is x-unsigned, and another is not").
			See(signed[0].Node.At()).Fix("write it on all success responses, or on none; a response is verified when none has it"))
	}
	return len(unsigned) > 0
}

// result returns what the method returns, and the value of the header Accept if it
// is not that of JSON.
func (r *responses) result(op *operation, successes []success) (result ir.Response, accept string) {
	hasBody := slices.ContainsFunc(successes, func(s success) bool { return len(s.content()) > 0 })
	switch {
	case !hasBody:
		return ir.NoResponse{}, ""
	case len(successes) == 1 || r.isSame(successes):
		result, accept = r.one(op, successes[0], false), r.accept(op, successes[:1])
		if _, isStream := result.(ir.StreamResponse); isStream && accept == "*/*" {
			accept = "" // as the runtime has it
		}
		return result, accept
	}
	return r.several(op, successes), r.accept(op, successes)
}

// accept returns the documented media types of responses, "" for JSON alone. Bytes of
// WeChat Pay, which documents them as JSON or anything, are accepted in any type.
func (r *responses) accept(op *operation, successes []success) string {
	var list []string
	add := func(mediaType string) {
		if !slices.Contains(list, mediaType) {
			list = append(list, mediaType)
		}
	}
	for _, s := range successes {
		if r.jsonSchema(s) != nil {
			add(wire.JSONType(wire.JSONOrAny(s.content()).Type))
			continue
		}
		for _, media := range s.content() {
			if media.Type == octetStream && atWeChatPay(op.Operation, false) {
				add("*/*")
			} else {
				add(media.Type)
			}
		}
	}
	switch accept := strings.Join(list, ", "); {
	case slices.Contains(list, "*/*"):
		return "*/*"
	case accept == "application/json":
		return ""
	default:
		return accept
	}
}

const octetStream = "application/octet-stream"

// isSame reports whether all successes have the same schema.
func (r *responses) isSame(successes []success) bool {
	var first *schema.Schema
	for i, s := range successes {
		_, media := s.content().Pick(apimodel.IsJSON)
		if media.Get("schema") == nil {
			return false
		}
		target := r.types.Schemas.Target(r.types.Schemas.Read(media.Get("schema")))
		if i > 0 && target != first {
			return false
		}
		first = target
	}
	return true
}

// one returns the result of one success. byStatus names its type by the status,
// because there are several.
func (r *responses) one(op *operation, s success, byStatus bool) ir.Response {
	node := r.jsonSchema(s)
	if node == nil {
		for _, media := range s.content() { // the caller reads any media type
			media.Node.Consume()
		}
		return ir.StreamResponse{}
	}
	body := r.types.Schemas.Read(node)
	at := types.Place{Base: op.name + statusName(s.status) + "Response", Spec: op.id, Pos: node.At(), Dir: types.Response}
	if !byStatus && !r.types.Names.Has(op.name+"Response") {
		at.Base = op.name + "Response"
	}
	if component := s.component(); component != "" && body.Ref == "" {
		at.Base = strings.TrimSuffix(r.types.Names.Exported(component), "Response") + "Response"
		at.Spec = component
		defer r.types.Share()()
	}
	value := r.types.Value(body, at)
	r.describe(value, body, " is the response of [Client."+op.name+"].")
	r.add(received{owner: r.log.Owner(), pos: op.Pos, value: value, several: byStatus})
	_, isDeclared := value.Type.(ir.Named)
	return ir.JSONResponse{Type: value.Type, Pointer: isDeclared}
}

// jsonSchema returns the schema of a response that is decoded, nil for one that the caller
// reads.
func (r *responses) jsonSchema(s success) *doctree.Node {
	media := wire.JSONOrAny(s.content())
	node := media.Node.Get("schema")
	if node != nil && strings.Contains(media.Type, "*") && wire.IsBytes(r.deref(node)) {
		return nil
	}
	return node
}

// describe gives a struct without a description a comment: its name and predicate.
func (r *responses) describe(v ir.Value, body *schema.Schema, predicate string) {
	st, ok := r.types.Decls[types.TypeName(v.Type)].(*ir.Struct)
	if ok && len(st.Doc) == 0 && body.Ref == "" {
		st.Doc = ir.Doc{ir.Para(st.Name + predicate)}
	}
}

// several returns a result with a field for each status.
func (r *responses) several(op *operation, successes []success) ir.SeveralResponses {
	name := r.types.Names.Take(op.id, op.Pos, op.name+"Response", op.name+"Result")
	several := ir.SeveralResponses{Name: name, Doc: ir.Doc{ir.Para(name + " is the response of [Client." + op.name + "]. The field for its status is set.")}}
	for _, s := range successes {
		a := ir.StatusResponse{Status: s.status, Field: statusName(s.status)}
		if s.status == anySuccess {
			a.Status, a.Field = 0, "Other"
		}
		if len(s.content()) > 0 {
			a.Type, a.AsIs = fieldType(r.one(op, s, true))
		}
		several.Responses = append(several.Responses, a)
	}
	return several
}

// fieldType returns the type of the field of one of several results. asIs says
// that it has the bytes of the body.
func fieldType(result ir.Response) (t ir.Type, asIs bool) {
	one, isJSON := result.(ir.JSONResponse)
	switch {
	case !isJSON:
		return ir.Bytes{}, true
	case one.Pointer:
		return &ir.Pointer{Elem: one.Type}, false // nil for other statuses
	}
	return one.Type, false
}
