package engine

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Result is the answer to a call, and what it did.
type Result struct {
	Status   int
	Body     []byte // nil: none
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
	o, segments := e.find(call.Method, call.URI)
	if o == nil {
		return nil
	}
	in := o.read(call, segments)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	result := e.serve(in)
	result.Operation, result.Faults = o, in.faults
	return result
}

// serve goes through the checks in WeChat Pay's order: format, permission, business.
func (e *Engine) serve(in *input) *Result {
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
	if in.op.Lifecycle.creates() {
		return e.create(in)
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
	for _, check := range in.op.Lifecycle.Checks {
		if check.stateful != stateful {
			continue
		}
		ok, err := holds(check.program, check.That, e.environment(in, r))
		if err != nil {
			return in.broken(err)
		}
		if !ok {
			return in.refuse(check.Otherwise, check.Message)
		}
	}
	return nil
}

// broken answers where the document itself is at fault.
func (in *input) broken(err error) *Result {
	result := in.refuse("SYSTEM_ERROR", "the lifecycle of "+in.op.Name()+" cannot be followed: "+err.Error())
	result.Note = err.Error()
	return result
}

// environment is what expressions see.
func (e *Engine) environment(in *input, r *Resource) map[string]any {
	now := e.now()
	env := make(map[string]any, len(in.members)+5)
	for name, value := range in.members {
		env[name] = value
	}
	env["now"], env["policy"] = now, e.policiesOf(in.op)
	env["state"], env["stored"], env["age"] = "", members{}, time.Duration(0)
	if r != nil {
		env["state"], env["stored"], env["age"] = r.State, r.Members, now.Sub(r.Created)
	}
	return env
}

// create serves an operation that creates.
func (e *Engine) create(in *input) *Result {
	l := in.op.Lifecycle
	key, _ := in.key(l.kind)
	r := e.store.byKey[storeKey(l.kind.Product, l.kind.Name, key)]
	if r != nil && l.Repeat != nil {
		return e.repeat(in, r)
	}
	if refusal := e.check(in, r, true); refusal != nil {
		return refusal
	}
	choice, err := e.choose(in, r)
	if err != nil {
		return in.broken(err)
	}
	if r != nil { // made before, and the document lets it be asked for again
		merge(r.Members, in.body)
		return e.answer(in, r, r.State)
	}
	now := e.now()
	r = &Resource{
		Product: l.kind.Product, Kind: l.kind.Name, Key: key, Created: now, Changed: now,
		Members: make(members), Effects: make(map[string]*Effect), kind: l.kind,
	}
	for i, name := range l.kind.Key {
		if key[i] != "" {
			r.Members[name] = key[i]
		}
	}
	e.store.add(r)
	return e.take(in, r, choice)
}

// repeat answers a call for a resource that the same number made before.
func (e *Engine) repeat(in *input, r *Resource) *Result {
	l := in.op.Lifecycle
	effect := r.Effects[in.op.Name()]
	same := effect != nil && effect.Request == canonical(in.members)
	behaviour := l.Repeat.Other
	if same {
		behaviour = l.Repeat.Same
	}
	var result *Result
	switch {
	case same && behaviour == "answer":
		result = &Result{Status: effect.Status, Body: effect.Body, Repeated: true}
	case behaviour == "":
		result = in.refuse("INVALID_REQUEST", "")
	default:
		result = in.refuse(behaviour, "")
	}
	result.Resource, result.From, result.To = r.ID, r.State, r.State
	return result
}

// use serves an operation on what exists.
func (e *Engine) use(in *input) *Result {
	l := in.op.Lifecycle
	r := e.locate(in, l.kind)
	if r == nil {
		if l.Missing == "" {
			return e.sample(in)
		}
		return in.refuse(l.Missing, "")
	}
	refused := func(result *Result) *Result {
		result.Resource, result.From, result.To = r.ID, r.State, r.State
		return result
	}
	if refusal := in.checkOwner(r); refusal != nil {
		return refused(refusal)
	}
	if l.reads() {
		if refusal := e.check(in, r, true); refusal != nil {
			return refused(refusal)
		}
		return e.answer(in, r, r.State)
	}
	if effect := r.Effects[in.op.Name()]; effect != nil && effect.State == r.State && l.Repeat != nil &&
		(l.Repeat.Other != "" || effect.Request == canonical(in.members)) {
		return e.repeat(in, r)
	}
	if !slices.Contains(l.From, r.State) {
		code := l.Otherwise[r.State]
		if code == "" {
			code = "INVALID_REQUEST"
		}
		return refused(in.refuse(code, ""))
	}
	if refusal := e.check(in, r, true); refusal != nil {
		return refused(refusal)
	}
	choice, err := e.choose(in, r)
	if err != nil {
		return refused(in.broken(err))
	}
	return e.take(in, r, choice)
}

// checkOwner holds the identities that a request repeats to those of the resource.
func (in *input) checkOwner(r *Resource) *Result {
	for _, name := range []string{"sub_mchid", "service_id", "appid", "sp_appid", "sub_appid"} {
		given, stored := in.members[name], r.Members[name]
		if given == nil || stored == nil || given == stored {
			continue
		}
		code := "INVALID_REQUEST"
		if _, listed := in.op.Codes["APPID_MCHID_NOT_MATCH"]; listed && name != "service_id" && name != "sub_mchid" {
			code = "APPID_MCHID_NOT_MATCH"
		}
		if name == "sub_mchid" && in.op.Lifecycle.Missing != "" {
			return in.refuse(in.op.Lifecycle.Missing, "")
		}
		return in.refuse(code, name+"与订单不一致")
	}
	return nil
}

// choose finds the way that the call leads.
func (e *Engine) choose(in *input, r *Resource) (*Choice, error) {
	for _, choice := range in.op.Lifecycle.To {
		if choice.program == nil {
			return choice, nil
		}
		ok, err := holds(choice.program, choice.When, e.environment(in, r))
		if err != nil {
			return nil, err
		}
		if ok {
			return choice, nil
		}
	}
	return nil, fmt.Errorf("no entry of its list \"to\" holds; let the last one have no \"when\"")
}

// take lets a call take effect.
func (e *Engine) take(in *input, r *Resource, choice *Choice) *Result {
	from := r.State
	merge(r.Members, in.body)
	e.enter(r, choice.State, in.op.ID, in.members)
	result := e.answer(in, r, from)
	times := 1
	if before := r.Effects[in.op.Name()]; before != nil {
		times += before.Times
	}
	r.Effects[in.op.Name()] = &Effect{
		Request: canonical(in.members), State: r.State, Status: result.Status, Body: result.Body, Times: times,
	}
	event := choice.Notifies
	if event == "" {
		event = in.op.Lifecycle.Notifies
	}
	e.tell(r, event)
	return result
}

// enter moves a resource to a state.
func (e *Engine) enter(r *Resource, state, by string, request members) {
	now := e.now()
	r.History = append(r.History, Change{Time: now, By: by, From: r.State, To: state})
	r.State, r.Changed = state, now
	e.expect(r)
	e.derive(r, request)
}
