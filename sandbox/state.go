package sandbox

import (
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// WithStateFile takes the state over from a file, if there is one, and keeps the file up to date while the gateway runs, a
// moment behind, and when it closes; see [Gateway.SaveState]. Together with [WithKeyDir] nothing is lost by a restart but the
// exchanges. A gateway that did not close, because its process was killed, loses that last moment; the numbers that it gave out
// then are not given out again. One gateway at a time keeps a file: a second one does not start.
func WithStateFile(path string) Option {
	return func(s *settings) { s.stateFile = path }
}

// savedState is what a state file holds.
type savedState struct {
	Version   int             `json:"version"`
	Offset    time.Duration   `json:"clock_ahead_ns"`
	World     engine.Snapshot `json:"simulator"`
	Callbacks NotifyOptions   `json:"notify_options"`
	Letters   []savedLetter   `json:"deliveries"`
}

type savedLetter struct {
	Delivery
	Body    []byte `json:"body"`
	Refused int    `json:"refused"`
	Held    bool   `json:"held,omitempty"`
}

const stateVersion = 2

// version tells whether the state may have changed since.
type version struct {
	world, post uint64
	offset      time.Duration
}

func (g *Gateway) version(e *engine.Engine) version {
	v := version{world: e.Changes()}
	g.simulator.mu.Lock()
	v.offset = g.simulator.offset
	g.simulator.mu.Unlock()
	g.post.mu.Lock()
	v.post = g.post.changes
	g.post.mu.Unlock()
	return v
}

// SaveState writes resources, policies, clock and callbacks to a file that its owner alone can read, at once and as a
// whole; when it returns nil, the file survives a loss of power. Keys, exchanges and faults are not among them.
func (g *Gateway) SaveState(path string) error {
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	g.saving.Lock()
	defer g.saving.Unlock()
	v := g.version(e)
	if _, err := os.Lstat(path); err == nil && path == g.savedPath && v == g.saved {
		return nil // as it is there
	}
	s := savedState{Version: stateVersion, Offset: v.offset, World: e.Snapshot()}
	g.post.mu.Lock()
	s.Callbacks = g.post.settings
	for _, p := range g.post.list {
		s.Letters = append(s.Letters, savedLetter{p.Delivery, p.body, p.refused, p.held})
	}
	data, err := json.Marshal(s)
	g.post.mu.Unlock()
	if err == nil {
		err = replaceFile(path, data)
	}
	if err != nil {
		return fmt.Errorf("state %s: it cannot be written: %w", path, plainFileError(err))
	}
	g.savedPath, g.saved = path, v
	return nil
}

// freshSource makes numbers that no other run makes.
func freshSource() rand.Source {
	var seed [32]byte
	_, _ = crand.Read(seed[:]) // never fails
	return rand.NewChaCha8(seed)
}

// LoadState takes over what SaveState wrote. If there is no such file it changes nothing and returns nil.
func (g *Gateway) LoadState(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() { // reading a pipe would wait for a writer
		return fmt.Errorf("state: %s is not a regular file", path)
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	s, err := readState(data)
	if err == nil {
		err = g.checkOffset(s.Offset)
	}
	if err == nil {
		err = s.Callbacks.check(g.settings.notifyHosts)
	}
	if err == nil {
		err = e.Restore(s.World, freshSource())
	}
	if err != nil {
		return fmt.Errorf("state %s: %w; move the file away to begin anew", path, err)
	}
	g.simulator.mu.Lock()
	g.simulator.offset = s.Offset
	g.simulator.mu.Unlock()
	g.post.restore(s)
	return nil
}

// checkOffset refuses a clock that Advance could not have set.
func (g *Gateway) checkOffset(offset time.Duration) error {
	if offset < 0 {
		return ErrClockBackwards
	}
	return checkMoment(g.settings.clock().Add(offset))
}

func readState(data []byte) (s savedState, err error) {
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("it is no state of a sandbox: %w", err)
	}
	if s.Version != stateVersion {
		return s, fmt.Errorf("it is of version %d, this sandbox reads %d", s.Version, stateVersion)
	}
	return s, nil
}

// restore takes over what was on its way.
func (p *post) restore(s savedState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if base := p.gateway.settings.notifyOptions.BaseURL; base != "" { // given anew
		s.Callbacks.BaseURL = base
	}
	p.changes++
	p.random = rand.New(freshSource()) //nolint:gosec // no secrets
	p.settings, p.list, p.open, p.bytes = s.Callbacks, nil, nil, 0
	for _, l := range s.Letters {
		p.keep(&parcel{l.Delivery, l.Body, l.Refused, l.Held})
	}
	p.forget()
	if len(p.open) > 0 {
		p.start()
		p.rouse()
	}
}
