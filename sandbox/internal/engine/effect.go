package engine

import (
	"errors"
	"reflect"
	"slices"
	"strings"
)

// create serves an operation that creates.
func (e *Engine) create(in *input) *Result {
	l := in.op.Lifecycle
	key, _ := in.key(l.kind)
	numbered := key[l.kind.numberAt()] != ""
	r := e.store.byKey[storeKey(l.kind.Product, l.kind.Name, key)]
	if !numbered { // what the merchant has no number for is another thing each time
		r = nil
	}
	if r != nil && l.Repeat != nil {
		return e.repeat(in, r)
	}
	if refusal := e.checkNeeds(in, r); refusal != nil {
		return refusal
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
		Product: l.kind.Product, Kind: l.kind.Name, Key: key, Merchant: in.call.MchID, Created: now, Changed: now,
		Members: make(members), Effects: make(map[string]*Effect), kind: l.kind,
	}
	for i, name := range l.kind.Key {
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
	behaviour := l.Repeat.Other
	if same {
		behaviour = l.Repeat.Same
	}
	if name, ok := strings.CutPrefix(behaviour, "policy."); ok {
		behaviour, _ = e.policiesOf(in.op)[name].(string)
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
	if refusal := e.checkNeeds(in, r); refusal != nil {
		return refused(refusal)
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
	return nil, errors.New("no entry of its list \"to\" holds; let the last one have no \"when\"")
}

// take lets a call take effect.
func (e *Engine) take(in *input, r *Resource, choice *Choice) *Result {
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
