package lifecycle

// Settled reports whether a wait for the resource ends in the state: nothing happens to the
// resource any more unless the merchant calls. This is so if the state is final, or if only
// the merchant's own calls and events lead out of it. The document can also say so of a state
// that is good enough, such as a withdrawal that arrived and can still be sent back.
func (r *Resource) Settled(s *State) bool {
	if s.Final || s.Settled {
		return true
	}
	for i := range r.Events {
		event := &r.Events[i]
		if event.By != ByMerchant && event.leadsOutOf(s.Name) {
			return false
		}
	}
	return true
}

// leadsOutOf reports whether the event can lead from the state to another one.
func (e *Event) leadsOutOf(state string) bool {
	from := false
	for _, name := range e.From {
		from = from || name == state
	}
	if !from {
		return false
	}
	for _, outcome := range e.To {
		if stays := outcome.State == state; outcome.When == nil || outcome.When.String() == `state == "`+state+`"` {
			return !stays // the outcomes after it are not for this state
		} else if !stays && !e.isOfAnother(outcome, state) {
			return true
		}
	}
	return false
}

// isOfAnother reports whether an outcome is for another state of e.From alone.
func (e *Event) isOfAnother(outcome Outcome, state string) bool {
	for _, name := range e.From {
		if name != state && outcome.When.String() == `state == "`+name+`"` {
			return true
		}
	}
	return false
}
