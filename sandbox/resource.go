package sandbox

import (
	"fmt"
	"slices"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Resource is a copy of something that WeChat Pay stores, such as a service order.
type Resource struct {
	// ID is the sandbox's ID of it: r1, r2, and so on.
	ID string
	// Kind is the names of the spec and of the kind, such as payscore.serviceOrder.
	Kind string
	// Number is the merchant's number of it, such as the out_order_no.
	Number string
	// State is the name of its state in the spec, such as paying.
	State string
	// Created and Changed are the times when it was created and when it entered its state.
	Created, Changed time.Time
	// Members are its values: nil, bool, string, []any and map[string]any as in JSON, integers as int64 or, if they are larger,
	// json.Number, and other numbers as float64.
	Members map[string]any
	// Events are the events that can happen to it now; see [Gateway.Trigger].
	Events []string
	// History lists its changes, the oldest first.
	History []Change
	// Effects counts how often operations took effect, by name. Repeated requests that got the same response again do not count.
	Effects map[string]int
}

// Change is a change of state of a resource.
type Change struct {
	Time time.Time
	// By is the operation or the event.
	By string
	// From and To are states; From is "" when it was created.
	From, To string
}

// Resources returns all resources in the order of their creation.
func (g *Gateway) Resources() []*Resource {
	e, err := g.simulator.engine()
	if err != nil {
		return nil
	}
	var list []*Resource
	for _, r := range e.Resources() {
		list = append(list, newResource(e, r))
	}
	return list
}

// Resource returns the resource with an ID or a merchant's number. It returns an error if there is none, or more than one.
func (g *Gateway) Resource(name string) (*Resource, error) {
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	r, err := e.Resource(name)
	if err != nil {
		return nil, err
	}
	return newResource(e, r), nil
}

func newResource(e *engine.Engine, r *engine.Resource) *Resource {
	out := &Resource{
		ID: r.ID, Kind: r.Product + "." + r.Kind, Number: r.Number(), State: r.State,
		Created: r.Created, Changed: r.Changed, Members: r.Members, Effects: make(map[string]int),
	}
	for _, ev := range e.EventsOf(r) {
		out.Events = append(out.Events, ev.Name)
	}
	for _, c := range r.History {
		out.History = append(out.History, Change(c))
	}
	for name, effect := range r.Effects {
		out.Effects[name] = effect.Times
	}
	slices.Sort(out.Events)
	return out
}

// Trigger plays the user, or WeChat Pay itself: an event of the spec's lifecycle, such as userPays, happens to a resource, named by
// its ID or the merchant's number. Trigger returns the resource after the event; a notification of the event is then being sent.
// It returns an error if the event cannot happen in the state of the resource.
func (g *Gateway) Trigger(event, resource string) (*Resource, error) {
	return g.TriggerWith(event, resource, nil)
}

// TriggerWith is like [Gateway.Trigger] for an event with parameters, such as an amount. Their names are those of the spec, and
// their values have the types of encoding/json.
func (g *Gateway) TriggerWith(event, resource string, parameters map[string]any) (*Resource, error) {
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	r, err := e.Trigger(event, resource, parameters)
	if err != nil {
		return nil, err
	}
	return newResource(e, r), nil
}

// Create creates a resource by an event, without a call of the merchant, such as a user's complaint. kind is the name of the
// product and of the kind, such as complaints.complaint. The parameters of the event become members of the resource.
func (g *Gateway) Create(event, kind string, parameters map[string]any) (*Resource, error) {
	return g.createFor(g.MchID(), event, kind, parameters)
}

// createFor is Create for a merchant.
func (g *Gateway) createFor(merchant, event, kind string, parameters map[string]any) (*Resource, error) {
	if !g.verifier.Knows(merchant) {
		return nil, fmt.Errorf("there is no merchant %q", merchant)
	}
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	r, err := e.Create(kind, event, merchant, parameters)
	if err != nil {
		return nil, err
	}
	return newResource(e, r), nil
}

// Policy chooses between behaviours where the sources on WeChat Pay disagree, or where the result depends on something that a
// caller cannot know.
type Policy struct {
	// Name is the names of the operation and of the policy, such as payscore.cancelServiceOrder.whilePaying.
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Values      []string `json:"values"`
	Default     string   `json:"default"`
	Value       string   `json:"value"`
}

// Policies returns all policies with their values.
func (g *Gateway) Policies() []Policy {
	e, err := g.simulator.engine()
	if err != nil {
		return nil
	}
	var list []Policy
	for _, s := range e.Switches() {
		list = append(list, Policy(s))
	}
	return list
}

// SetPolicy sets a policy, such as payscore.cancelServiceOrder.whilePaying, or all policies whose names end in name, such as
// whilePaying. It returns an error for an unknown name or value.
func (g *Gateway) SetPolicy(name, value string) error {
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	return e.SetPolicy(name, value)
}
