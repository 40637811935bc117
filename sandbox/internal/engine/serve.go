package engine

import (
	"net/http"
	"slices"
)

// Result is the response to a call, and its effect.
type Result struct {
	Status   int
	Body     []byte // nil if there is none
	Raw      *Raw   // in place of Body, if the response is not JSON
	Unsigned bool
	// Code, Message and Detail are those of an error response.
	Code, Message string
	Detail        any

	Operation *Operation
	// Violations lists how the call violates the document.
	Violations []Violation
	// Resource is the ID of the resource, From and To are its states before and after.
	Resource, From, To string
	// Repeated reports whether the call took effect before and got the same response again.
	Repeated bool
	// Invented reports whether the operation has no lifecycle, so that nothing says what its response depends on.
	Invented bool
	// Note describes an error of the document itself.
	Note string
}

// Do serves a call. It returns nil if there is no operation for it.
func (e *Engine) Do(call *Call) *Result {
	inputs := e.read(call)
	if len(inputs) == 0 {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.changes++ // even a query may store generated values
	e.settle(e.now())
	in := e.pick(inputs)
	result := e.serve(in)
	if r := e.store.byID[result.Resource]; r != nil {
		e.store.reweigh(r)
	}
	result.Operation, result.Violations = in.op, in.violations
	return result
}

// serve checks and executes a call, in WeChat Pay's order: format, permission, business rules.
func (e *Engine) serve(in *input) *Result {
	e.checkHeaders(in)
	if len(in.violations) > 0 {
		return in.failFormat()
	}
	if failure := in.checkMerchant(); failure != nil {
		return failure
	}
	if in.op.Lifecycle == nil {
		return e.invent(in)
	}
	if failure := e.check(in, nil, false); failure != nil {
		return failure
	}
	switch {
	case in.op.Lifecycle.Creates:
		return e.create(in)
	case in.op.Lifecycle.Lists != nil:
		return e.list(in)
	}
	return e.use(in)
}

// fail returns an error response with the documented status. The default of message is the title of the code.
func (in *input) fail(code, message string) *Result {
	known, ok := in.op.Codes[code]
	if !ok {
		known.Status = defaultStatus(code)
	}
	if message == "" {
		message = known.Title
	}
	if message == "" {
		message = code
	}
	return &Result{Status: known.Status, Code: code, Message: message}
}

func defaultStatus(code string) int {
	switch code {
	case "SIGN_ERROR":
		return http.StatusUnauthorized
	case "NO_AUTH":
		return http.StatusForbidden
	case "NOT_FOUND", "ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS":
		return http.StatusNotFound
	case "FREQUENCY_LIMITED":
		return http.StatusTooManyRequests
	case "SYSTEM_ERROR":
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

func (in *input) failFormat() *Result {
	f := in.violations[0]
	type detail struct {
		Field    string `json:"field,omitempty"`
		Value    any    `json:"value,omitempty"`
		Issue    string `json:"issue"`
		Location string `json:"location"`
	}
	result := in.fail("PARAM_ERROR", f.Message)
	result.Detail = detail{f.Field, f.Value, f.Issue, f.Location}
	return result
}

// checkMerchant compares the merchant that a request names with the one that signed it.
func (in *input) checkMerchant() *Result {
	own := "mchid"
	if in.members["sp_mchid"] != nil {
		own = "sp_mchid"
	}
	if named, ok := in.members[own].(string); ok && named != in.call.MchID {
		return in.fail(in.noAuth(), own+"与Http头Authorization中的mchid不一致")
	}
	sub, ok := in.members["sub_mchid"].(string)
	if ok && in.call.SubMerchants != nil && !slices.Contains(in.call.SubMerchants, sub) {
		return in.fail(in.noAuth(), "sub_mchid与服务商没有受理关系")
	}
	return nil
}

// noAuth returns the code for a request in the name of another merchant.
func (in *input) noAuth() string {
	if _, listed := in.op.Codes["NO_AUTH"]; listed {
		return "NO_AUTH"
	}
	return "INVALID_REQUEST"
}

// check checks the rules between members: those that need the resource, or the others.
func (e *Engine) check(in *input, r *Resource, stateful bool) *Result {
	broken, err := in.op.Lifecycle.Broken(e.environment(e.scopeOf(in, r)), stateful)
	switch {
	case err != nil:
		return in.broken(err)
	case broken != nil:
		return in.fail(broken.Otherwise, broken.Message)
	}
	return nil
}

// broken returns the response for an error of the document itself.
func (in *input) broken(err error) *Result {
	result := in.fail("SYSTEM_ERROR", "the lifecycle of "+in.op.Name()+" cannot be executed: "+err.Error())
	result.Note = err.Error()
	return result
}
