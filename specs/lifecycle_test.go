package specs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// States, events and operations of each lifecycle fit together.
func TestLifecycles(t *testing.T) {
	for _, file := range specFiles(t) {
		t.Run(file, func(t *testing.T) {
			tree := raw(t, file)
			resources, _ := member(tree, "components", "x-lifecycles").(map[string]any)
			steps := map[string][]step{}
			for _, op := range operations(load(t, file)) {
				lifecycle, ok := op.Extensions["x-lifecycle"].(map[string]any)
				if !ok {
					continue
				}
				name := fmt.Sprint(lifecycle["resource"])
				resource, ok := resources[name].(map[string]any)
				if !ok {
					t.Errorf("%s: there is no resource %q", op.where, name)
					continue
				}
				checkOperation(t, file, op, lifecycle, resource)
				steps[name] = append(steps[name], leads(lifecycle)...)
			}
			for _, name := range sorted(resources) {
				resource := resources[name].(map[string]any)
				events, _ := resource["events"].(map[string]any)
				for _, event := range sorted(events) {
					checkStates(t, name+" "+event, resource, texts(member(events, event, "from")))
					steps[name] = append(steps[name], leads(events[event].(map[string]any))...)
				}
				checkWays(t, name, resource, steps[name])
			}
		})
	}
}

// step is a transition between states.
type step struct {
	creates  bool
	from, to []string
}

// leads returns the steps of an operation or an event.
func leads(m map[string]any) []step {
	var to []string
	switch v := m["to"].(type) {
	case string:
		to = []string{v}
	case []any:
		for _, choice := range v {
			to = append(to, fmt.Sprint(member(choice, "state")))
		}
	}
	if to == nil {
		return nil
	}
	from, given := m["from"]
	if given && len(texts(from)) == 0 {
		return []step{{creates: true, to: to}}
	}
	var steps []step
	for _, state := range texts(from) {
		steps = append(steps, step{from: []string{state}, to: possible(state, m["to"])})
	}
	return steps
}

// possible returns the states that a state can lead to, without entries of to that apply only to other states.
func possible(state string, to any) (states []string) {
	choices, isList := to.([]any)
	if !isList {
		return []string{fmt.Sprint(to)}
	}
	for _, choice := range choices {
		when := fmt.Sprint(member(choice, "when"))
		if when == fmt.Sprintf("state == %q", state) {
			return append(states, fmt.Sprint(member(choice, "state")))
		}
		if !strings.HasPrefix(when, `state == "`) {
			states = append(states, fmt.Sprint(member(choice, "state")))
		}
	}
	return states
}

// checkOperation checks that an operation's lifecycle covers the resource's states, and that its responses
// list its codes.
func checkOperation(t *testing.T, file string, op operation, lifecycle, resource map[string]any) {
	t.Helper()
	states := resource["states"].(map[string]any)
	otherwise, _ := lifecycle["otherwise"].(map[string]any)
	from, refused := texts(lifecycle["from"]), sorted(otherwise)
	checkStates(t, op.where, resource, slices.Concat(from, refused))
	for _, s := range leads(lifecycle) {
		checkStates(t, op.where, resource, s.to)
	}
	if len(from) > 0 {
		for _, state := range sorted(states) {
			if member(states, state, "gone") != true && !slices.Contains(from, state) && !slices.Contains(refused, state) {
				t.Errorf("%s: has no response for state %s", op.where, state)
			}
		}
	}
	listed := map[string]bool{"answer": true, "current": true}
	for _, status := range sorted(op.Responses.Map()) {
		for code := range errorCodes(t, file, op.Responses.Value(status)) {
			listed[code] = true
		}
	}
	for _, code := range codesOf(lifecycle, otherwise) {
		if !listed[code] {
			t.Errorf("%s: no response lists %s", op.where, code)
		}
	}
}

// codesOf returns the codes that a lifecycle names.
func codesOf(lifecycle, otherwise map[string]any) []string {
	var codes []string
	for _, state := range sorted(otherwise) {
		codes = append(codes, fmt.Sprint(otherwise[state]))
	}
	for _, v := range []any{lifecycle["missing"], member(lifecycle, "repeat", "same"), member(lifecycle, "repeat", "other")} {
		if name, ok := strings.CutPrefix(fmt.Sprint(v), "policy."); ok {
			codes = append(codes, texts(member(lifecycle, "policies", name, "values"))...)
		} else if v != nil {
			codes = append(codes, fmt.Sprint(v))
		}
	}
	checks, _ := lifecycle["checks"].([]any)
	for _, check := range checks {
		codes = append(codes, fmt.Sprint(member(check, "otherwise")))
	}
	causes, _ := lifecycle["causes"].([]any)
	for _, cause := range causes {
		for _, v := range []any{member(cause, "otherwise"), member(cause, "missing")} {
			if v != nil {
				codes = append(codes, fmt.Sprint(v))
			}
		}
	}
	return codes
}

func checkStates(t *testing.T, where string, resource map[string]any, names []string) {
	t.Helper()
	for _, name := range names {
		if member(resource, "states", name) == nil {
			t.Errorf("%s: there is no state %q", where, name)
		}
	}
}

// checkWays reports states that cannot be reached, and states without an exit that are not final.
func checkWays(t *testing.T, where string, resource map[string]any, steps []step) {
	t.Helper()
	states := resource["states"].(map[string]any)
	reached, left := map[string]bool{}, map[string]bool{}
	for range states {
		for _, s := range steps {
			if s.creates || slices.ContainsFunc(s.from, func(name string) bool { return reached[name] }) {
				for _, name := range s.to {
					reached[name] = true
				}
			}
			for _, name := range s.from {
				left[name] = left[name] || slices.ContainsFunc(s.to, func(to string) bool { return to != name })
			}
		}
	}
	for _, name := range sorted(states) {
		final := member(states, name, "final") == true || member(states, name, "gone") == true
		if !reached[name] {
			t.Errorf("%s: nothing reaches state %s", where, name)
		}
		if left[name] == final {
			t.Errorf("%s: state %s: final is %v, left by something is %v", where, name, final, left[name])
		}
	}
}
