package engine

import (
	"errors"
	"fmt"
	"slices"
)

// Need is what an operation needs of another resource.
type Need struct {
	Resource string `json:"resource"`
	// By finds it: its members, each with the member of the request or of the operation's own resource that is equal.
	By        map[string]string `json:"by"`
	In        []string          `json:"in"`      // the states that it has to be in
	Without   []string          `json:"without"` // the states in which there must be none
	Otherwise string            `json:"otherwise"`
	Missing   string            `json:"missing"`

	kind *Kind
}

func (n *Need) prepare(kinds map[string]*Kind) error {
	if n == nil || kinds[n.Resource] == nil {
		return errors.New("x-lifecycle: needs: a resource is named that is not below components.x-lifecycles")
	}
	n.kind = kinds[n.Resource]
	var errs []error
	for _, state := range slices.Concat(n.In, n.Without) {
		if n.kind.States[state] == nil {
			errs = append(errs, fmt.Errorf("x-lifecycle: needs: %s has no state %q", n.Resource, state))
		}
	}
	if len(n.By) == 0 || (len(n.In) > 0) == (len(n.Without) > 0) {
		errs = append(errs, fmt.Errorf("x-lifecycle: needs: %s: write by, and either in or without", n.Resource))
	}
	return errors.Join(errs...)
}

// checkNeeds holds the other resources that a call depends on to what it needs of them.
func (e *Engine) checkNeeds(in *input, own *Resource) *Result {
	for _, need := range in.op.Lifecycle.Needs {
		found, met := false, len(need.Without) > 0
		for _, r := range e.store.list {
			if r.kind != need.kind || r.Merchant != in.call.MchID || !need.fits(in, own, r) {
				continue
			}
			found = true
			switch {
			case slices.Contains(need.Without, r.State):
				met = false
			case slices.Contains(need.In, r.State):
				met = true
			}
		}
		switch {
		case met:
		case !found && need.Missing != "":
			return in.refuse(need.Missing, "")
		default:
			return in.refuse(need.Otherwise, "")
		}
	}
	return nil
}

// fits reports whether a resource is the one, or one of those, that a call depends on.
func (n *Need) fits(in *input, own, r *Resource) bool {
	for member, name := range n.By {
		want := in.members[name]
		if want == nil && own != nil {
			want = own.Members[name]
		}
		if has, _ := at(r.Members, member); want == nil || has != want {
			return false
		}
	}
	return true
}
