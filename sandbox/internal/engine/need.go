package engine

import "github.com/wxpaygen/wxpaygen/lifecycle"

// checkNeeds checks what a call needs of other resources.
func (e *Engine) checkNeeds(in *input, own *Resource) *Result {
	for i := range in.op.Lifecycle.Needs {
		need := &in.op.Lifecycle.Needs[i]
		var states []string
		for _, r := range e.store.list {
			if r.Product == in.op.Product && r.Kind == need.Resource && r.Merchant == in.call.MchID && fits(need, in, own, r) {
				states = append(states, r.State)
			}
		}
		if code, ok := need.Unmet(states); !ok {
			return in.refuse(code, "")
		}
	}
	return nil
}

// fits reports whether a resource is the one, or one of those, that a call depends on.
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
