package engine

import "net/http"

// Result is the answer to a call, and what it did.
type Result struct {
	Status   int
	Body     []byte // nil: none
	Raw      *Raw   // in place of Body, where the answer is no JSON
	Unsigned bool
	// Code and Message are those of a refusal; Detail is its detail, or nil.
	Code, Message string
	Detail        any

	Operation *Operation
	// Faults are the breaches of the document.
	Faults []Fault
	// Resource is the ID of the resource that the call was about, From and To its states before and after.
	Resource, From, To string
	// Repeated tells that the call took effect before and was answered from memory.
	Repeated bool
	// Note says what is odd about the document itself.
	Note string
}

// Do serves a call. It returns nil if no operation fits.
func (e *Engine) Do(call *Call) *Result {
	inputs := e.read(call)
	if len(inputs) == 0 {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.changes++ // a reading call, too, may make up what is then kept
	e.settle(e.now())
	in := e.pick(inputs)
	result := e.serve(in)
	if r := e.store.byID[result.Resource]; r != nil {
		e.store.reweigh(r)
	}
	result.Operation, result.Faults = in.op, in.faults
	return result
}

// serve goes through the checks in WeChat Pay's order: format, permission, business.
func (e *Engine) serve(in *input) *Result {
	e.checkHeaders(in)
	if len(in.faults) > 0 {
		return in.refuseFormat()
	}
	if refusal := in.checkMerchant(); refusal != nil {
		return refusal
	}
	if in.op.Lifecycle == nil {
		return e.sample(in)
	}
	if refusal := e.check(in, nil, false); refusal != nil {
		return refusal
	}
	switch {
	case in.op.Lifecycle.Creates:
		return e.create(in)
	case in.op.Lifecycle.Lists != nil:
		return e.list(in)
	}
	return e.use(in)
}

// refuse makes a refusal. The status is the documented one; the message the check's own or the code's title.
func (in *input) refuse(code, message string) *Result {
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

func (in *input) refuseFormat() *Result {
	f := in.faults[0]
	type detail struct {
		Field    string `json:"field,omitempty"`
		Value    any    `json:"value,omitempty"`
		Issue    string `json:"issue"`
		Location string `json:"location"`
	}
	result := in.refuse("PARAM_ERROR", f.Message)
	result.Detail = detail{f.Field, f.Value, f.Issue, f.Location}
	return result
}

// checkMerchant holds the merchant that a request names to the one that signed it.
func (in *input) checkMerchant() *Result {
	own := "mchid"
	if in.members["sp_mchid"] != nil {
		own = "sp_mchid"
	}
	named, ok := in.members[own].(string)
	if !ok || named == in.call.MchID {
		return nil
	}
	code := "INVALID_REQUEST"
	if _, listed := in.op.Codes["NO_AUTH"]; listed {
		code = "NO_AUTH"
	}
	return in.refuse(code, own+"与Http头Authorization中的mchid不一致")
}

// check judges the rules between members: those that look at the resource, or those that do not.
func (e *Engine) check(in *input, r *Resource, stateful bool) *Result {
	broken, err := in.op.Lifecycle.Broken(e.environment(e.scopeOf(in, r)), stateful)
	switch {
	case err != nil:
		return in.broken(err)
	case broken != nil:
		return in.refuse(broken.Otherwise, broken.Message)
	}
	return nil
}

// broken answers where the document itself is at fault.
func (in *input) broken(err error) *Result {
	result := in.refuse("SYSTEM_ERROR", "the lifecycle of "+in.op.Name()+" cannot be followed: "+err.Error())
	result.Note = err.Error()
	return result
}
