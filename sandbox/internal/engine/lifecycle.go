package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/vm"
	"github.com/getkin/kin-openapi/openapi3"
)

// Kind is a kind of resource: what identifies one, its states and the events that move it.
type Kind struct {
	Product     string            `json:"-"`
	Name        string            `json:"-"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Key         []string          `json:"key"`
	States      map[string]*State `json:"states"`
	Events      map[string]*Event `json:"events"`
}

// State is one state of a kind, with the members of answers that show it by their dotted paths.
type State struct {
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Shows       map[string]any `json:"shows"`
	Final       bool           `json:"final"`
}

// Event moves a resource without an operation of the document.
type Event struct {
	Name        string   `json:"-"`
	By          string   `json:"by"`
	After       string   `json:"after"`
	From        []string `json:"from"`
	To          string   `json:"to"`
	Notifies    string   `json:"notifies"`
	Description string   `json:"description"`

	after time.Duration
}

// Lifecycle is what an operation does with a resource.
type Lifecycle struct {
	Resource  string             `json:"resource"`
	From      []string           `json:"from"` // nil: reads only; empty: creates
	To        choices            `json:"to"`
	Otherwise map[string]string  `json:"otherwise"`
	Missing   string             `json:"missing"`
	Repeat    *Repeat            `json:"repeat"`
	Needs     []*Need            `json:"needs"`
	Checks    []*Check           `json:"checks"`
	Policies  map[string]*Policy `json:"policies"`
	Notifies  string             `json:"notifies"`

	kind *Kind
}

// Repeat says what answers a call that took effect before: "answer", a code, or the policy that chooses among them.
type Repeat struct{ Same, Other string }

// check holds what is left to policies to those that there are.
func (r *Repeat) check(policies map[string]*Policy) error {
	if r == nil {
		return nil
	}
	for _, word := range []string{r.Same, r.Other} {
		if name, ok := strings.CutPrefix(word, "policy."); ok && policies[name] == nil {
			return fmt.Errorf("x-lifecycle: repeat: there is no policy %q", name)
		}
	}
	return nil
}

// Check is a rule between members.
type Check struct {
	That      string `json:"that"`
	Otherwise string `json:"otherwise"`
	Message   string `json:"message"`

	program  *vm.Program
	stateful bool // looks at the resource
}

// Policy is a switch where the sources disagree.
type Policy struct {
	Description string   `json:"description"`
	Values      []string `json:"values"`
	Default     string   `json:"default"`
}

// Choice is one way that an operation can lead.
type Choice struct {
	When     string `json:"when"`
	State    string `json:"state"`
	Notifies string `json:"notifies"`

	program *vm.Program
}

// choices reads a state or a list of choices.
type choices []*Choice

func (c *choices) UnmarshalJSON(data []byte) error {
	var state string
	if json.Unmarshal(data, &state) == nil {
		*c = choices{{State: state}}
		return nil
	}
	return json.Unmarshal(data, (*[]*Choice)(c))
}

// into decodes an extension.
func into(extension, target any) error {
	data, err := json.Marshal(extension)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, target)
}

func readKinds(product string, doc *openapi3.T) (map[string]*Kind, error) {
	kinds := make(map[string]*Kind)
	if doc.Components == nil || doc.Components.Extensions["x-lifecycles"] == nil {
		return kinds, nil
	}
	if err := into(doc.Components.Extensions["x-lifecycles"], &kinds); err != nil {
		return nil, fmt.Errorf("components: x-lifecycles: %w", err)
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		kind := kinds[name]
		if kind == nil {
			errs = append(errs, fmt.Errorf("x-lifecycles: %s: is empty", name))
			continue
		}
		kind.Product, kind.Name = product, name
		errs = append(errs, kind.check())
	}
	return kinds, errors.Join(errs...)
}

func (k *Kind) check() error {
	var errs []error
	if len(k.Key) == 0 {
		errs = append(errs, fmt.Errorf("x-lifecycles: %s: has no key; name the members that identify one", k.Name))
	}
	for _, name := range slices.Sorted(maps.Keys(k.Events)) {
		event := k.Events[name]
		event.Name = name
		for _, state := range append(slices.Clone(event.From), event.To) {
			if k.States[state] == nil {
				errs = append(errs, fmt.Errorf("x-lifecycles: %s: event %s: there is no state %q", k.Name, name, state))
			}
		}
		var err error
		if event.after, err = duration(event.After); err != nil {
			errs = append(errs, fmt.Errorf("x-lifecycles: %s: event %s: after: %w", k.Name, name, err))
		}
	}
	return errors.Join(errs...)
}

// duration reads 30d and what time.ParseDuration reads; "" is 0.
func duration(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err == nil && n > 0 && n <= 36500 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is no duration; write it as in 30d, 12h or 15s", text)
	}
	return d, nil
}

// prepare resolves names and compiles expressions.
func (l *Lifecycle) prepare(kinds map[string]*Kind) error {
	var errs []error
	l.kind = kinds[l.Resource]
	if l.kind == nil {
		return fmt.Errorf("x-lifecycle: there is no resource %q below components.x-lifecycles", l.Resource)
	}
	for _, choice := range l.To {
		if l.kind.States[choice.State] == nil {
			errs = append(errs, fmt.Errorf("x-lifecycle: to: %s has no state %q", l.Resource, choice.State))
		}
		var err error
		if choice.When != "" {
			choice.program, _, err = compile(choice.When)
		}
		errs = append(errs, err)
	}
	for _, state := range append(slices.Sorted(maps.Keys(l.Otherwise)), l.From...) {
		if l.kind.States[state] == nil {
			errs = append(errs, fmt.Errorf("x-lifecycle: %s has no state %q", l.Resource, state))
		}
	}
	errs = append(errs, l.Repeat.check(l.Policies))
	for _, need := range l.Needs {
		errs = append(errs, need.prepare(kinds))
	}
	for _, check := range l.Checks {
		var err error
		check.program, check.stateful, err = compile(check.That)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (l *Lifecycle) creates() bool { return l.From != nil && len(l.From) == 0 && len(l.To) > 0 }

func (l *Lifecycle) reads() bool { return len(l.To) == 0 }
