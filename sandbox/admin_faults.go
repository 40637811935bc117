package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// faultsByName has the faults of the admin API. Some take a time to wait; 0 means the default.
var faultsByName = map[string]func(wait time.Duration) Fault{
	"FailBeforeEffect": plain(FailBeforeEffect), "FailAfterEffect": plain(FailAfterEffect),
	"DropBeforeEffect": plain(DropBeforeEffect), "DropAfterEffect": plain(DropAfterEffect), "DropMidBody": plain(DropMidBody),
	"TakesEffectTwice": plain(TakesEffectTwice), "WrongSignature": plain(WrongSignature), "MissingSignature": plain(MissingSignature),
	"SignTest": plain(SignTest), "OtherKey": plain(OtherKey), "OtherSerial": plain(OtherSerial), "UnknownSerial": plain(UnknownSerial),
	"StaleTimestamp": plain(StaleTimestamp), "TruncatedJSON": plain(TruncatedJSON), "OtherOrder": plain(OtherOrder),
	"HTMLErrorPage":   plain(func() Fault { return HTMLErrorPage(http.StatusBadGateway) }),
	"TooManyRequests": func(wait time.Duration) Fault { return TooManyRequests(cmp.Or(wait, time.Second)) },
	"CloseIdle":       func(wait time.Duration) Fault { return CloseIdle(cmp.Or(wait, 8*time.Second)) },
	"SlowHeaders":     func(wait time.Duration) Fault { return SlowHeaders(cmp.Or(wait, 3*time.Second)) },
	"SlowBody":        func(wait time.Duration) Fault { return SlowBody(cmp.Or(wait, 3*time.Second)) },
}

// plain is for faults without a time.
func plain(fault func() Fault) func(time.Duration) Fault {
	return func(wait time.Duration) Fault {
		f := fault()
		if wait != 0 {
			f.err = errors.New("this fault has no time to wait; remove wait")
		}
		return f
	}
}

// longestWait limits the wait of a fault.
const longestWait = 10 * time.Minute

// namedFault returns the fault with a name. wait is a duration such as "40s", or "" for the default.
func namedFault(name, wait string) (Fault, error) {
	fault := faultsByName[name]
	if fault == nil {
		return Fault{}, fmt.Errorf("there is no fault %q; the faults are %s", name, strings.Join(slices.Sorted(maps.Keys(faultsByName)), ", "))
	}
	var d time.Duration
	if wait != "" {
		var err error
		if d, err = time.ParseDuration(wait); err != nil || d <= 0 || d > longestWait {
			return Fault{}, errors.New(`wait: use a duration of 10 minutes at most, such as "40s"`)
		}
	}
	f := fault(d)
	f.wait = d
	return f, checkFaults([]Fault{f})
}

// adminRandomFaults replaces the random faults.
func (g *Gateway) adminRandomFaults(d *json.Decoder) (any, error) {
	var in struct {
		Seed   uint64
		Faults []randomFault
	}
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	var list []RandomFault
	for _, f := range in.Faults {
		fault, err := namedFault(f.Fault, f.Wait)
		if err != nil {
			return nil, err
		}
		if !(f.Rate >= 0 && f.Rate <= 1) { // also refuses NaN
			return nil, errors.New("rate: use a share from 0 to 1")
		}
		if known, err := g.hasRoute(f.Operation); err != nil {
			return nil, err
		} else if !known {
			return nil, fmt.Errorf("there is no operation %q; use a name such as payscore.cancelServiceOrder", f.Operation)
		}
		list = append(list, RandomFault{f.Operation, f.Rate, fault})
	}
	g.randomFaults.set(in.Seed, list) // checked above: InjectRandomFaults would end the test
	return in, nil
}

// hasRoute reports whether name is that of an operation or a route, a short name of several operations, or "", which means all.
func (g *Gateway) hasRoute(name string) (bool, error) {
	e, err := g.simulator.engine()
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

// adminInjectFault queues a fault for the next requests of an operation, or of all operations.
func (g *Gateway) adminInjectFault(d *json.Decoder) (any, error) {
	var in struct {
		Operation, Fault, Wait string
		Times                  int
	}
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	fault, err := namedFault(in.Fault, in.Wait)
	if err != nil {
		return nil, err
	}
	queue, err := g.queueOf(in.Operation)
	if err != nil {
		return nil, err
	}
	return in, queue.add(in.Times, []Fault{fault})
}

// adminClearFaults removes the faults that adminInjectFault has queued for an operation, or for all operations.
func (g *Gateway) adminClearFaults(d *json.Decoder) (any, error) {
	var in struct{ Operation string }
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	queue, err := g.queueOf(in.Operation)
	if err != nil {
		return nil, err
	}
	queue.clear()
	return in, nil
}

// queueOf returns the queued faults of an operation; "" means those for all operations.
func (g *Gateway) queueOf(operation string) (*faultQueue, error) {
	if operation == "" {
		return &g.faults, nil
	}
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	o, err := e.Lookup(operation)
	if err != nil {
		return nil, err
	}
	return &g.simulator.routeOf(o.Pattern(), o, nil).faults, nil
}

// pendingFault is a queued fault in the admin API.
type pendingFault struct {
	Operation string `json:"operation"`
	Fault     string `json:"fault"`
	Wait      string `json:"wait,omitempty"`
	Times     int    `json:"times"` // -1: all further requests
}

// pendingFaults returns the queued faults, in the order of the operations.
func (g *Gateway) pendingFaults(operations []*engine.Operation) []pendingFault {
	list := g.faults.pending("")
	for _, o := range operations {
		g.simulator.mu.Lock()
		route := g.simulator.routes[o.Pattern()]
		g.simulator.mu.Unlock()
		if route != nil {
			list = append(list, route.faults.pending(o.Name())...)
		}
	}
	return list
}

// pending returns the faults in the queue.
func (q *faultQueue) pending(operation string) []pendingFault {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := []pendingFault{}
	for _, queued := range q.queue {
		for _, f := range queued.faults {
			list = append(list, pendingFault{operation, f.name, f.waiting(), queued.left})
		}
	}
	return list
}

// waiting returns the wait of the fault as text, "" for the default.
func (f Fault) waiting() string {
	if f.wait == 0 {
		return ""
	}
	return f.wait.String()
}

// randomFault is a random fault in the admin API.
type randomFault struct {
	Operation string  `json:"operation"`
	Fault     string  `json:"fault"`
	Rate      float64 `json:"rate"`
	Wait      string  `json:"wait,omitempty"`
}

// list returns the random faults for the admin API.
func (c *randomFaults) list() []randomFault {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := []randomFault{}
	for _, chance := range c.faults {
		list = append(list, randomFault{chance.Operation, chance.Fault.name, chance.Rate, chance.Fault.waiting()})
	}
	return list
}
