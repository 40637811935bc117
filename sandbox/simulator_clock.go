package sandbox

import (
	"errors"
	"fmt"
	"time"
)

// now returns the simulated time.
func (w *simulator) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.gateway.settings.clock().Add(w.offset)
}

// ErrClockBackwards is returned by [Gateway.Advance] for a negative duration.
var ErrClockBackwards = errors.New("the clock cannot go back")

// Now returns the simulated time, in which resources change. It runs with the gateway's clock, and [Gateway.Advance] moves it ahead.
// Time stamps of signatures use the gateway's clock.
func (g *Gateway) Now() time.Time { return g.simulator.now() }

// ErrAdvanceTooFar is returned by [Gateway.Advance] for more than 366 days at once, which usually is a mistake in the unit.
var ErrAdvanceTooFar = errors.New("the clock advances by 366 days at once, at most")

const mostAdvance = 366 * 24 * time.Hour

// mostSteps limits one Advance: an event of time that leads back to its own state never ends.
const mostSteps = 1_000_000

// ErrClockRange is wrapped by the errors of [Start], [Gateway.Advance] and [Gateway.LoadState] for a clock outside of the years
// 2000 to 2200.
var ErrClockRange = errors.New("the clock stays within the years 2000 to 2200")

var firstMoment, lastMoment = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 12, 31, 23, 59, 59, 0, time.UTC)

func checkMoment(t time.Time) error {
	if t.Before(firstMoment) || t.After(lastMoment) {
		return ErrClockRange
	}
	return nil
}

// Advance moves the simulated time ahead, by at most 366 days, within the years 2000 to 2200. What becomes due happens on the way
// and in order: orders expire, and refused notifications are sent again. Advance returns after the last of them. Its errors wrap
// [ErrClockBackwards], [ErrAdvanceTooFar] or [ErrClockRange].
func (g *Gateway) Advance(d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("advance by %v: %w", d, ErrClockBackwards)
	}
	if d > mostAdvance {
		return fmt.Errorf("advance by %v: %w", d, ErrAdvanceTooFar)
	}
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	w := &g.simulator
	w.advancing.Lock()
	defer w.advancing.Unlock()
	end := w.now().Add(d)
	if err := checkMoment(end); err != nil {
		return fmt.Errorf("advance by %v: %w", d, err)
	}
	for range w.mostSteps {
		next, ok := e.NextDue()
		if posted, due := g.notifier.NextDue(); due && (!ok || posted.Before(next)) {
			next, ok = posted, true
		}
		if !ok || next.After(end) {
			next, ok = end, false
		}
		w.jump(next)
		if w.now().Before(next) { // next would never be due
			return errors.New("the function of WithClock went back in time")
		}
		e.Settle()
		g.notifier.Deliver(g.ctx)
		if !ok || g.ctx.Err() != nil {
			return nil
		}
	}
	return fmt.Errorf("advance by %v: it stops at %v, after %d events and notifications; does an event of time lead back to its own state?",
		d, w.now().Format(time.RFC3339), w.mostSteps)
}

// jump moves the simulated time ahead.
func (w *simulator) jump(to time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ahead := to.Sub(w.gateway.settings.clock()); ahead > w.offset {
		w.offset = ahead
	}
}

// ahead returns how far the simulated time is ahead of the gateway's clock.
func (w *simulator) ahead() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.offset
}

func (w *simulator) setAhead(offset time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.offset = offset
}

// ResetClock moves the simulated time back to that of the gateway's clock. Resources stay as they are: one that changed later than now
// waits for its next event of time from that later moment on.
func (g *Gateway) ResetClock() {
	g.simulator.advancing.Lock() // no Advance is running
	defer g.simulator.advancing.Unlock()
	g.simulator.setAhead(0)
}
