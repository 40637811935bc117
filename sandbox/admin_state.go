package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
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
		resources = append(resources, newAdminResource(e, kept))
	}
	faults := slices.Sorted(maps.Keys(faultsByName))
	g.mu.Lock()
	total := g.requests.total
	g.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{
		"now": g.Now(), "ahead": g.simulator.ahead().Round(time.Second).String(), "requests": total, "merchant": g.MchID(), "merchants": g.Merchants(), "token": g.Token() != "", "serial": g.MerchantSerial(), "public_key_id": g.PublicKeyID(),
		"resources": resources, "policies": g.Policies(), "deliveries": newest(g.Deliveries()), "notify_options": g.notifier.CurrentOptions(),
		"operations": operations, "faults": faults, "random_faults": g.randomFaults.list(),
		"pending_faults": g.pendingFaults(e.Operations()), "fault_counts": g.FaultCounts(),
	})
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
		Event, Resource, Kind, Merchant string
		Parameters                      map[string]any
	}
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	trigger := g.TriggerWith
	if in.Resource == "" && in.Kind != "" {
		trigger = func(event, kind string, parameters map[string]any) (*Resource, error) {
			return g.createFor(cmp.Or(in.Merchant, g.MchID()), event, kind, parameters)
		}
		in.Resource = in.Kind
	}
	r, err := trigger(in.Event, in.Resource, in.Parameters)
	if err != nil {
		return nil, err
	}
	return map[string]string{"id": r.ID, "state": r.State}, nil
}

func (g *Gateway) adminClock(d *json.Decoder) (any, error) {
	var in struct {
		Advance string
		Back    bool
	}
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	if in.Back {
		g.ResetClock()
		return g.clockState(), nil
	}
	by, err := time.ParseDuration(in.Advance)
	if err != nil {
		return nil, errors.New(`advance: use a duration such as "15s", "30m" or "720h"`)
	}
	if err := g.Advance(by); err != nil {
		return nil, err
	}
	return g.clockState(), nil
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

// clockState is the clock in the admin API.
type clockState struct {
	Now   time.Time `json:"now"`
	Ahead string    `json:"ahead"` // of the real time, such as 24h0m0s
}

func (g *Gateway) clockState() clockState {
	return clockState{g.Now(), g.simulator.ahead().Round(time.Second).String()}
}

// adminReset resets everything, or forgets one thing.
func (g *Gateway) adminReset(d *json.Decoder) (any, error) {
	var in struct{ Forget string }
	if err := d.Decode(&in); err != nil && !errors.Is(err, io.EOF) { // the body may be missing
		return nil, fmt.Errorf("the body of the request: %w", err)
	}
	if in.Forget != "" {
		return map[string]bool{"done": true}, g.forget(in.Forget)
	}
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
