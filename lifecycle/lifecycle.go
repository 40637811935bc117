// Package lifecycle is the model of what a spec says about the states of its
// resources: who changes them, what an operation needs, which state it leads to,
// and the error code when it is not allowed.
//
// [Read] reads the extensions x-lifecycles and x-lifecycle and validates them.
// The model writes the sentences of generated comments and of the reference, and
// it can be executed: it decides what a call or an event may do, given the
// resource, the request and the time. It keeps no resources itself.
package lifecycle

import (
	"slices"
	"time"

	"github.com/expr-lang/expr/types"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Model is all that a document says about lifecycles. It does not change once it
// is read, and may be used by several goroutines at once.
type Model struct {
	Resources  []*Resource
	Operations []*Operation
	// Events are the event types of the document's callbacks; nil: not known.
	Events []string

	node *doctree.Node // components.x-lifecycles
}

// Resource is a thing that has states: an order, a contract.
type Resource struct {
	Name        string // serviceOrder
	Title       string // WeChat Pay's name: 支付分订单
	Description string
	Key         []string // the members that identify one
	States      []State  // in the document's order
	Events      []Event
}

// State is a state of a resource.
type State struct {
	Name        string // ours: created
	Title       string // WeChat Pay's, where there is one
	Description string
	Shows       []Show // what answers show of it; empty: no answer does
	Final       bool   // nothing leads out of it
}

// Show is a member of answers and its value in a state.
type Show struct {
	Path  string // dotted, 0 being the first element: collection.details.0.paid_type
	Value any    // string, bool or int64
}

// The actors of events.
const (
	ByUser      = "user"
	ByTime      = "time"
	ByWeChatPay = "wechatpay"
	ByMerchant  = "merchant" // by something that is no operation of the document
)

// Event is a change that no operation of the document brings about.
type Event struct {
	Name        string
	By          string        // one of the actors
	After       time.Duration // when By is ByTime
	From        []string      // empty: it brings the resource into being
	To          string
	Notifies    string // the event_type of the callback that tells of it; ""
	Description string
}

// Operation is what an operation does to a resource.
type Operation struct {
	Name     string // how the document calls it: its operationId
	Title    string // WeChat Pay's name; for the reader of a diagram
	Resource string
	// From are the states in which it may be called. An operation that creates has
	// none; one that reads has none either, and no To.
	From    []string
	Creates bool
	// To has the outcomes, of which the first that holds is taken.
	To        []Outcome
	Otherwise []Refusal // the code in each other state, in the document's order
	Missing   string    // the code when there is no such resource; ""
	Repeat    Repeat
	Needs     []Need // of other resources, in order
	Checks    []Check
	Policies  []Policy
	Notifies  string // the event_type that the call causes, whatever it leads to; ""
	// Codes are the codes that the operation's responses list; nil: not known.
	Codes []string

	members types.Map     // of its request, with their types; nil: not known
	node    *doctree.Node // x-lifecycle
}

// Reads reports whether the operation changes no state.
func (op *Operation) Reads() bool { return len(op.To) == 0 }

// Outcome is a state that an operation leads to.
type Outcome struct {
	When     *Expression // nil: always
	State    string
	Notifies string
}

// Refusal is the code that answers in a state.
type Refusal struct{ State, Code string }

// Answer is the value of Repeat.Same that stands for the first answer again.
const Answer = "answer"

// Repeat is what answers a call that took effect before: Answer, a code, a
// policy that chooses among them (policy.again), or "" where the document does
// not say.
type Repeat struct {
	Same  string // with the same parameters
	Other string // with others
}

// Check is a rule between members.
type Check struct {
	That      *Expression
	Otherwise string // the code when it does not hold
	Message   string
}

// Policy is a switch for what the sources disagree about.
type Policy struct {
	Name, Description string
	Values            []string
	Default           string
}

// Resource returns the resource of that name, nil if there is none.
func (m *Model) Resource(name string) *Resource {
	for _, r := range m.Resources {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Operation returns what is said about the operation of that name, nil if
// nothing is.
func (m *Model) Operation(name string) *Operation {
	for _, op := range m.Operations {
		if op.Name == name {
			return op
		}
	}
	return nil
}

// Of returns the operations on a resource, in the document's order.
func (m *Model) Of(resource string) []*Operation {
	var list []*Operation
	for _, op := range m.Operations {
		if op.Resource == resource {
			list = append(list, op)
		}
	}
	return list
}

// State returns the state of that name, nil if there is none.
func (r *Resource) State(name string) *State {
	i := slices.IndexFunc(r.States, func(s State) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &r.States[i]
}

func (r *Resource) stateNames() []string {
	var names []string
	for _, s := range r.States {
		names = append(names, s.Name)
	}
	return names
}

// Policy returns the policy of that name, nil if there is none.
func (op *Operation) Policy(name string) *Policy {
	i := slices.IndexFunc(op.Policies, func(p Policy) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &op.Policies[i]
}

// Refusal returns the code that answers in a state, "" if the call is allowed
// in it or nothing is said.
func (op *Operation) Refusal(state string) string {
	for _, r := range op.Otherwise {
		if r.State == state {
			return r.Code
		}
	}
	return ""
}

// The rules of diagnostics.
const (
	RuleForm       = "lifecycle-form"       // members that are unknown, missing or of another type
	RuleName       = "lifecycle-name"       // undefined names
	RuleCode       = "lifecycle-code"       // codes that no response lists, states without a code
	RuleWay        = "lifecycle-way"        // states that nothing reaches, or nothing leaves
	RuleExpression = "lifecycle-expression" // expressions that do not compile
)
