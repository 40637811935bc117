package cashier

import (
	"fmt"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Error is a start that the client refuses.
type Error struct {
	Result  string // what the client's API returns; "" if it returns nothing
	Problem string
}

// Error returns the problem after the result.
func (e *Error) Error() string {
	if e.Result == "" {
		return e.Problem
	}
	return e.Result + ": " + e.Problem
}

// Open finds the resource of a start, and verifies the start as the client would. given returns when a resource's links were given
// out last. The error is an [*Error].
func (s *Start) Open(e *engine.Engine, keys func(merchant string) Keys, now time.Time, given func(*engine.Resource) time.Time) (*engine.Resource, error) {
	r := e.Last(func(r *engine.Resource) bool { return s.way.of(s.values, r) })
	if r == nil {
		return nil, s.fail("the sandbox has nothing that this start belongs to; it may be of another sandbox, or from before a reset")
	}
	if problem := s.problem(keys(r.Merchant), r); problem != "" {
		return nil, s.fail(problem)
	}
	if age := now.Sub(given(r)); s.way.life > 0 && age > s.way.life && len(Choices(e, r)) > 0 {
		return nil, s.fail(fmt.Sprintf("the start is valid for %v, and is %v old; call the operation again", s.way.life, age.Round(time.Second)))
	}
	return r, nil
}

func (s *Start) fail(problem string) error { return &Error{Result: s.way.failed, Problem: problem} }

// Fail returns the error of a start after which the user can do nothing.
func (s *Start) Fail(r *engine.Resource) error {
	return s.fail(fmt.Sprintf("the %s %s is in the state %s, in which the user can do nothing", r.Kind, r.Number(), r.State))
}

// Result returns what the client's API returns after the user accepted or refused.
func (s *Start) Result(accepted bool) string {
	if accepted {
		return s.way.accepted
	}
	return s.way.refused
}
