package engine

import (
	"cmp"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// invent serves an operation without a lifecycle. Its response is invented, from the request, the examples and the schemas. What a
// request creates is remembered: a later request gets what was sent, and 404 for a number that was not.
func (e *Engine) invent(in *input) *Result {
	m := in.op.memory
	var result *Result
	r, asked := e.recall(in)
	switch {
	case m.collection:
		result = e.collection(in)
	case r != nil && in.op.isBelow():
		result = e.sample(in)
	case r != nil:
		result = e.useRemembered(in, r)
	case m.makes != nil:
		result = e.invented(in)
	case asked && len(m.knows) > 0 && in.op.raw == nil:
		return in.failUnknown()
	default:
		result = e.sample(in)
	}
	result.Invented = result.Code == ""
	return result
}

// failUnknown is the response for a number that nothing has.
func (in *input) failUnknown() *Result {
	for _, code := range slices.Sorted(maps.Keys(in.op.Codes)) {
		if in.op.Codes[code].Status == http.StatusNotFound {
			return in.fail(code, "")
		}
	}
	result := in.fail("NOT_FOUND", "")
	result.Status = http.StatusNotFound
	return result
}

// invented remembers what a call creates. The same number with the same request gets the same response again.
func (e *Engine) invented(in *input) *Result {
	kind := in.op.memory.makes
	key, complete := keyOf(kind, in.call.MchID, in.members)
	if r := e.store.byKey[storeKey(in.op.Product, kind.Name, in.call.MchID, key)]; r != nil && complete {
		return e.useRemembered(in, r)
	}
	if failure := e.checkRoom(in, nil); failure != nil {
		return failure
	}
	r := e.newResource(in.op.Product, kind, in.call.MchID, key)
	e.store.add(r)
	merge(r.Members, in.members)
	e.move(r, in.op.ID, stateCreated)
	result := e.takeEffect(in, r, "")
	if !complete {
		e.store.rekey(r)
	}
	return result
}

// useRemembered serves a call about something that is remembered.
func (e *Engine) useRemembered(in *input, r *Resource) *Result {
	before := r.Effects[in.op.Name()]
	switch {
	case in.op.Method == http.MethodGet || in.op.Method == http.MethodHead:
		return e.recalled(in, r, r.State)
	case before != nil && before.Request == canonical(in.members):
		return &Result{Status: before.Status, Body: before.Body, Resource: r.ID, From: r.State, To: r.State, Repeated: true}
	}
	if failure := e.checkRoom(in, r); failure != nil {
		return failure
	}
	from := r.State
	merge(r.Members, in.body)
	if in.op.Method == http.MethodDelete {
		e.move(r, in.op.ID, stateDeleted)
	}
	return e.takeEffect(in, r, from)
}

// move records a change of state.
func (e *Engine) move(r *Resource, by, to string) {
	now := e.now()
	r.History = append(r.History, Change{Time: now, By: by, From: r.State, To: to})
	r.State, r.Changed = to, now
	if r.gone() {
		e.store.lose(r)
	}
}

// takeEffect returns the response of a call that changes a resource, and keeps it in case the call is repeated.
func (e *Engine) takeEffect(in *input, r *Resource, from string) *Result {
	result := e.recalled(in, r, from)
	times := 1
	if before := r.Effects[in.op.Name()]; before != nil {
		times += before.Times
	}
	r.Effects[in.op.Name()] = &Effect{Request: canonical(in.members), State: r.State, Status: result.Status, Body: result.Body, Times: times}
	return result
}

// recalled returns a response with the members of a resource. Members that had to be invented become members of the resource, so that
// the next response has the same.
func (e *Engine) recalled(in *input, r *Resource, from string) *Result {
	result := &Result{Status: in.op.success, Unsigned: in.op.unsigned, Raw: in.op.raw, Resource: r.ID, From: from, To: r.State}
	if in.op.response == nil {
		return result
	}
	b := e.inventor(in, r.Members)
	b.encrypt = nil
	known, _ := b.value(in.op.response, "", b.own, true)
	if object, ok := known.(members); ok {
		for name, value := range object {
			if _, has := r.Members[name]; !has {
				r.Members[name] = cloneValue(value)
			}
		}
	}
	b = e.inventor(in, r.Members)
	result.Body = b.json(in.op.response)
	return result
}

// inventor returns a builder of a response from the example and from what is known.
func (e *Engine) inventor(in *input, known members) *builder {
	own, _ := cloneValue(plainNumber(in.op.example)).(members)
	if own == nil {
		own = make(members)
	}
	properties, _ := propertiesOf(in.op.response)
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if ref := properties[name]; ref != nil && fitsRoughly(ref.Value, known[name]) {
			merge(own, members{name: known[name]})
		}
	}
	return &builder{engine: e, own: own, echo: in.path, mchID: in.call.MchID, mode: modeOf(in.members), encrypt: in.call.Encrypt, all: true}
}

// collection serves a call that reads what was created under its own path: a list, or the newest. If nothing was created, the
// response is the example, or an empty list.
func (e *Engine) collection(in *input) *Result {
	name, item := listOf(in.op.response)
	wanted := in.wanted()
	var found []any
	for i := len(e.store.list) - 1; i >= 0; i-- {
		r := e.store.list[i]
		if !in.remembers(r) || !r.answersTo(wanted) {
			continue
		}
		if item == nil {
			return e.recalled(in, r, r.State)
		}
		found = append([]any{cloneValue(r.Members)}, found...)
	}
	if len(in.op.memory.knows) == 0 || item == nil {
		return e.sample(in)
	}
	result := &Result{Status: in.op.success, Unsigned: in.op.unsigned}
	b := e.inventor(in, in.path)
	if name == "" {
		result.Body = writeJSON(b.list(in.op.response, "", found))
		return result
	}
	b.own[name] = slices.Clone(append([]any{}, found...))
	for _, total := range []string{"total_count", "total", "count"} {
		if properties, _ := propertiesOf(in.op.response); properties[total] != nil {
			b.own[total] = int64(len(found))
		}
	}
	result.Body = b.json(in.op.response)
	return result
}

// listOf returns the schema of the items of a list, or of the only list of objects in an object and its name; nil if there is none.
func listOf(schema *openapi3.Schema) (name string, item *openapi3.Schema) {
	if schema == nil {
		return "", nil
	}
	if schema.Items != nil {
		return "", schema.Items.Value
	}
	properties, _ := propertiesOf(schema)
	for _, member := range slices.Sorted(maps.Keys(properties)) {
		items := properties[member].Value.Items
		if items == nil {
			continue
		}
		if inside, _ := propertiesOf(items.Value); len(inside) > 0 {
			if item != nil {
				return "", nil
			}
			name, item = cmp.Or(name, member), items.Value
		}
	}
	return name, item
}
