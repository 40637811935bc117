package sandbox

import (
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/notify"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/statefile"
)

// WithStateFile loads the state from a file, if it exists, and saves it there while the gateway runs, about every tenth of a
// second, and when it closes; see [Gateway.SaveState]. Together with [WithKeyDir], a restart loses nothing but the recorded
// requests. If the process is killed, the changes since the last save are lost; numbers that were assigned since are not
// assigned again. Only one gateway at a time can use a file: [Start] returns an error for a second one.
func WithStateFile(path string) Option {
	return func(s *settings) { s.stateFile = path }
}

// stateFile is the state file of a gateway, and what was saved last.
type stateFile struct {
	file *statefile.File // nil without a state file

	saving sync.Mutex
	path   string
	saved  version
}

// savedState is the content of a state file.
type savedState struct {
	Version int             `json:"version"`
	Offset  time.Duration   `json:"clock_ahead_ns"`
	Engine  engine.Snapshot `json:"simulator"`
	notify.State
}

const stateVersion = 2

// version says whether the state may have changed.
type version struct {
	engine, notifier uint64
	offset           time.Duration
}

func (g *Gateway) version(e *engine.Engine) version {
	return version{engine: e.Changes(), notifier: g.notifier.Changes(), offset: g.simulator.ahead()}
}

// openState locks the state file, loads it and writes it again before the first request is served. Writing reports an
// unwritable file at the start, and saves the count of starts, which makes the numbers of this run differ from all earlier ones.
func (g *Gateway) openState() error {
	path := g.settings.stateFile
	if path == "" {
		return nil
	}
	file, err := statefile.Open(path)
	if err != nil {
		return err
	}
	if err = g.LoadState(path); err == nil {
		err = g.SaveState(path)
	}
	if err != nil {
		return errors.Join(err, file.Unlock())
	}
	g.state.file = file
	return nil
}

// closeState saves the state a last time.
func (g *Gateway) closeState() error {
	if g.state.file == nil {
		return nil
	}
	return g.state.file.Close(func() error { return g.SaveState(g.settings.stateFile) })
}

// SaveState writes resources, policies, the clock and notifications to a file that only its owner can read. It replaces the file
// as a whole; after a nil error, the file survives a power failure. Keys, recorded requests and faults are not saved.
func (g *Gateway) SaveState(path string) error {
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	g.state.saving.Lock()
	defer g.state.saving.Unlock()
	v := g.version(e)
	if _, err := os.Lstat(path); err == nil && path == g.state.path && v == g.state.saved {
		return nil // nothing has changed
	}
	data, err := g.exportState(e, v.offset)
	if err != nil {
		return fmt.Errorf("state %s: %w", path, err)
	}
	if err := statefile.Replace(path, data); err != nil {
		return err
	}
	g.state.path, g.state.saved = path, v
	return nil
}

// exportState returns the content of a state file.
func (g *Gateway) exportState(e *engine.Engine, offset time.Duration) ([]byte, error) {
	return json.Marshal(savedState{stateVersion, offset, e.Snapshot(), g.notifier.State()})
}

// freshSource returns a source of numbers that differ in each run.
func freshSource() rand.Source {
	var seed [32]byte
	_, _ = crand.Read(seed[:]) // never fails
	return rand.NewChaCha8(seed)
}

// LoadState loads a file of [Gateway.SaveState]. If the file does not exist, LoadState changes nothing and returns nil.
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
	if err := g.importState(data); err != nil {
		return fmt.Errorf("state %s: %w; move the file away to start without a state", path, err)
	}
	return nil
}

// importState replaces the state by the content of a state file. After an error nothing has changed.
func (g *Gateway) importState(data []byte) error {
	e, err := g.simulator.engine()
	if err != nil {
		return err
	}
	s, err := readState(data)
	if err == nil {
		err = g.checkOffset(s.Offset)
	}
	if err == nil {
		err = s.Options.Check(g.settings.notifyHosts)
	}
	if err == nil {
		err = e.Restore(s.Engine, freshSource())
	}
	if err != nil {
		return err
	}
	g.simulator.setAhead(s.Offset)
	g.notifier.Restore(s.State, freshSource())
	return nil
}

// checkOffset returns an error for an offset that Advance cannot have set.
func (g *Gateway) checkOffset(offset time.Duration) error {
	if offset < 0 {
		return ErrClockBackwards
	}
	return checkMoment(g.settings.clock().Add(offset))
}

func readState(data []byte) (s savedState, err error) {
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("it is not a state file of the sandbox: %w", err)
	}
	if s.Version != stateVersion {
		return s, fmt.Errorf("its version is %d, this sandbox reads version %d", s.Version, stateVersion)
	}
	return s, nil
}
