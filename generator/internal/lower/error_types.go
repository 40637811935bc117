package lower

import (
	"net/http"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// ownMembers are those of WeChat Pay's errors, which wxpay.Error has.
var ownMembers = []string{"code", "message", "detail"}

// errorTypes returns the types of the bodies of errors.
func (r *responses) errorTypes(op *operation) []ir.ErrorType {
	var list []ir.ErrorType
	for _, resp := range op.Responses {
		status, fault := statusOf(resp)
		if fault == nil && (status < 200 || status >= 300 || resp.ListsCodes()) {
			list = append(list, r.errorType(op, resp, status)...)
		}
	}
	return list
}

// errorType returns the type of the body of an error response, nothing if it has
// none in JSON or if it is WeChat Pay's own.
func (r *responses) errorType(op *operation, resp *apimodel.Response, status int) []ir.ErrorType {
	if resp.Body == nil {
		return nil
	}
	_, media := resp.Body.Content.Pick(apimodel.IsJSON)
	node := media.Get("schema")
	if node == nil {
		return nil
	}
	body := r.types.Schemas.Read(node)
	if target := r.types.Schemas.Target(body); isOwnError(target) || r.types.Kinds.Of(target) == types.Raw {
		r.deref(node).Consume() // wxpay.Error has the members, and the JSON
		return nil
	}
	at := types.Place{Base: op.name + errorName(resp.Status, status) + "Error", Spec: op.id, Pos: node.At(), Dir: types.Response}
	if component := (success{Response: resp}).component(); component != "" && body.Ref == "" {
		at.Base = strings.TrimSuffix(strings.TrimSuffix(r.types.Names.Exported(component), "Response"), "Error") + "Error"
		at.Spec = component
		defer r.types.Share()()
	}
	value := r.types.Value(body, at)
	r.describe(value, body, " is the body of an error of [Client."+op.name+"]; see [wxpay.TypedError].")
	types.EachValue(&value, func(v *ir.Value) {
		if name := types.TypeName(v.Type); name != "" {
			r.tops[name] = true
		}
	})
	return []ir.ErrorType{{Status: keyOf(resp.Status), Type: value.Type}}
}

// isOwnError reports whether a schema is that of WeChat Pay's errors.
func isOwnError(s *schema.Schema) bool {
	return len(s.Properties) > 0 && s.Property("code") != nil && !slices.ContainsFunc(s.Properties, func(p schema.Property) bool {
		return !slices.Contains(ownMembers, p.Name)
	})
}

// keyOf writes the key of a response as wxpayimpl has it: 4XX.
func keyOf(key string) string {
	if key == "default" {
		return key
	}
	return strings.ToUpper(key)
}

// errorName is the name of an error response in the name of its type.
func errorName(key string, status int) string {
	switch {
	case key == "default":
		return "Default"
	case http.StatusText(status) == "" || strings.HasSuffix(strings.ToUpper(key), "XX"):
		return "Status" + strings.ToUpper(key)
	}
	return statusName(status)
}

// errorTypesDoc lists the bodies of errors, each with its statuses.
func errorTypesDoc(list []ir.ErrorType) ir.Doc {
	var items ir.List
	var names []string
	for _, t := range list {
		name := types.TypeName(t.Type)
		if name == "" || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
		var statuses []string
		for _, other := range list {
			if types.TypeName(other.Type) == name {
				statuses = append(statuses, amongWhat(other.Status))
			}
		}
		items = append(items, strings.Join(statuses, ", ")+": ["+name+"]")
	}
	if len(items) == 0 {
		return nil
	}
	return ir.Doc{ir.Para("Errors have a body; use [errors.As] with a [*wxpay.TypedError] of its type:"), items}
}
