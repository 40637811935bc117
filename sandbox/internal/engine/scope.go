package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// scope is the context of a call or an event, for expressions and for finding linked resources.
type scope struct {
	product  string
	merchant string
	kind     *lifecycle.Resource
	own      *Resource // nil if it does not exist yet
	given    members   // the members of the request, or the parameters of the event
	policies map[string]any
}

func (e *Engine) scopeOf(in *input, r *Resource) scope {
	return scope{
		product: in.op.Product, merchant: in.call.MchID, kind: in.op.kind, own: r, given: in.members,
		policies: e.policiesOf(in.op),
	}
}

func (r *Resource) scope(given members) scope {
	return scope{product: r.Product, merchant: r.Merchant, kind: r.kind, own: r, given: given}
}

// environment returns the variables of expressions.
func (e *Engine) environment(s scope) lifecycle.Env {
	now := e.now()
	env := make(lifecycle.Env, len(s.given)+10)
	states := make(members)
	for i := range s.kind.Links {
		link := &s.kind.Links[i]
		env[link.Name], states[link.Name] = view(link, e.linked(s, link))
	}
	for name, value := range s.given { // a member of the request hides a link of the same name
		env[name] = expressible(value)
	}
	env["now"], env["policy"], env["states"] = now.In(shanghai), s.policies, states
	env["merchant"], env["number"] = s.merchant, e.mimic
	env["state"], env["stored"], env["age"] = "", members{}, time.Duration(0)
	if s.own != nil {
		env["state"], env["stored"], env["age"] = s.own.State, expressible(s.own.Members), now.Sub(s.own.Created)
	}
	return env
}

// view returns the values of linked resources for expressions.
func view(link *lifecycle.Link, found []*Resource) (value, states any) {
	if link.Many {
		all, in := make([]any, len(found)), make([]any, len(found))
		for i, r := range found {
			all[i], in[i] = expressible(r.Members), r.State
		}
		return all, in
	}
	if len(found) == 0 {
		return nil, nil
	}
	return expressible(found[0].Members), found[0].State
}

// linked returns the resources of a link in the order of their creation: all of them if the link is to many, else the newest.
func (e *Engine) linked(s scope, link *lifecycle.Link) []*Resource {
	want := make(members)
	for _, match := range link.By {
		value, ok := at(s.given, match.Given)
		if !ok && s.own != nil {
			value, ok = at(s.own.Members, match.Given)
		}
		if ok && value != "" {
			want[match.Member] = value
		}
	}
	if len(want) == 0 {
		return nil
	}
	var found []*Resource
	for _, name := range link.Resources {
		product, kind := s.product, name
		if before, after, ok := strings.Cut(name, "."); ok {
			product, kind = before, after
		}
		for _, r := range e.store.fewest(product, kind, want) {
			if !r.gone() && r.Merchant == s.merchant && has(r.Members, want) {
				found = append(found, r)
			}
		}
	}
	slices.SortFunc(found, func(a, b *Resource) int { return a.seq - b.seq })
	if !link.Many && len(found) > 1 {
		found = found[len(found)-1:]
	}
	if audit != nil {
		audit(e, s, link, want, found)
	}
	return found
}

// audit is called with the resources of each link in tests.
var audit func(e *Engine, s scope, link *lifecycle.Link, want members, found []*Resource)

// name returns the name of the resource's kind in the documents of a product.
func (r *Resource) name(product string) string {
	if r.Product == product {
		return r.Kind
	}
	return r.Product + "." + r.Kind
}

// has reports whether m has all members of want.
func has(m, want members) bool {
	for path, value := range want {
		if other, ok := at(m, path); !ok || !equal(other, value) {
			return false
		}
	}
	return true
}
