package engine

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// newResource returns a resource that is not in a state yet.
func (e *Engine) newResource(product string, kind *lifecycle.Resource, merchant string, key []string) *Resource {
	now := e.now()
	r := &Resource{
		Product: product, Kind: kind.Name, Key: key, Merchant: merchant, Created: now, Changed: now,
		Members: make(members), Effects: make(map[string]*Effect), kind: kind,
	}
	if key == nil {
		r.Key = make([]string, len(kind.Key))
	}
	for i, name := range kind.Key {
		if r.Key[i] == "" && isMerchant(name) {
			r.Key[i] = merchant
		}
		if r.Key[i] != "" {
			r.Members[name] = r.Key[i]
		}
	}
	for _, count := range kind.Counts {
		r.Members[count.Name] = int64(0)
	}
	return r
}

// enter moves a resource to the state of an outcome and makes the assignments of the spec. After an error nothing has changed.
func (e *Engine) enter(r *Resource, by string, given members, policies map[string]any, own []lifecycle.Assignment, outcome *lifecycle.Outcome) error {
	e.store.reindex(r) // what the request changed
	if err := e.assign(r, given, policies, r.kind.Entering(own, outcome)); err != nil {
		return err
	}
	now := e.now()
	r.History = append(r.History[max(0, len(r.History)-maxHistory+1):], Change{Time: now, By: by, From: r.State, To: outcome.State})
	r.State, r.Changed = outcome.State, now
	e.store.reindex(r)
	if r.gone() {
		e.store.lose(r)
	}
	e.expect(r)
	return nil
}

// assign makes assignments; each sees the results of those before it.
func (e *Engine) assign(r *Resource, given members, policies map[string]any, list []lifecycle.Assignment) error {
	if len(list) == 0 {
		return nil
	}
	s := r.scope(given)
	s.policies = policies
	before, _ := cloneValue(r.Members).(members)
	env := e.environment(s)
	for _, set := range list {
		value, err := set.Value.Value(env)
		if err != nil {
			r.Members = before
			return err
		}
		if value = plainValue(value); value != nil {
			lay(r.Members, strings.Split(set.Path, "."), cloneValue(value))
		}
	}
	return nil
}

// lay sets the value at a path, in which 0 is the first element of a list and * means each element. It creates missing objects, and
// skips values of another kind.
func lay(into any, path []string, value any) {
	step, rest := path[0], path[1:]
	switch into := into.(type) {
	case members:
		if len(rest) == 0 {
			into[step] = value
			return
		}
		if into[step] == nil && !isIndex(rest[0]) {
			into[step] = make(members)
		}
		lay(into[step], rest, value)
	case []any:
		for i := range into {
			switch {
			case step != "*" && step != strconv.Itoa(i):
			case len(rest) == 0:
				into[i] = value
			default:
				lay(into[i], rest, value)
			}
		}
	}
}

func isIndex(step string) bool {
	_, err := strconv.Atoi(step)
	return err == nil || step == "*"
}

// plainValue converts the result of an expression to the types of members.
func plainValue(value any) any {
	switch v := value.(type) {
	case nil, string, bool, int64, json.Number:
		return v
	case time.Time:
		return v.In(shanghai).Format(time.RFC3339)
	case members:
		out := make(members, len(v))
		for name, member := range v {
			out[name] = plainValue(member)
		}
		return out
	case []any:
		out := slices.Clone(v)
		for i := range out {
			out[i] = plainValue(out[i])
		}
		return out
	}
	switch v := reflect.ValueOf(value); {
	case v.CanInt():
		return v.Int()
	case v.CanFloat():
		return plainNumber(v.Float())
	}
	return nil
}

func equal(a, b any) bool {
	if a, ok := a.(string); ok {
		if b, ok := b.(string); ok {
			return a == b
		}
	}
	return reflect.DeepEqual(plainValue(a), plainValue(b))
}
