package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// walk goes many ways through the life of a kind, and more of them, up to ten times as many, while something was not come
// by. It tells what succeeded and which states were seen.
func walk(t *testing.T, e *Engine, p *Product, kind *lifecycle.Resource) (answered, reached map[string]bool) {
	answered, reached = make(map[string]bool), make(map[string]bool)
	var makers, users []*Operation
	for _, o := range p.Operations {
		switch {
		case o.Lifecycle == nil || o.kind != kind && !causes(o, kind):
		case o.Lifecycle.Creates:
			makers = append(makers, o)
		default:
			users = append(users, o)
		}
	}
	needed := needed(t, e, p, makers)
	for n := 0; n < 160 || n < 1600 && len(missing(p, kind, answered, reached)) > 0; n++ {
		for _, s := range e.Switches() {
			if err := e.SetPolicy(s.Name, s.Values[e.random.IntN(len(s.Values))]); err != nil {
				t.Fatal(err)
			}
		}
		number := fmt.Sprintf("%s%07d", p.Name[:4], n)
		kept := members{"out_order_no": number, "out_trade_no": number, "out_contract_code": number, "authorization_code": number}
		merge(kept, needed)
		maker := makers[n%len(makers)]
		id := ask(t, e, maker, kept, answered)
		if id != "" && maker.kind != kind {
			id = newest(e, kind)
		}
		if id == "" { // refused, as the example of what excludes each other is
			continue
		}
		for range 7 {
			step(t, e, users, id, answered, reached)
		}
	}
	return answered, reached
}

// causes reports whether an operation creates resources of a kind beside its own.
func causes(o *Operation, kind *lifecycle.Resource) bool {
	return slices.ContainsFunc(o.Lifecycle.Causes, func(c lifecycle.Cause) bool {
		event := kind.Event(c.Event)
		return c.Resource == kind.Name && event != nil && len(event.From) == 0
	})
}

// newest returns the ID of the resource of a kind that was made last.
func newest(e *Engine, kind *lifecycle.Resource) string {
	for _, r := range slices.Backward(e.store.list) {
		if r.kind == kind {
			return r.ID
		}
	}
	return ""
}

// neededKinds are the kinds that creating something else depends on: the number of the first, the event that makes it fit, and
// the member by which it is found.
var neededKinds = map[string]struct{ number, event, member string }{
	"contract":     {"out_contract_code", "userSigns", "contract_id"},
	"sharingOrder": {"out_order_no", "shares", "out_order_no"},
}

// needed makes what the makers depend on, and returns the member by which a request finds it; none if they depend on nothing.
func needed(t *testing.T, e *Engine, p *Product, makers []*Operation) members {
	t.Helper()
	i := slices.IndexFunc(makers, func(o *Operation) bool { return len(o.Lifecycle.Needs) > 0 })
	if i < 0 {
		return nil
	}
	need := makers[i].Lifecycle.Needs[0]
	name := need.Resource
	if need.Link != "" {
		name = makers[i].kind.Link(need.Link).Resources[0]
	}
	known, ok := neededKinds[name]
	if !ok {
		t.Fatalf("nothing is known of a %s, which %s needs", name, makers[i].ID)
	}
	for _, o := range p.Operations {
		if o.Lifecycle == nil || !o.Lifecycle.Creates || o.kind.Name != name {
			continue
		}
		for n := range 20 { // a policy may lead to another state
			id := ask(t, e, o, members{known.number: fmt.Sprint("needed", n)}, make(map[string]bool))
			if r, err := e.Trigger(known.event, id, nil); err == nil && slices.Contains(need.In, r.State) {
				return members{known.member: text(r.Members, known.member)}
			}
		}
	}
	t.Fatalf("no %s fits %s", name, makers[i].ID)
	return nil
}

// step lets an event happen, or calls an operation.
func step(t *testing.T, e *Engine, users []*Operation, id string, answered, reached map[string]bool) {
	t.Helper()
	r, err := e.Resource(id)
	if err != nil {
		t.Fatal(err)
	}
	reached[r.State] = true
	events := e.EventsOf(r)
	switch n := e.random.IntN(len(users) + len(events) + 1); {
	case n < len(users):
		ask(t, e, users[n], r.Members, answered)
	case n < len(users)+len(events):
		// An event with a condition need not be able to happen.
		if _, err := e.Trigger(events[n-len(users)].Name, id, nil); err != nil && !strings.Contains(err.Error(), "happens only when") {
			t.Fatal(err)
		}
	default:
		e.mu.Lock()
		own, _ := e.named(id)
		if _, ev := e.dueOf(own); ev != nil {
			h := happening{product: e.product(own.Product), merchant: own.Merchant, kind: own.kind, event: ev, r: own}
			if err := e.happen(h, 0); err != nil {
				t.Error(err)
			}
		}
		e.mu.Unlock()
	}
}

// ask calls an operation and holds what it answers to the document.
func ask(t *testing.T, e *Engine, o *Operation, kept members, answered map[string]bool) (resource string) {
	t.Helper()
	call := requestFor(e, o, kept)
	result := e.Do(call)
	if result.Note != "" {
		t.Errorf("%s: %s", o.ID, result.Note)
	}
	if len(result.Faults) > 0 {
		t.Errorf("%s: the example breaks the document: %s\n%s %s", o.ID, result.Message, call.URI, call.Body)
	}
	if result.Code != "" {
		if _, listed := o.Codes[result.Code]; !listed {
			t.Errorf("%s: %s is no documented code: %s", o.ID, result.Code, result.Message)
		}
		return result.Resource
	}
	answered[o.ID] = true
	checkAnswer(t, o.ID+" in "+result.To, o.answer, result.Body)
	return result.Resource
}
