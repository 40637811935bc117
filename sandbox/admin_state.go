package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// adminResource is a resource in the admin API.
type adminResource struct {
	ID      string         `json:"id"`
	Kind    string         `json:"kind"`
	Number  string         `json:"number"`
	State   string         `json:"state"`
	Created time.Time      `json:"created"`
	Changed time.Time      `json:"changed"`
	Events  []string       `json:"events"`
	Members map[string]any `json:"members"`
	History []adminChange  `json:"history"`
}

type adminChange struct {
	Time time.Time `json:"time"`
	By   string    `json:"by"`
	From string    `json:"from"`
	To   string    `json:"to"`
}

const mostShown = 200 // resources, deliveries and requests at once

func newest[T any](list []T) []T { return list[max(0, len(list)-mostShown):] }

// adminState returns everything but the requests.
func (g *Gateway) adminState(w http.ResponseWriter, _ *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	var operations []string
	for _, o := range e.Operations() {
		operations = append(operations, o.Name())
	}
	resources := []adminResource{}
	for _, kept := range e.Newest(mostShown) {
		r := newResource(e, kept)
		shown := adminResource{r.ID, r.Kind, r.Number, r.State, r.Created, r.Changed, r.Events, r.Members, nil}
		for _, c := range r.History {
			shown.History = append(shown.History, adminChange(c))
		}
		resources = append(resources, shown)
	}
	faults := slices.Sorted(maps.Keys(faultsByName))
	g.mu.Lock()
	total := g.requests.total
	g.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{
		"now": g.Now(), "requests": total, "merchant": g.MchID(), "merchants": g.Merchants(), "serial": g.MerchantSerial(), "public_key_id": g.PublicKeyID(),
		"resources": resources, "policies": g.Policies(), "deliveries": newest(g.Deliveries()), "notify_options": g.notifier.CurrentOptions(),
		"operations": operations, "faults": faults, "random_faults": g.randomFaults.list(),
		"pending_faults": g.pendingFaults(e.Operations()), "fault_counts": g.FaultCounts(),
	})
}

// adminRequest is a request with its response in the admin API. It contains no secrets: no signature and no key.
type adminRequest struct {
	Number   int       `json:"number"`
	Time     time.Time `json:"time"`
	Method   string    `json:"method"`
	Host     string    `json:"host"`
	URI      string    `json:"uri"`
	Body     string    `json:"body"`
	Signed   bool      `json:"signed"`
	Problem  string    `json:"problem,omitempty"`
	Replayed bool      `json:"replayed,omitempty"`
	Status   int       `json:"status"`
	Faults   []string  `json:"faults"`
	Outcome  *Outcome  `json:"outcome"`
	Response string    `json:"response"`
}

// adminRequests returns the requests after number ?after=.
func (g *Gateway) adminRequests(w http.ResponseWriter, r *http.Request) {
	after, _ := strconv.Atoi(r.URL.Query().Get("after"))
	g.mu.Lock()
	list := cloneAll(newest(g.requests.list), func(r *Request) bool { return r.Number > after })
	g.mu.Unlock()
	shown := []adminRequest{}
	for _, e := range list {
		shown = append(shown, adminRequest{
			Number: e.Number, Time: e.Time, Method: e.Method, Host: e.Host, URI: e.URI, Body: printable(e.Body, len(e.Body)),
			Signed: e.Verdict.OK, Problem: e.Verdict.Problem, Replayed: e.Verdict.Replayed, Status: e.Status,
			Faults: e.Faults, Outcome: e.Outcome, Response: printable(e.ResponseBody, e.responseSize),
		})
	}
	writeJSON(w, http.StatusOK, shown)
}

// printable returns a body as text, truncated to maxShown. For a body that is not text it returns the size.
func printable(body []byte, size int) string {
	shown := body[:min(len(body), maxShown)]
	for cut := 1; len(body) >= maxShown && cut < utf8.UTFMax && !utf8.Valid(shown); cut++ {
		shown = body[:maxShown-cut] // between characters
	}
	if !utf8.Valid(shown) {
		return fmt.Sprintf("(%d bytes)", size)
	}
	return string(shown)
}

func (g *Gateway) adminTrigger(d *json.Decoder) (any, error) {
	var in struct {
		Event, Resource, Kind string
		Parameters            map[string]any
	}
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	trigger := g.TriggerWith
	if in.Resource == "" && in.Kind != "" {
		trigger = g.Create
		in.Resource = in.Kind
	}
	r, err := trigger(in.Event, in.Resource, in.Parameters)
	if err != nil {
		return nil, err
	}
	return map[string]string{"id": r.ID, "state": r.State}, nil
}

func (g *Gateway) adminClock(d *json.Decoder) (any, error) {
	var in struct{ Advance string }
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	by, err := time.ParseDuration(in.Advance)
	if err != nil {
		return nil, errors.New(`advance: use a duration such as "15s", "30m" or "720h"`)
	}
	if err := g.Advance(by); err != nil {
		return nil, err
	}
	return map[string]time.Time{"now": g.Now()}, nil
}

func (g *Gateway) adminPolicy(d *json.Decoder) (any, error) {
	var in struct{ Name, Value string }
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	return in, g.SetPolicy(in.Name, in.Value)
}

func (g *Gateway) adminNotifyOptions(d *json.Decoder) (any, error) {
	var in NotifyOptions
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	return in, g.SetNotifyOptions(in)
}

func (g *Gateway) adminDeliver(d *json.Decoder) (any, error) {
	var in struct{ ID string }
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	if in.ID == "" {
		g.DeliverNotifications()
		return in, nil
	}
	return in, g.Redeliver(in.ID)
}

func (g *Gateway) adminReset(*json.Decoder) (any, error) {
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	g.simulator.advancing.Lock() // no Advance is running
	defer g.simulator.advancing.Unlock()
	g.simulator.setAhead(0)
	e.Clear()
	g.simulator.links.clear()
	g.ClearFaults()
	g.simulator.clearFaults()
	g.randomFaults.set(0, nil)
	g.ClearRequests()
	g.notifier.Clear()
	return map[string]bool{"done": true}, nil
}
