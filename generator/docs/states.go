package docs

import (
	"fmt"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/lifecycle"
	"github.com/wxpaygen/wxpaygen/lifecycle/diagram"
)

// lifecycles writes the states of each resource: the drawing, and the same in
// tables.
func (w *page) lifecycles() {
	m := w.product.model
	if len(m.Resources) == 0 {
		return
	}
	w.line("## States\n")
	for _, r := range m.Resources {
		w.line("<a id=\"state-%s\"></a>\n\n### %s\n", anchor(r.Name), firstOf(prose(titledName(r)), prose(r.Name)))
		w.para(prose(r.Description))
		if len(r.Key) > 0 {
			w.para("Each is identified by " + join(each(r.Key, code)) + ".")
		}
		w.line("![The states of %s, as in the tables below](%s)\n", prose(r.Name), w.product.diagram(r))
		w.line("| state | shown as | meaning |\n|---|---|---|")
		for i := range r.States {
			w.state(&r.States[i])
		}
		w.line("")
		w.steps(r)
		w.kept(r)
	}
}

func titledName(r *lifecycle.Resource) string {
	if r.Title == "" {
		return r.Name
	}
	return r.Title + " (" + r.Name + ")"
}

func (w *page) state(s *lifecycle.State) {
	var shows []string
	for _, show := range s.Shows {
		shows = append(shows, code(fmt.Sprintf("%s: %v", show.Path, show.Value)))
	}
	shown := strings.Join(shows, "<br>")
	if shown == "" {
		shown = "not in responses"
	}
	meaning := cell(titled(s.Title, s.Description))
	switch {
	case s.Gone:
		meaning += " *The resource does not exist any more.*"
	case s.Final:
		meaning += " *Final.*"
	}
	w.line("| %s | %s | %s |", cell(s.Name), shown, strings.TrimSpace(meaning))
}

func (w *page) steps(r *lifecycle.Resource) {
	w.line("| from | what happens | to |\n|---|---|---|")
	for _, s := range w.product.model.Steps(r) {
		what := ""
		switch {
		case s.Op != nil:
			what = w.reference(s.Name)
		default:
			what = cell(s.Name) + " (" + mover(s.Event) + "): " + cell(s.Event.Description)
			what = strings.TrimSuffix(what, ": ")
			what += w.effects(r, s.Event)
		}
		from := cell(strings.Join(s.From, ", "))
		if from == "" {
			from = "—"
		}
		w.line("| %s | %s | %s |", from, what, cell(strings.Join(s.To, " or ")))
	}
	w.line("")
}

// effects describes what an event needs and changes in addition to the state.
func (w *page) effects(r *lifecycle.Resource, e *lifecycle.Event) string {
	var list []string
	if e.When != nil {
		list = append(list, "Only when "+lifecycle.Words(e.When.String(), lifecycle.Style{Value: code})+".")
	}
	for _, p := range e.Parameters {
		text := "Parameter " + code(p.Name)
		if p.Description != "" {
			text += ": " + strings.TrimSuffix(cell(p.Description), ".")
		}
		if p.Default != nil {
			text += " (" + code(p.Default.String()) + " by default)"
		}
		list = append(list, text+".")
	}
	list = append(list, w.product.model.Caused(r, e.Causes, lifecycle.Style{Code: code, Value: code})...)
	if e.Notifies != "" {
		list = append(list, "Notifies "+code(e.Notifies)+".")
	}
	if len(list) == 0 {
		return ""
	}
	return " " + strings.Join(list, " ")
}

// kept describes the numbers that are stored with a resource, and the members
// whose values the spec sets, in the sandbox as at WeChat Pay.
func (w *page) kept(r *lifecycle.Resource) {
	for _, c := range r.Counts {
		w.para("Kept with it as " + code(c.Name) + ": " + prose(c.Description))
	}
	if paths := w.product.model.Assigned(r); len(paths) > 0 {
		w.para("The sandbox gives values to " + join(each(paths, code)) + ".")
	}
}

func mover(e *lifecycle.Event) string {
	switch e.By {
	case lifecycle.ByTime:
		return diagram.When(e, code)
	case lifecycle.ByMerchant:
		return "the merchant, elsewhere"
	case lifecycle.ByUser:
		return "the user"
	}
	return "WeChat Pay"
}

// states describes what an operation needs of the state and does to it.
func (w *page) states(op *apimodel.Operation) {
	described := w.product.model.Operation(op.ID)
	if described == nil {
		return
	}
	sentences := w.product.model.Sentences(described, lifecycle.Style{Code: code, Value: code})
	if described.Missing != "" && !described.Creates {
		what := "one"
		if r := w.product.model.Resource(described.Resource); r != nil {
			what = prose(r.Noun())
		}
		sentences = append(sentences, "If there is no such "+what+", the error is "+code(described.Missing)+".")
	}
	sentences = append(sentences, described.Repetition(lifecycle.Style{Code: code})...)
	if notification := described.Notification(lifecycle.Style{Value: code}); notification != "" {
		sentences = append(sentences, notification)
	}
	w.para(strings.Join(sentences, " "))
	w.checks(described)
}

// checks lists the conditions of a call, and the switches of the sandbox that
// they and the outcomes depend on.
func (w *page) checks(op *lifecycle.Operation) {
	words := lifecycle.Style{Code: code, Value: code}
	if len(op.Checks) > 0 {
		w.line("| condition | otherwise | message |\n|---|---|---|")
		for _, c := range op.Checks {
			w.line("| %s | %s | %s |", lifecycle.Words(c.That.String(), words), code(c.Otherwise), cell(c.Message))
		}
		w.line("")
	}
	for _, p := range op.Policies {
		text := fmt.Sprintf("Not certain, so the sandbox has a switch (%s): %s", code("policy."+p.Name), prose(p.Description))
		w.para(text + fmt.Sprintf(" One of %s; %s by default.", strings.Join(each(p.Values, code), ", "), code(p.Default)))
	}
}
