package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// faultsByName are the faults that the API can ask for.
var faultsByName = map[string]func() Fault{
	"FailBeforeEffect": FailBeforeEffect, "FailAfterEffect": FailAfterEffect,
	"DropBeforeEffect": DropBeforeEffect, "DropAfterEffect": DropAfterEffect, "DropMidBody": DropMidBody,
	"TakesEffectTwice": TakesEffectTwice, "WrongSignature": WrongSignature, "MissingSignature": MissingSignature,
	"SignTest": SignTest, "OtherKey": OtherKey, "OtherSerial": OtherSerial, "UnknownSerial": UnknownSerial,
	"StaleTimestamp": StaleTimestamp, "TruncatedJSON": TruncatedJSON,
	"TooManyRequests": func() Fault { return TooManyRequests(time.Second) },
	"HTMLErrorPage":   func() Fault { return HTMLErrorPage(http.StatusBadGateway) },
	"SlowHeaders":     func() Fault { return SlowHeaders(3 * time.Second) },
	"SlowBody":        func() Fault { return SlowBody(3 * time.Second) },
}

// adminFaults sets the faults that strike at random, in place of those before. An empty list ends them.
func (g *Gateway) adminFaults(d *json.Decoder) (any, error) {
	var in struct {
		Seed uint64
		List []struct {
			Operation, Fault string
			Rate             float64
		}
	}
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	var list []Chance
	for _, f := range in.List {
		fault := faultsByName[f.Fault]
		if fault == nil {
			return nil, fmt.Errorf("there is no fault %q", f.Fault)
		}
		if !(f.Rate >= 0 && f.Rate <= 1) { // not a number, too
			return nil, errors.New("rate: give a share from 0 to 1")
		}
		if known, err := g.strikable(f.Operation); err != nil {
			return nil, err
		} else if !known {
			return nil, fmt.Errorf("there is no operation %q; name one as in payscore.cancelServiceOrder", f.Operation)
		}
		list = append(list, Chance{f.Operation, f.Rate, fault()})
	}
	g.MisbehaveByChance(in.Seed, list...)
	return in, nil
}

// strikable reports whether faults can strike what is called so: an operation, several that share a short name, a route, or
// everything by "".
func (g *Gateway) strikable(name string) (bool, error) {
	e, err := g.world.engine()
	if err != nil {
		return false, err
	}
	g.mu.Lock()
	handled := slices.ContainsFunc(g.routes, func(r *Route) bool { return r.pattern == name })
	g.mu.Unlock()
	return name == "" || handled || slices.ContainsFunc(e.Operations(), func(o *engine.Operation) bool {
		return o.Name() == name || o.ID == name || o.Pattern() == name
	}), nil
}

// adminMisbehave sets a fault for the next exchanges of an operation, or of all.
func (g *Gateway) adminMisbehave(d *json.Decoder) (any, error) {
	var in struct {
		Operation, Fault string
		Times            int
	}
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	fault := faultsByName[in.Fault]
	if fault == nil {
		return nil, fmt.Errorf("there is no fault %q", in.Fault)
	}
	queue := &g.faults
	if in.Operation != "" {
		e, err := g.world.engine()
		if err != nil {
			return nil, err
		}
		o, err := e.Lookup(in.Operation)
		if err != nil {
			return nil, err
		}
		queue = &g.world.routeOf(o.Pattern(), o, nil).faults
	}
	return in, queue.add(in.Times, []Fault{fault()})
}

// describe tells the chances as the API shows them.
func (c *chances) describe() []map[string]any {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := []map[string]any{}
	for _, chance := range c.list {
		list = append(list, map[string]any{"operation": chance.Operation, "rate": chance.Rate, "fault": chance.Fault.name})
	}
	return list
}
