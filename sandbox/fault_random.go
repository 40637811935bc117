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

	"github.com/wxpaygen/wxpaygen/sandbox/internal/wire"
)

// FailBeforeEffect responds with a signed 500 SYSTEM_ERROR. The request does not take effect.
func FailBeforeEffect() Fault {
	return Fault{name: "FailBeforeEffect", front: true, apply: func(r *outgoing) {
		r.setError(http.StatusInternalServerError, "SYSTEM_ERROR", "系统异常，请稍后重试")
	}}
}

// FailAfterEffect lets the request take effect, and responds with a signed 500 SYSTEM_ERROR.
func FailAfterEffect() Fault {
	return Fault{name: "FailAfterEffect", apply: func(r *outgoing) {
		r.setError(http.StatusInternalServerError, "SYSTEM_ERROR", "系统异常，请稍后重试")
	}}
}

// TooManyRequests responds with a signed 429 FREQUENCY_LIMITED and, unless retryAfter is 0, Retry-After in whole seconds. The
// request does not take effect.
func TooManyRequests(retryAfter time.Duration) Fault {
	return Fault{name: "TooManyRequests", front: true, apply: func(r *outgoing) {
		r.setError(http.StatusTooManyRequests, "FREQUENCY_LIMITED", "频率超限")
		if retryAfter > 0 {
			r.Header.Set("Retry-After", strconv.Itoa(int((retryAfter+time.Second-1)/time.Second)))
		}
	}}
}

// TakesEffectTwice executes the request twice, as if the network had repeated it, and sends the second response.
func TakesEffectTwice() Fault {
	return Fault{name: "TakesEffectTwice", twice: true, apply: func(*outgoing) {}}
}

// setError sets an error response.
func (out *outgoing) setError(status int, code, message string) {
	a := Error(status, code, message)
	out.Status, out.Body = a.status, a.body
	out.Header = a.header.Clone()
	wire.SetDefaults(out.Header, a.tail)
}

// RandomFault is a fault that is applied to a share of the requests.
type RandomFault struct {
	// Operation is the name of an operation, such as payscore.cancelServiceOrder, or the pattern of a route; "" means all.
	Operation string
	// Rate is the share of requests that get the fault, from 0 to 1.
	Rate float64
	// Fault is applied to these requests.
	Fault Fault
}

// InjectRandomFaults applies faults at random from now on. It replaces the faults of an earlier call; without faults it only
// removes them. A request gets the first fault of the list that is drawn. Which requests get one depends only on the seed and
// on the number of earlier requests for the same operation. InjectRandomFaults returns an error if a fault or a rate is
// invalid; in a gateway made with [New], an error also ends the test.
func (g *Gateway) InjectRandomFaults(seed uint64, list ...RandomFault) error {
	if g.tb != nil {
		g.tb.Helper()
	}
	var errs []error
	for i, c := range list {
		errs = append(errs, checkFaults([]Fault{c.Fault}))
		if !(c.Rate >= 0 && c.Rate <= 1) { // also refuses NaN
			errs = append(errs, fmt.Errorf("random fault %d: the rate is %v; give one from 0 to 1", i+1, c.Rate))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return g.setupError(fmt.Errorf("inject random faults: %w", err))
	}
	g.randomFaults.set(seed, list)
	return nil
}

// FaultCounts returns how often each fault was applied, by name.
func (g *Gateway) FaultCounts() map[string]int {
	g.randomFaults.mu.Lock()
	defer g.randomFaults.mu.Unlock()
	return maps.Clone(g.randomFaults.struck)
}

type randomFaults struct {
	mu     sync.Mutex
	seed   uint64
	faults []RandomFault
	counts map[string]uint64 // requests by operation
	struck map[string]int
}

func (c *randomFaults) set(seed uint64, list []RandomFault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seed, c.faults, c.counts = seed, append([]RandomFault(nil), list...), make(map[string]uint64)
}

// take returns the faults of the next request of an operation.
func (c *randomFaults) take(pattern, operation string) []Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.faults) == 0 {
		return nil
	}
	name := fnv.New64a()
	_, _ = name.Write([]byte(operation))
	random := rand.New(rand.NewPCG(c.seed^name.Sum64(), c.counts[operation])) //nolint:gosec // no secrets
	c.counts[operation]++
	for _, chance := range c.faults {
		struck := random.Float64() < chance.Rate // drawn for each, so that one does not shift the others
		if struck && (chance.Operation == "" || chance.Operation == operation || chance.Operation == pattern || chance.Operation == shortName(operation)) {
			return []Fault{chance.Fault}
		}
	}
	return nil
}

// count counts the faults that were applied.
func (c *randomFaults) count(names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.struck == nil {
		c.struck = make(map[string]int)
	}
	for _, name := range names {
		c.struck[name]++
	}
}
