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
	// Lookups are other members that identify one; all of a list have to be given.
	Lookups [][]string
	// Aliases are the members that requests and responses have under another name:
	// that name, with the resource's own.
	Aliases map[string]string
	// Identity are members that a request repeats and that have to be equal.
	Identity []Identity
	Links    []Link
	Counts   []Count
	Sets     []Assignment // on entering any state
	States   []State      // in the document's order
	Events   []Event
}

// Identity is a member that a request may repeat. If its value is another one,
// the code is the first that the operation lists, or the last.
type Identity struct {
	Member string
	Codes  []string // codes, or Missing for the operation's own code
}

// Missing is the value of [Identity] for the operation's code for a missing
// resource.
const Missing = "missing"

// Count is a number that is stored with a resource, 0 at first, such as the
// amount that has been refunded.
type Count struct{ Name, Description string }

// State is a state of a resource.
type State struct {
	Name        string // ours: created
	Title       string // WeChat Pay's, where there is one
	Description string
	Shows       []Show // members of responses in this state; empty: responses do not show it
	Final       bool   // nothing leads out of it
	Settled     bool   // the document says that a wait ends in it; see [Resource.Settled]
	Gone        bool   // the resource does not exist any more; final too
	Sets        []Assignment
}

// Show is a member of responses and its value in a state.
type Show struct {
	Path  string // dotted; 0 is the first element, * each: collection.details.0.paid_type
	Value any    // string, bool or int64
}

// The actors of events.
const (
	ByUser      = "user"
	ByTime      = "time"
	ByWeChatPay = "wechatpay"
	ByMerchant  = "merchant" // other than by an operation of the document
)

// Event is a change that no operation of the document makes.
type Event struct {
	Name        string
	By          string        // one of the actors
	After       time.Duration // when By is ByTime, since the state was entered
	At          *Expression   // when By is ByTime, the time; After counts if it is nil
	From        []string      // empty: it creates
	When        *Expression   // a further condition
	To          []Outcome     // the first whose condition is true is taken
	Notifies    string        // the event_type of the notification; ""
	Parameters  []Parameter
	Sets        []Assignment
	Causes      []Cause
	Description string
}

// Parameter is an argument of an event.
type Parameter struct {
	Name, Description string
	Default           *Expression // nil: it is required
}

// Operation is what an operation does to a resource.
type Operation struct {
	Name     string // its operationId
	Title    string // WeChat Pay's name; for the reader of a diagram
	Resource string
	// From are the states in which it may be called. An operation that creates has
	// none; one that reads has none either, and no To.
	From    []string
	Creates bool
	// To has the outcomes. The first whose condition is true is taken.
	To        []Outcome
	Otherwise []Refusal // the code in each other state, in the document's order
	Missing   string    // the code if the resource does not exist; ""
	Repeat    Repeat
	Needs     []Need // of other resources, in order
	Checks    []Check
	Policies  []Policy
	Notifies  string // the event_type that the call causes, whatever it leads to; ""
	// Keeps are the members of the body that the resource keeps; nil: all.
	Keeps  []string
	Sets   []Assignment
	Causes []Cause
	// Lists makes an operation that reads list resources; nil: it is about one.
	Lists *Listing
	// Codes are the codes that the operation's responses list; nil: not known.
	Codes []string

	members types.Map     // of its request, with their types; nil: not known
	node    *doctree.Node // x-lifecycle
	links   []string      // of its resource
}

// Reads reports whether the operation changes no state.
func (op *Operation) Reads() bool { return len(op.To) == 0 }

// Listing says which resources of the merchant an operation lists, and where its response has them.
type Listing struct {
	Member string      // of the response
	When   *Expression // of each, as stored; nil: all
	Offset *Expression // how many to skip; nil: none
	Limit  *Expression // how many at most; nil: all
	Total  string      // the response's member for how many there are, "" for none
}

// Outcome is a state that an operation leads to.
type Outcome struct {
	When     *Expression // nil: always
	State    string
	Notifies string
	Sets     []Assignment
}

// Refusal is the error code in a state.
type Refusal struct{ State, Code string }

// The words of Repeat.Same.
const (
	Answer  = "answer"  // the first response again
	Current = "current" // a response with the current resource
)

// Repeat is the result of a call that took effect before: Answer, Current, a
// code, a policy that chooses among them (policy.again), or "" if the document
// does not say.
type Repeat struct {
	Same  string // with the same parameters
	Other string // with others; Answer is none of its words
}

// Check is a rule between members.
type Check struct {
	That      *Expression
	Otherwise string // the code if it is false
	Message   string
}

// Policy is a switch for behaviour on which sources disagree.
type Policy struct {
	Name, Description string
	Values            []string
	Default           string
}

// Resource returns the resource of that name, nil if it is undefined.
func (m *Model) Resource(name string) *Resource {
	for _, r := range m.Resources {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Operation returns the lifecycle of the operation of that name, nil if it has
// none.
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

// State returns the state of that name, nil if it is undefined.
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

// Policy returns the policy of that name, nil if it is undefined.
func (op *Operation) Policy(name string) *Policy {
	i := slices.IndexFunc(op.Policies, func(p Policy) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &op.Policies[i]
}

// Refusal returns the error code in a state, "" if the call is allowed in it or
// the document does not say.
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
