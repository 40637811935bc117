package engine

import (
	"cmp"
	"reflect"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// create serves an operation that creates.
func (e *Engine) create(in *input) *Result {
	l := in.op.Lifecycle
	kind := in.op.kind
	key, _ := in.key(kind)
	numbered := key[numberAt(kind)] != ""
	r := e.store.byKey[storeKey(in.op.Product, kind.Name, key)]
	if !numbered { // what the merchant has no number for is another thing each time
		r = nil
	}
	if r != nil && l.Repeats() {
		return e.repeat(in, r)
	}
	if refusal := e.checkNeeds(in, r); refusal != nil {
		return refusal
	}
	if refusal := e.check(in, r, true); refusal != nil {
		return refusal
	}
	choice, err := l.Choose(e.environment(in, r))
	if err != nil {
		return in.broken(err)
	}
	if r != nil { // made before, and the document lets it be asked for again
		merge(r.Members, in.body)
		return e.answer(in, r, r.State)
	}
	now := e.now()
	r = &Resource{
		Product: in.op.Product, Kind: kind.Name, Key: key, Merchant: in.call.MchID, Created: now, Changed: now,
		Members: make(members), Effects: make(map[string]*Effect), kind: kind,
	}
	for i, name := range kind.Key {
		if key[i] != "" {
			r.Members[name] = key[i]
		}
	}
	e.store.add(r)
	result := e.take(in, r, choice)
	if !numbered {
		e.store.rekey(r)
	}
	return result
}

// repeat answers a call for a resource that the same number made before.
func (e *Engine) repeat(in *input, r *Resource) *Result {
	l := in.op.Lifecycle
	effect := r.Effects[in.op.Name()]
	same := effect != nil && effect.Request == canonical(in.members)
	behaviour := l.Again(same, e.policiesOf(in.op))
	var result *Result
	switch {
	case same && behaviour == lifecycle.Answer:
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
	r := e.locate(in)
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
	if l.Reads() {
		if refusal := e.check(in, r, true); refusal != nil {
			return refused(refusal)
		}
		return e.answer(in, r, r.State)
	}
	if effect := r.Effects[in.op.Name()]; effect != nil && effect.State == r.State && l.Repeats() &&
		(l.Repeat.Other != "" || effect.Request == canonical(in.members)) {
		return e.repeat(in, r)
	}
	if code, ok := l.Allows(r.State); !ok {
		return refused(in.refuse(cmp.Or(code, "INVALID_REQUEST"), ""))
	}
	if refusal := e.checkNeeds(in, r); refusal != nil {
		return refused(refusal)
	}
	if refusal := e.check(in, r, true); refusal != nil {
		return refused(refusal)
	}
	choice, err := l.Choose(e.environment(in, r))
	if err != nil {
		return refused(in.broken(err))
	}
	return e.take(in, r, choice)
}

// checkOwner holds the identities that a request repeats to those of the resource.
func (in *input) checkOwner(r *Resource) *Result {
	for _, name := range []string{"sub_mchid", "service_id", "appid", "sp_appid", "sub_appid"} {
		given, stored := in.members[name], r.Members[name]
		if reflect.DeepEqual(given, stored) || (given == nil || stored == nil) && !(name == "sub_mchid" && in.op.tellsMode(name)) {
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

// take lets a call take effect.
func (e *Engine) take(in *input, r *Resource, choice *lifecycle.Outcome) *Result {
	from := r.State
	if !messages[in.op.ID] {
		merge(r.Members, in.body)
	}
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
	r.History = append(r.History[max(0, len(r.History)-mostHistory+1):], Change{Time: now, By: by, From: r.State, To: state})
	r.State, r.Changed = state, now
	e.expect(r)
	e.derive(r, request)
}
