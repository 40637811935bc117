package sandbox

import (
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// FailBeforeEffect answers 500 SYSTEM_ERROR, signed, and nothing takes effect.
func FailBeforeEffect() Fault {
	return Fault{name: "FailBeforeEffect", front: true, apply: func(r *reply) {
		r.refuse(http.StatusInternalServerError, "SYSTEM_ERROR", "系统异常，请稍后重试")
	}}
}

// FailAfterEffect lets the request take effect and then answers 500 SYSTEM_ERROR, signed.
func FailAfterEffect() Fault {
	return Fault{name: "FailAfterEffect", apply: func(r *reply) {
		r.refuse(http.StatusInternalServerError, "SYSTEM_ERROR", "系统异常，请稍后重试")
	}}
}

// TooManyRequests answers 429 FREQUENCY_LIMITED, signed, with the header Retry-After in whole seconds unless retryAfter is
// 0. Nothing takes effect.
func TooManyRequests(retryAfter time.Duration) Fault {
	return Fault{name: "TooManyRequests", front: true, apply: func(r *reply) {
		r.refuse(http.StatusTooManyRequests, "FREQUENCY_LIMITED", "频率超限")
		if retryAfter > 0 {
			r.header.Set("Retry-After", strconv.Itoa(int((retryAfter+time.Second-1)/time.Second)))
		}
	}}
}

// TakesEffectTwice lets the request arrive twice, as when the network repeats it; the second answer is the one
// that is sent.
func TakesEffectTwice() Fault {
	return Fault{name: "TakesEffectTwice", twice: true, apply: func(*reply) {}}
}

// refuse makes the reply an error answer.
func (out *reply) refuse(status int, code, message string) {
	a := Refuse(status, code, message)
	out.status, out.body = a.status, a.body
	out.header = a.header.Clone()
	setDefaults(out.header, a.tail)
}

// Chance is a fault that strikes at random.
type Chance struct {
	// Operation is the operation's name, such as payscore.cancelServiceOrder, or a route's pattern; "" stands for all.
	Operation string
	// Rate is the share of exchanges that are struck, from 0 to 1.
	Rate float64
	// Fault is what happens.
	Fault Fault
}

// MisbehaveByChance lets faults strike at random from now on, in place of those of an earlier call; without chances it ends
// that. An exchange is struck by the first chance, in their order, that comes up. Which exchanges are struck
// depends on the seed and on how many the operation has had, on nothing else.
func (g *Gateway) MisbehaveByChance(seed uint64, list ...Chance) {
	if g.tb != nil {
		g.tb.Helper()
	}
	var errs []error
	for i, c := range list {
		errs = append(errs, checkFaults([]Fault{c.Fault}))
		if !(c.Rate >= 0 && c.Rate <= 1) { // not a number, too
			errs = append(errs, fmt.Errorf("chance %d: the rate is %v; give one from 0 to 1", i+1, c.Rate))
		}
	}
	if err := errors.Join(errs...); err != nil {
		g.fail(fmt.Errorf("misbehave by chance: %w", err))
		return
	}
	g.chances.set(seed, list)
}

// FaultCounts returns how often each fault has struck, by its name.
func (g *Gateway) FaultCounts() map[string]int {
	g.chances.mu.Lock()
	defer g.chances.mu.Unlock()
	return maps.Clone(g.chances.struck)
}

type chances struct {
	mu     sync.Mutex
	seed   uint64
	list   []Chance
	asked  map[string]uint64 // exchanges by operation
	struck map[string]int
}

func (c *chances) set(seed uint64, list []Chance) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seed, c.list, c.asked = seed, append([]Chance(nil), list...), make(map[string]uint64)
}

// take returns the fault that strikes the next exchange of an operation, if one does.
func (c *chances) take(pattern, operation string) []Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.list) == 0 {
		return nil
	}
	name := fnv.New64a()
	_, _ = name.Write([]byte(operation))
	random := rand.New(rand.NewPCG(c.seed^name.Sum64(), c.asked[operation])) //nolint:gosec // no secrets
	c.asked[operation]++
	for _, chance := range c.list {
		struck := random.Float64() < chance.Rate // asked for all, so that one rule does not shift another
		if struck && (chance.Operation == "" || chance.Operation == operation || chance.Operation == pattern || chance.Operation == shortName(operation)) {
			return []Fault{chance.Fault}
		}
	}
	return nil
}

// count notes what struck.
func (c *chances) count(names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.struck == nil {
		c.struck = make(map[string]int)
	}
	for _, name := range names {
		c.struck[name]++
	}
}
