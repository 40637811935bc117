package sandbox

import (
	"slices"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Resource is a thing that WeChat Pay keeps, such as a service order, as it stood when it was asked for.
type Resource struct {
	// ID is the sandbox's own number of it: r1, r2, and so on.
	ID string
	// Kind is the spec's name and the resource's, such as payscore.serviceOrder.
	Kind string
	// Number is the merchant's own number of it, such as the out_order_no.
	Number string
	// State is the name that the spec gives to its state, such as paying.
	State string
	// Created and Changed are when it was made and when it came into its state.
	Created, Changed time.Time
	// Members are what is known about it: nil, bool, string, []any and map[string]any as in JSON, integers as int64, those beyond
	// as json.Number, and other numbers as float64.
	Members map[string]any
	// Events are those that can happen to it now; see [Gateway.Trigger].
	Events []string
	// History lists its changes, the oldest first.
	History []Change
	// Effects counts how often operations took effect, by their name; repetitions that were answered the same
	// again do not count.
	Effects map[string]int
}

// Change is a step in the life of a resource.
type Change struct {
	Time time.Time
	// By is the operation or the event.
	By string
	// From and To are states; From is "" when it was made.
	From, To string
}

// Resources returns all that WeChat Pay keeps, in the order in which it was made.
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

// Resource returns what WeChat Pay keeps under an ID or a merchant's number. It is an error if there is no such thing,
// or several of that number.
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

// Trigger plays the user, or WeChat Pay itself: it lets an event of the spec's lifecycle, such as userPays, happen to a
// resource, named by its ID or by the merchant's number, and returns it as it is then. The notification that the event has is on
// its way when Trigger returns. It is an error if the event cannot happen in the resource's state.
func (g *Gateway) Trigger(event, resource string) (*Resource, error) {
	return g.TriggerWith(event, resource, nil)
}

// TriggerWith is like Trigger for an event with parameters, such as an amount, by the names that the spec gives them. The values
// are of the types of encoding/json.
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

// Create lets an event happen that creates a resource without a call of the merchant, such as a user's complaint. kind is the
// product's name with the resource's: complaints.complaint. The parameters are the event's, and the resource's first members.
func (g *Gateway) Create(event, kind string, parameters map[string]any) (*Resource, error) {
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	r, err := e.Create(kind, event, g.MchID(), parameters)
	if err != nil {
		return nil, err
	}
	return newResource(e, r), nil
}

// Policy is a switch where the sources on WeChat Pay disagree, or where something that the caller cannot know decides.
type Policy struct {
	// Name is the operation's and the switch's, such as payscore.cancelServiceOrder.whilePaying.
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Values      []string `json:"values"`
	Default     string   `json:"default"`
	Value       string   `json:"value"`
}

// Policies returns all switches.
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

// SetPolicy sets a switch, named as in payscore.cancelServiceOrder.whilePaying, or all whose names end so: whilePaying.
func (g *Gateway) SetPolicy(name, value string) error {
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	return e.SetPolicy(name, value)
}
