package sandbox

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// resourceRow is a line of the list of resources in the console.
type resourceRow struct {
	ID       string    `json:"id"`
	Number   string    `json:"n"`
	Kind     string    `json:"k"`
	State    string    `json:"s"`
	Changed  time.Time `json:"t"`
	Merchant string    `json:"m,omitempty"` // unless it is the first
}

func (g *Gateway) newResourceRow(r *engine.Resource) resourceRow {
	row := resourceRow{ID: r.ID, Number: clip(r.Number(), 64), Kind: r.Product + "." + r.Kind, State: r.State, Changed: r.Changed.Truncate(time.Millisecond)}
	if r.Merchant != g.MchID() {
		row.Merchant = r.Merchant
	}
	return row
}

// adminResources returns lines of the selected resources, the newest first.
func (g *Gateway) adminResources(w http.ResponseWriter, r *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	q := r.URL.Query()
	limit, rows := limitOf(q), []resourceRow{}
	e.Each(func(r *engine.Resource) bool {
		if selectsResource(q, r) {
			rows = append(rows, g.newResourceRow(r))
		}
		return len(rows) < limit
	})
	writeJSON(w, http.StatusOK, rows)
}

func selectsResource(q url.Values, r *engine.Resource) bool {
	kind, state, merchant := q.Get("kind"), q.Get("state"), q.Get("merchant")
	return (kind == "" || r.Product+"."+r.Kind == kind || r.Kind == kind) && (state == "" || r.State == state) &&
		(merchant == "" || r.Merchant == merchant) && r.Mentions(strings.ToLower(q.Get("q")))
}

// adminOrder is everything about a resource.
type adminOrder struct {
	adminResource
	Merchant   string         `json:"merchant"`
	Actions    []adminAction  `json:"actions"`
	Requests   []requestRow   `json:"requests"`
	Deliveries []Delivery     `json:"deliveries"`
	Effects    map[string]int `json:"effects"`
	Invented   bool           `json:"invented"`
	Due        *time.Time     `json:"due"` // of the next event of time; null if there is none
	Diagram    string         `json:"diagram"`
}

// adminAction is an event that can happen to a resource now, in words.
type adminAction struct {
	Event       string   `json:"event"`
	By          string   `json:"by"`
	Words       string   `json:"words"`
	Description string   `json:"description"`
	Parameters  []string `json:"parameters"`
}

// words returns the name of an event as people say it: userConfirms is "User confirms".
func words(event string) string {
	var out strings.Builder
	for i, r := range event {
		switch {
		case i == 0:
			out.WriteString(strings.ToUpper(string(r)))
		case r >= 'A' && r <= 'Z':
			out.WriteString(" " + strings.ToLower(string(r)))
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// adminOrder returns everything about a resource, named by its ID or its number.
func (g *Gateway) adminOrder(w http.ResponseWriter, r *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	kept, err := e.Resource(r.PathValue("id"))
	if err != nil {
		writeProblem(w, http.StatusNotFound, err)
		return
	}
	out := adminOrder{
		adminResource: newAdminResource(e, kept), Merchant: kept.Merchant, Requests: []requestRow{}, Deliveries: []Delivery{}, Effects: make(map[string]int),
		Invented: e.Invents(kept), Diagram: "diagram?" + url.Values{"kind": {kept.Product + "." + kept.Kind}, "state": {kept.State}}.Encode(),
	}
	for name, effect := range kept.Effects {
		out.Effects[name] = effect.Times
	}
	for _, ev := range e.EventsOf(kept) {
		a := adminAction{Event: ev.Name, By: ev.By, Words: words(ev.Name), Description: ev.Description, Parameters: []string{}}
		for _, p := range ev.Parameters {
			a.Parameters = append(a.Parameters, p.Name)
		}
		out.Actions = append(out.Actions, a)
	}
	for _, request := range g.selected(requestFilter{resource: kept.ID}, mostShown) {
		out.Requests = append(out.Requests, newRequestRow(request))
	}
	for _, d := range g.Deliveries() {
		if d.Resource == kept.ID {
			out.Deliveries = append(out.Deliveries, d)
		}
	}
	if at, ok := e.DueOf(kept.ID); ok {
		out.Due = &at
	}
	writeJSON(w, http.StatusOK, out)
}

func newAdminResource(e *engine.Engine, kept *engine.Resource) adminResource {
	r := newResource(e, kept)
	shown := adminResource{r.ID, r.Kind, r.Number, r.State, r.Created, r.Changed, r.Events, r.Members, nil}
	for _, c := range r.History {
		shown.History = append(shown.History, adminChange(c))
	}
	return shown
}

// adminEvents lists the events that can happen now, resource by resource, the newest first.
func (g *Gateway) adminEvents(w http.ResponseWriter, r *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	type event struct {
		resourceRow
		Events []string `json:"events"`
	}
	q := r.URL.Query()
	limit, list := limitOf(q), []event{}
	e.Each(func(r *engine.Resource) bool {
		events := []string{}
		for _, ev := range e.EventsOf(r) {
			events = append(events, ev.Name)
		}
		if want := q.Get("event"); selectsResource(q, r) && len(events) > 0 && (want == "" || slices.Contains(events, want)) {
			slices.Sort(events)
			list = append(list, event{g.newResourceRow(r), events})
		}
		return len(list) < limit
	})
	writeJSON(w, http.StatusOK, list)
}

// adminKinds lists the kinds of resources with their events, and how many there are.
func (g *Gateway) adminKinds(w http.ResponseWriter, _ *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	counts := make(map[string]int)
	e.Each(func(r *engine.Resource) bool {
		counts[r.Product+"."+r.Kind]++
		return true
	})
	type kind struct {
		Kind   string   `json:"kind"`
		Events []string `json:"events"`
		Count  int      `json:"count"`
	}
	list := []kind{}
	kinds := e.Kinds()
	for _, name := range slices.SortedFunc(maps.Keys(kinds), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) }) {
		events := kinds[name]
		if events == nil {
			events = []string{}
		}
		list = append(list, kind{name, events, counts[name]})
	}
	writeJSON(w, http.StatusOK, list)
}

// forget removes the resources of a kind with their notifications, or recorded requests, notifications, faults or policies.
func (g *Gateway) forget(what string) error {
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	switch {
	case what == "requests":
		g.ClearRequests()
	case what == "notifications":
		g.notifier.Clear()
	case what == "faults":
		g.ClearFaults()
		g.simulator.clearFaults()
		g.randomFaults.set(0, nil)
	case what == "policies":
		for _, p := range g.Policies() {
			if err := g.SetPolicy(p.Name, p.Default); err != nil {
				return err
			}
		}
	case what == "resources":
		for kind := range e.Kinds() {
			e.Forget(kind)
		}
	case e.Kinds()[what] != nil:
		e.Forget(what)
	default:
		return errors.New("forget: use requests, resources, notifications, faults, policies, or a kind of resources such as payscore.serviceOrder")
	}
	return nil
}
