package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// WithStateFile takes the state over from a file, if there is one, and keeps the file up to date while the gateway runs, a
// moment behind, and when it closes; see [Gateway.SaveState]. Together with [WithKeyDir] nothing is lost by a restart but the exchanges.
func WithStateFile(path string) Option {
	return func(s *settings) { s.stateFile = path }
}

// savePause is how often the state is looked at, which is cheap where nothing has changed.
const savePause = 100 * time.Millisecond

// keepState loads the state file and begins to keep it.
func (g *Gateway) keepState() error {
	path := g.settings.stateFile
	if path == "" {
		return nil
	}
	if err := g.LoadState(path); err != nil {
		return err
	}
	if err := g.SaveState(path); err != nil { // what cannot be written is told now
		return err
	}
	g.keeping = make(chan struct{})
	go func() {
		defer close(g.keeping)
		for pause := savePause; ; {
			timer := time.NewTimer(pause)
			select {
			case <-g.ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
			began := time.Now()
			if err := g.SaveState(path); err != nil {
				g.logf("%v", err)
			}
			pause = max(savePause, 10*time.Since(began)) // so that much to save leaves time for else
		}
	}()
	return nil
}

// lastState saves the state a last time.
func (g *Gateway) lastState() error {
	if g.keeping == nil {
		return nil
	}
	<-g.keeping
	return g.SaveState(g.settings.stateFile)
}

// savedState is what a state file holds.
type savedState struct {
	Version   int             `json:"version"`
	Offset    time.Duration   `json:"clock_ahead_ns"`
	World     engine.Snapshot `json:"world"`
	Callbacks Callbacks       `json:"callbacks"`
	Letters   []savedLetter   `json:"deliveries"`
	Random    []byte          `json:"random,omitempty"` // of the callbacks' ids; see engine.Snapshot
}

type savedLetter struct {
	Delivery
	Body    []byte `json:"body"`
	Refused int    `json:"refused"`
	Held    bool   `json:"held,omitempty"`
}

const stateVersion = 1

// version tells whether the state may have changed since.
type version struct {
	world, post uint64
	offset      time.Duration
}

func (g *Gateway) version(e *engine.Engine) version {
	v := version{world: e.Changes()}
	g.world.mu.Lock()
	v.offset = g.world.offset
	g.world.mu.Unlock()
	g.post.mu.Lock()
	v.post = g.post.changes
	g.post.mu.Unlock()
	return v
}

// SaveState writes resources, policies, clock and callbacks to a file that its owner alone can read, at once and as a
// whole. Keys, exchanges and faults are not among them.
func (g *Gateway) SaveState(path string) error {
	e, err := g.world.engine()
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
	s.Random, _ = g.post.source.MarshalBinary() // which never fails
	for _, p := range g.post.list {
		s.Letters = append(s.Letters, savedLetter{p.Delivery, p.body, p.refused, p.held})
	}
	data, err := json.Marshal(s)
	g.post.mu.Unlock()
	if err == nil {
		err = replaceFile(path, data)
	}
	if err != nil {
		return fmt.Errorf("state %s: it cannot be written: %w", path, err)
	}
	g.savedPath, g.saved = path, v
	return nil
}

// replaceFile writes beside the file and renames.
func replaceFile(path string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}

// LoadState takes over what SaveState wrote. If there is no such file it changes nothing and returns nil.
func (g *Gateway) LoadState(path string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	e, err := g.world.engine()
	if err != nil {
		return err
	}
	s, err := readState(data)
	if err == nil {
		err = s.Callbacks.check(g.settings.notifyHosts)
	}
	if err == nil {
		err = e.Restore(s.World)
	}
	if err != nil {
		return fmt.Errorf("state %s: %w; move the file away to begin anew", path, err)
	}
	g.world.mu.Lock()
	g.world.offset = s.Offset
	g.world.mu.Unlock()
	g.post.restore(s)
	return nil
}

func readState(data []byte) (s savedState, err error) {
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("it is no state of a sandbox: %w", err)
	}
	if s.Version != stateVersion {
		return s, fmt.Errorf("it is of version %d, this sandbox reads %d", s.Version, stateVersion)
	}
	if len(s.Random) > 0 {
		err = new(rand.PCG).UnmarshalBinary(s.Random)
	}
	return s, err
}

// restore takes over what was on its way.
func (p *post) restore(s savedState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if base := p.gateway.settings.callbacks.Base; base != "" { // given anew
		s.Callbacks.Base = base
	}
	p.changes++
	if len(s.Random) > 0 {
		_ = p.source.UnmarshalBinary(s.Random) // readState has tried it
	}
	p.settings, p.list, p.open = s.Callbacks, nil, nil
	for _, l := range s.Letters {
		one := &parcel{l.Delivery, l.Body, l.Refused, l.Held}
		p.list = append(p.list, one)
		if !one.Next.IsZero() {
			p.open = append(p.open, one)
		}
	}
	if len(p.open) > 0 {
		p.start()
		p.rouse()
	}
}
