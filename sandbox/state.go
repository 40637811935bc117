package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// WithStateFile takes the state over from a file, if there is one, and keeps the file up to date while the gateway runs and
// when it closes; see [Gateway.SaveState]. Together with [WithKeyDir] nothing is lost by a restart but the exchanges.
func WithStateFile(path string) Option {
	return func(s *settings) { s.stateFile = path }
}

// keepState loads the state file and begins to keep it.
func (g *Gateway) keepState() error {
	path := g.settings.stateFile
	if path == "" {
		return nil
	}
	if err := g.LoadState(path); err != nil {
		return err
	}
	g.keeping = make(chan struct{})
	go func() {
		defer close(g.keeping)
		for tick := time.NewTicker(time.Second); ; {
			select {
			case <-g.ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
				if err := g.SaveState(path); err != nil {
					g.logf("%v", err)
				}
			}
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
}

type savedLetter struct {
	Delivery
	Body    []byte `json:"body"`
	Refused int    `json:"refused"`
	Held    bool   `json:"held,omitempty"`
}

const stateVersion = 1

// SaveState writes resources, policies, clock and callbacks to a file that its owner alone can read, at once and as a
// whole. Keys, exchanges and faults are not among them.
func (g *Gateway) SaveState(path string) error {
	e, err := g.world.engine()
	if err != nil {
		return err
	}
	s := savedState{Version: stateVersion, World: e.Snapshot()}
	g.world.mu.Lock()
	s.Offset = g.world.offset
	g.world.mu.Unlock()
	g.post.mu.Lock()
	s.Callbacks = g.post.settings
	for _, p := range g.post.list {
		s.Letters = append(s.Letters, savedLetter{p.Delivery, p.body, p.refused, p.held})
	}
	data, err := json.Marshal(s)
	g.post.mu.Unlock()
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	g.saving.Lock()
	defer g.saving.Unlock()
	if path == g.savedPath && bytes.Equal(data, g.saved) {
		return nil // as it is there
	}
	if err := replaceFile(path, data); err != nil {
		return err
	}
	g.savedPath, g.saved = path, data
	return nil
}

// replaceFile writes beside the file and renames.
func replaceFile(path string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return fmt.Errorf("state: %w", err)
	}
	return nil
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
	var s savedState
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("state %s: %w", path, err)
	}
	if s.Version != stateVersion {
		return fmt.Errorf("state %s: is of version %d, this sandbox reads %d", path, s.Version, stateVersion)
	}
	e, err := g.world.engine()
	if err != nil {
		return err
	}
	if err := e.Restore(s.World); err != nil {
		return fmt.Errorf("state %s: %w", path, err)
	}
	g.world.mu.Lock()
	g.world.offset = s.Offset
	g.world.mu.Unlock()
	g.post.restore(s)
	return nil
}

// restore takes over what was on its way.
func (p *post) restore(s savedState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if base := p.gateway.settings.callbacks.Base; base != "" { // given anew
		s.Callbacks.Base = base
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
