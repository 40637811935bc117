package engine

import "github.com/wxpaygen/wxpaygen/lifecycle"

// checkNeeds checks the conditions of a call on other resources.
func (e *Engine) checkNeeds(in *input, own *Resource) *Result {
	for i := range in.op.Lifecycle.Needs {
		need := &in.op.Lifecycle.Needs[i]
		states := e.linkedStates(in, own, need)
		for _, r := range e.store.list {
			if need.Link == "" && !r.gone() && r.Product == in.op.Product && r.Kind == need.Resource && r.Merchant == in.call.MchID && fits(need, in, own, r) {
				states = append(states, r.State)
			}
		}
		if code, ok := need.Unmet(states); !ok {
			return in.fail(code, "")
		}
	}
	return nil
}

// linkedStates returns the states of the resources that a need links to.
func (e *Engine) linkedStates(in *input, own *Resource, need *lifecycle.Need) (states []string) {
	if need.Link == "" {
		return nil
	}
	for _, r := range e.linked(e.scopeOf(in, own), in.op.kind.Link(need.Link)) {
		states = append(states, r.State)
	}
	return states
}

// fits reports whether a need is about a resource.
func fits(need *lifecycle.Need, in *input, own, r *Resource) bool {
	for _, match := range need.By {
		want := in.members[match.Given]
		if want == nil && own != nil {
			want = own.Members[match.Given]
		}
		if has, _ := at(r.Members, match.Member); want == nil || has != want {
			return false
		}
	}
	return true
}
