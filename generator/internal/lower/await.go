package lower

import (
	"net/http"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// await returns the method that waits until the resource of a query is settled. It returns
// nil if the operation is no query, or if its response does not distinguish settled states
// from others for certain.
func (p *pass) await(m made, states *states) *ir.Await {
	query := states.of(m.op)
	response, ok := m.out.Response.(ir.JSONResponse)
	if query == nil || !query.Reads() || query.Lists != nil || m.op.Method != http.MethodGet || !ok || !response.Pointer {
		return nil
	}
	st, ok := p.types.Decls[types.TypeName(response.Type)].(*ir.Struct)
	resource := states.read.Resource(query.Resource)
	if !ok || resource == nil {
		return nil
	}
	open, settled := p.shown(resource, st)
	settled = distinct(settled, open)
	if len(open) == 0 || len(settled) == 0 {
		return nil
	}
	name := p.types.Names.TakeIn(p.methods, m.op.id, m.op.Pos, "Await"+withoutVerb(m.out.Name, "Query", "Get"), "Await"+m.out.Name, m.out.Name+"UntilSettled")
	if name == "" {
		return nil
	}
	return &ir.Await{Name: name, Doc: awaitDoc(name, m.out.Name, settled), Open: conditions(open), Settled: conditions(settled)}
}

// withoutVerb removes the first of verbs with which a name begins.
func withoutVerb(name string, verbs ...string) string {
	for _, verb := range verbs {
		if rest, ok := strings.CutPrefix(name, verb); ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
			return rest
		}
	}
	return name
}

// shownState is a state by what a response in it has.
type shownState struct {
	text    []string // "trade_state SUCCESS"
	members []ir.ShownMember
}

// shown returns what a response has in the states of a resource: in those that settle it,
// and in others. A resource that is gone has no response.
func (p *pass) shown(resource *lifecycle.Resource, st *ir.Struct) (open, settled []shownState) {
	for i := range resource.States {
		state := &resource.States[i]
		if state.Gone {
			continue
		}
		var s shownState
		for _, show := range state.Shows {
			if member, ok := p.shownMember(st, show); ok {
				s.text = append(s.text, show.Path+" "+showText(show.Value))
				s.members = append(s.members, member)
			}
		}
		if resource.Settled(state) {
			settled = s.addTo(settled)
		} else {
			open = s.addTo(open)
		}
	}
	return open, settled
}

func (s shownState) addTo(list []shownState) []shownState {
	if slices.ContainsFunc(list, s.isSame) {
		return list
	}
	return append(list, s)
}

func (s shownState) isSame(other shownState) bool { return slices.Equal(s.text, other.text) }

func showText(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case bool:
		if value {
			return "true"
		}
	}
	return "false"
}

// distinct returns the settled states that cannot be taken for an open one.
func distinct(settled, open []shownState) []shownState {
	return slices.DeleteFunc(slices.Clone(settled), func(s shownState) bool {
		return slices.ContainsFunc(open, func(o shownState) bool { return o.isWithin(s) })
	})
}

// isWithin reports whether a response in the state other shows s as well.
func (s shownState) isWithin(other shownState) bool {
	return !slices.ContainsFunc(s.text, func(text string) bool { return !slices.Contains(other.text, text) })
}

// shownMember returns the field of a response that shows a state. Only enumerations and
// booleans do for certain: texts are for people, and elements of lists may differ.
func (p *pass) shownMember(st *ir.Struct, show lifecycle.Show) (ir.ShownMember, bool) {
	path, t := p.field(st, show.Path)
	if path == nil {
		return ir.ShownMember{}, false
	}
	value := p.shownValue(t, show.Value)
	return ir.ShownMember{Path: path, Value: value}, value != nil
}

// shownValue returns the value of a field of type t, nil if it is not one of its values.
func (p *pass) shownValue(t ir.Type, value any) ir.Arg {
	if t == ir.Type(ir.Bool) {
		if flag, ok := value.(bool); ok {
			return ir.Ident(showText(flag))
		}
		return nil
	}
	enum, ok := p.types.Decls[types.TypeName(t)].(*ir.Enum)
	text, isText := value.(string)
	if !ok || !isText || enum.Base != ir.String {
		return nil
	}
	for _, member := range enum.Members {
		if member.Str == text {
			return ir.Ident(member.Name)
		}
	}
	return nil
}

func conditions(states []shownState) []ir.ShownState {
	var list []ir.ShownState
	for _, s := range states {
		list = append(list, s.members)
	}
	return list
}

func awaitDoc(name, query string, settled []shownState) ir.Doc {
	var list ir.List
	for _, s := range settled {
		list = append(list, strings.Join(s.text, ", "))
	}
	return ir.Doc{
		ir.Para(name + " calls [Client." + query + "] until the response shows one of these states, in which there " +
			"is nothing more to wait for:"),
		list,
		ir.Para("The wait ends with ctx; its error is then a [*wxpay.UnsettledError], which matches [wxpay.ErrOutcomeUnknown]. See [wxpay.Await]."),
	}
}
