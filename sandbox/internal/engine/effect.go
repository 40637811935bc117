package engine

import (
	"cmp"
	"reflect"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// create executes an operation that creates a resource.
func (e *Engine) create(in *input) *Result {
	l := in.op.Lifecycle
	kind := in.op.kind
	key, _ := keyOf(kind, in.call.MchID, in.ownNames())
	numbered := key[numberAt(kind)] != ""
	r := e.store.byKey[storeKey(in.op.Product, kind.Name, in.call.MchID, key)]
	if !numbered { // without a merchant's number each call creates a resource
		r = nil
	}
	if r != nil && l.Repeats() {
		return e.repeat(in, r)
	}
	effect, failure := e.decide(in, r)
	switch {
	case failure != nil:
		return failure
	case r != nil: // it exists, and the document allows the same call again
		merge(r.Members, in.body)
		return e.respond(in, r, r.State)
	}
	r = e.newResource(in.op.Product, kind, in.call.MchID, key)
	e.store.add(r)
	result := e.execute(in, r, effect)
	switch {
	case r.State == "":
		e.store.drop(r)
	case !numbered:
		e.store.rekey(r)
	}
	return result
}

// effect is the effect that a call will have.
type effect struct {
	outcome *lifecycle.Outcome
	causes  []happening
}

// decide checks the conditions of a call and returns its effect, without executing it.
func (e *Engine) decide(in *input, r *Resource) (effect, *Result) {
	if failure := e.checkNeeds(in, r); failure != nil {
		return effect{}, failure
	}
	if failure := e.check(in, r, true); failure != nil {
		return effect{}, failure
	}
	if failure := e.checkRoom(in, r); failure != nil {
		return effect{}, failure
	}
	s := e.scopeOf(in, r)
	outcome, err := in.op.Lifecycle.Choose(e.environment(s))
	if err != nil {
		return effect{}, in.broken(err)
	}
	causes, code, err := e.plan(s, in.op.Lifecycle.Causes)
	switch {
	case err != nil:
		return effect{}, in.broken(err)
	case code != "":
		return effect{}, in.fail(code, "")
	}
	return effect{outcome, causes}, nil
}

// repeat serves a call that creates a resource which already exists.
func (e *Engine) repeat(in *input, r *Resource) *Result {
	l := in.op.Lifecycle
	before := r.Effects[in.op.Name()]
	same := before != nil && before.Request == canonical(in.members)
	behaviour := l.Again(same, e.policiesOf(in.op))
	var result *Result
	switch {
	case same && behaviour == lifecycle.Answer:
		result = &Result{Status: before.Status, Body: before.Body, Repeated: true}
	case behaviour == lifecycle.Current:
		result = e.respond(in, r, r.State)
		result.Repeated = true
	case behaviour == "":
		result = in.fail("INVALID_REQUEST", "")
	default:
		result = in.fail(behaviour, "")
	}
	result.Resource, result.From, result.To = r.ID, r.State, r.State
	return result
}

// use executes an operation on an existing resource.
func (e *Engine) use(in *input) *Result {
	l := in.op.Lifecycle
	r := e.locate(in)
	if r == nil {
		if l.Missing == "" {
			return e.sample(in)
		}
		return in.fail(l.Missing, "")
	}
	failed := func(result *Result) *Result {
		result.Resource, result.From, result.To = r.ID, r.State, r.State
		return result
	}
	if failure := in.checkOwner(r); failure != nil {
		return failed(failure)
	}
	if l.Reads() {
		if failure := e.check(in, r, true); failure != nil {
			return failed(failure)
		}
		if err := e.assign(r, in.members, e.policiesOf(in.op), l.Sets); err != nil {
			return failed(in.broken(err))
		}
		return e.respond(in, r, r.State)
	}
	if before := r.Effects[in.op.Name()]; before != nil && before.State == r.State && l.Repeats() &&
		(l.Repeat.Other != "" || before.Request == canonical(in.members)) {
		return e.repeat(in, r)
	}
	if code, ok := l.Allows(r.State); !ok {
		return failed(in.fail(cmp.Or(code, "INVALID_REQUEST"), ""))
	}
	effect, failure := e.decide(in, r)
	if failure != nil {
		return failed(failure)
	}
	return e.execute(in, r, effect)
}

// checkOwner compares the identity in a request with that of the resource.
func (in *input) checkOwner(r *Resource) *Result {
	for _, identity := range r.kind.Identity {
		name := identity.Member
		given, stored := in.members[name], r.Members[name]
		if reflect.DeepEqual(given, stored) || (given == nil || stored == nil) && !in.op.definesMode(name) {
			continue
		}
		code := in.op.Lifecycle.Mismatch(identity, func(code string) bool { _, ok := in.op.Codes[code]; return ok })
		message := ""
		if code != in.op.Lifecycle.Missing {
			message = name + "与订单不一致"
		}
		return in.fail(cmp.Or(code, "INVALID_REQUEST"), message)
	}
	return nil
}

// execute executes the effect of a call.
func (e *Engine) execute(in *input, r *Resource, effect effect) *Result {
	l, from := in.op.Lifecycle, r.State
	before, _ := cloneValue(r.Members).(members)
	for name, value := range in.body {
		if l.Kept(name) {
			merge(r.Members, members{name: value})
		}
	}
	err := e.enter(r, in.op.ID, in.members, e.policiesOf(in.op), l.Sets, effect.outcome)
	if err == nil {
		err = e.carryOut(effect.causes, 0)
	}
	if err != nil {
		r.Members = before
		e.store.reindex(r)
		return in.broken(err)
	}
	result := e.respond(in, r, from)
	times := 1
	if before := r.Effects[in.op.Name()]; before != nil {
		times += before.Times
	}
	r.Effects[in.op.Name()] = &Effect{
		Request: canonical(in.members), State: r.State, Status: result.Status, Body: result.Body, Times: times,
	}
	e.sendNotification(r, cmp.Or(effect.outcome.Notifies, l.Notifies))
	return result
}
