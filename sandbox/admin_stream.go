package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// The pace of the stream: in each tick that has changes, at most streamBudget bytes of lines are sent, which keeps it below 50 KB/s.
const (
	streamTick   = 500 * time.Millisecond
	streamBudget = 20 << 10
	// streamRows is how many lines of a kind one tick has at most; a console shows no more.
	streamRows = 60
)

// streamChange is what has changed since the last event of the stream.
type streamChange struct {
	Now        time.Time     `json:"now"`
	Ahead      string        `json:"ahead"`
	Requests   []requestRow  `json:"requests,omitempty"`
	Resources  []resourceRow `json:"resources,omitempty"`
	Deliveries []deliveryRow `json:"deliveries,omitempty"`
	Total      streamTotal   `json:"total"`
	// Left reports whether there was more than fits. Whoever shows a list loads it again.
	Left bool `json:"left,omitempty"`
	// Settings reports whether policies, faults or the options of notifications changed.
	Settings bool `json:"settings,omitempty"`
}

// streamTotal is how much of everything there is.
type streamTotal struct {
	Requests   int `json:"requests"` // ever made
	Resources  int `json:"resources"`
	Deliveries int `json:"deliveries"`
}

// deliveryRow is a notification in the console's list.
type deliveryRow struct {
	ID       string    `json:"id"`
	Event    string    `json:"e"`
	Resource string    `json:"r"`
	URL      string    `json:"u"`
	Created  time.Time `json:"t"`
	Attempts int       `json:"a"`
	Status   int       `json:"s"` // of the last attempt
	Accepted bool      `json:"ok,omitempty"`
	Next     string    `json:"next,omitempty"`
	Problem  string    `json:"x,omitempty"`
}

func newDeliveryRow(d Delivery) deliveryRow {
	row := deliveryRow{
		ID: d.ID, Event: d.Event, Resource: d.Resource, URL: clip(d.URL, 120), Created: d.Created.Truncate(time.Millisecond), Attempts: len(d.Attempts),
		Accepted: d.Accepted, Problem: d.Problem,
	}
	if len(d.Attempts) > 0 {
		row.Status = d.Attempts[len(d.Attempts)-1].Status
	}
	if !d.Next.IsZero() {
		row.Next = d.Next.Format(time.RFC3339)
	}
	return row
}

// stream is a console that is open.
type stream struct {
	gateway    *Gateway
	engine     *engine.Engine
	requests   int // the last number that was sent
	open       []int
	engineAt   uint64
	notifierAt uint64
	ahead      time.Duration
	resources  map[string][3]int64
	deliveries map[string]string
	settings   string
	first      bool
}

// adminStream sends what changes as server-sent events, until the client or the gateway goes.
func (g *Gateway) adminStream(w http.ResponseWriter, r *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	after, _ := strconv.Atoi(r.URL.Query().Get("after"))
	s := &stream{gateway: g, engine: e, requests: after, resources: make(map[string][3]int64), deliveries: make(map[string]string), first: true}
	control := http.NewResponseController(w)
	ticker := time.NewTicker(streamTick)
	defer ticker.Stop()
	for quiet := 0; ; quiet++ {
		change, changed := s.change()
		var err error
		switch {
		case changed:
			data, _ := json.Marshal(change) // nothing in it fails
			_, err = fmt.Fprintf(w, "data: %s\n\n", data)
			quiet = 0
		case quiet > 20: // so that a client which is gone is noticed
			_, err = fmt.Fprint(w, ":\n\n")
			quiet = 0
		}
		if err != nil || control.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-ticker.C:
		}
	}
}

// change returns what has changed since the last call.
func (s *stream) change() (c streamChange, changed bool) {
	g := s.gateway
	budget := streamBudget
	c.Ahead = g.simulator.ahead().Round(time.Second).String()
	changed = s.first || g.simulator.ahead() != s.ahead
	s.ahead = g.simulator.ahead()
	changed = s.addRequests(&c, &budget) || changed
	changed = s.addResources(&c, &budget) || changed
	changed = s.addDeliveries(&c, &budget) || changed
	if settings := g.settingsMark(s.engine); settings != s.settings {
		c.Settings, changed = !s.first, true
		s.settings = settings
	}
	s.first = false
	c.Now = g.Now()
	return c, changed
}

// fits takes a line's share of the budget.
func fits(line any, budget *int) bool {
	data, _ := json.Marshal(line)
	*budget -= len(data) + 1
	return *budget >= 0
}

// addRequests adds the newest requests, and those that have got their response since they were sent.
func (s *stream) addRequests(c *streamChange, budget *int) bool {
	g := s.gateway
	g.mu.Lock()
	defer g.mu.Unlock()
	c.Total.Requests = g.requests.total
	if g.requests.total == s.requests && len(s.open) == 0 {
		return false
	}
	var open []int
	for _, r := range slices.Backward(g.requests.list) {
		isOpen := slices.Contains(s.open, r.Number)
		if r.Number <= s.requests && !isOpen {
			if len(s.open) == 0 || r.Number < slices.Min(s.open) {
				break
			}
			continue
		}
		if !r.concluded {
			if len(open) < streamRows {
				open = append(open, r.Number)
			}
			if isOpen {
				continue
			}
		}
		row := newRequestRow(r)
		if len(c.Requests) >= streamRows || !fits(row, budget) {
			c.Left = true
			break
		}
		c.Requests = append(c.Requests, row)
	}
	changed := len(c.Requests) > 0 || g.requests.total < s.requests
	s.requests, s.open = g.requests.total, open
	return changed
}

// addResources adds the resources that changed.
func (s *stream) addResources(c *streamChange, budget *int) bool {
	at := s.engine.Changes()
	if at == s.engineAt && !s.first {
		c.Total.Resources = len(s.resources)
		return false
	}
	s.engineAt = at
	marks := make(map[string][3]int64, len(s.resources))
	s.engine.Each(func(r *engine.Resource) bool {
		mark := r.Mark()
		marks[r.ID] = mark
		if old, known := s.resources[r.ID]; known && old == mark {
			return true
		}
		row := s.gateway.newResourceRow(r)
		switch {
		case len(c.Resources) < streamRows && fits(row, budget):
			c.Resources = append(c.Resources, row)
		case !s.first:
			c.Left = true
		}
		return true
	})
	changed := len(c.Resources) > 0 || c.Left || len(marks) != len(s.resources)
	s.resources, c.Total.Resources = marks, len(marks)
	return changed
}

// addDeliveries adds the notifications that changed.
func (s *stream) addDeliveries(c *streamChange, budget *int) bool {
	at := s.gateway.notifier.Changes()
	if at == s.notifierAt && !s.first {
		c.Total.Deliveries = len(s.deliveries)
		return false
	}
	s.notifierAt = at
	marks := make(map[string]string, len(s.deliveries))
	for _, d := range slices.Backward(s.gateway.Deliveries()) {
		mark := fmt.Sprint(len(d.Attempts), d.Accepted, d.Next.Unix(), d.Problem != "")
		marks[d.ID] = mark
		if s.deliveries[d.ID] == mark {
			continue
		}
		row := newDeliveryRow(d)
		switch {
		case len(c.Deliveries) < streamRows && fits(row, budget):
			c.Deliveries = append(c.Deliveries, row)
		case !s.first:
			c.Left = true
		}
	}
	changed := len(c.Deliveries) > 0 || len(marks) != len(s.deliveries)
	s.deliveries, c.Total.Deliveries = marks, len(marks)
	return changed
}

// settingsMark changes with the policies, the faults and the options of notifications.
func (g *Gateway) settingsMark(e *engine.Engine) string {
	data, _ := json.Marshal([]any{e.PolicyValues(), g.randomFaults.list(), g.pendingFaults(e.Operations()), g.notifier.CurrentOptions()})
	return string(data)
}

// adminDeliveries returns lines of the notifications, the newest first.
func (g *Gateway) adminDeliveries(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, rows := limitOf(q), []deliveryRow{}
	for _, d := range slices.Backward(g.Deliveries()) {
		if want := q.Get("event"); (want == "" || d.Event == want) && (q.Get("resource") == "" || d.Resource == q.Get("resource")) && len(rows) < limit {
			rows = append(rows, newDeliveryRow(d))
		}
	}
	writeJSON(w, http.StatusOK, rows)
}
