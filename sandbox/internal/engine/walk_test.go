package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// walk goes many ways through the life of a kind, and more of them while something was not seen. It returns which operations
// succeeded and which states occurred.
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
	for n := 0; n < 160 || n < 1600 && len(missing(p, kind, answered, reached)) > 0; n++ {
		choosePolicies(e, p)
		number := fmt.Sprintf("%s%07d", p.Name[:4], n)
		kept := members{
			"out_order_no": number, "out_trade_no": number, "out_contract_code": number, "authorization_code": number,
			"out_request_no": number, "out_subsidy_no": number, "out_subsidy_return_no": number,
			"coupon_code_mode": []string{"WECHATPAY_MODE", "MERCHANT_UPLOAD"}[n%2],
		}
		id := ""
		if len(makers) == 0 { // the user makes it
			id = occur(t, e, p, kind)
		} else {
			maker := makers[n%len(makers)]
			fulfil(t, e, p, maker, kept)
			if id = ask(t, e, maker, kept, answered); id != "" && maker.kind != kind {
				id = newest(e, kind)
			}
		}
		if id == "" { // refused, as the example of what excludes each other is
			continue
		}
		for range 7 + n/40 { // longer ways, while something was not seen
			step(t, e, users, id, answered, reached)
		}
	}
	return answered, reached
}

// occur lets an event happen that creates a resource of a kind.
func occur(t *testing.T, e *Engine, p *Product, kind *lifecycle.Resource) (id string) {
	t.Helper()
	for _, event := range kind.Events {
		if len(event.From) == 0 {
			r, err := e.Create(p.Name+"."+kind.Name, event.Name, testMchID, chosen[p.Name+"."+event.Name])
			if err != nil {
				t.Fatal(err)
			}
			return r.ID
		}
	}
	return ""
}

// choosePolicies sets each policy of a product at random.
func choosePolicies(e *Engine, p *Product) {
	choose := func(name string, values []string) { e.policies[name] = values[e.random.IntN(len(values))] }
	choose(headersPolicy.Name, headersPolicy.Values)
	for _, o := range p.Operations {
		if o.Lifecycle == nil {
			continue
		}
		for _, policy := range o.Lifecycle.Policies {
			choose(o.Name()+"."+policy.Name, policy.Values)
		}
	}
}

// causes reports whether an operation creates resources of a kind in addition to its own.
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

// fulfil creates the resources that an operation depends on, and records the members that identify them.
func fulfil(t *testing.T, e *Engine, p *Product, o *Operation, kept members) {
	t.Helper()
	for _, need := range o.Lifecycle.Needs {
		name, by := need.Resource, need.By
		if need.Link != "" {
			link := o.kind.Link(need.Link)
			name, by = link.Resources[0], link.By
		}
		if len(need.In) == 0 {
			continue
		}
		r := makeFit(t, e, p, name, need.In)
		for _, match := range by {
			if value, ok := at(r.Members, match.Member); ok {
				kept[match.Given] = value
			}
		}
	}
}

// makeFit makes a resource of a kind that is in one of some states: it is made until chance leads there.
func makeFit(t *testing.T, e *Engine, p *Product, name string, states []string) *Resource {
	t.Helper()
	for _, o := range p.Operations {
		if o.Lifecycle == nil || !o.Lifecycle.Creates || o.kind.Name != name {
			continue
		}
		for range 200 {
			choosePolicies(e, p)
			kept := members{}
			for _, key := range o.kind.Key[1:] {
				kept[key] = e.mimic("FIT0000000")
			}
			fulfil(t, e, p, o, kept)
			id := ask(t, e, o, kept, make(map[string]bool))
			for range 6 {
				r, err := e.Resource(id)
				if err != nil {
					break // refused
				}
				if slices.Contains(states, r.State) {
					return r
				}
				step(t, e, nil, id, make(map[string]bool), make(map[string]bool))
			}
		}
	}
	t.Fatalf("no %s comes to one of the states %v", name, states)
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

// ask calls an operation and validates the response.
func ask(t *testing.T, e *Engine, o *Operation, kept members, answered map[string]bool) (resource string) {
	t.Helper()
	call := requestFor(e, o, kept)
	result := e.Do(call)
	if result.Note != "" {
		t.Errorf("%s: %s", o.ID, result.Note)
	}
	if len(result.Violations) > 0 {
		t.Errorf("%s: the example breaks the document: %s\n%s %s", o.ID, result.Message, call.URI, call.Body)
	}
	if result.Code != "" {
		if _, listed := o.Codes[result.Code]; !listed {
			t.Errorf("%s: %s is no documented code: %s", o.ID, result.Code, result.Message)
		}
		return result.Resource
	}
	answered[o.ID] = true
	checkAnswer(t, o.ID+" in "+result.To, o.response, result.Body)
	return result.Resource
}
