package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// quietTime is how long a run shows no progress: a short one needs none.
const quietTime = 500 * time.Millisecond

// A progress shows on a terminal how far a long run is: one line, which it replaces and clears.
type progress struct {
	w     io.Writer // nil for none
	now   func() time.Time
	start time.Time
	mu    sync.Mutex // the generator may call after done, when the run was interrupted
	shown bool
	ended bool
}

// startProgress returns a progress that is silent unless standard error is a terminal.
func (a *app) startProgress() *progress {
	p := &progress{now: time.Now}
	if isTerminal(a.stderr) && a.getenv("TERM") != "dumb" && a.getenv("CI") == "" {
		p.w = a.stderr
	}
	p.start = p.now()
	return p
}

// step is a generator.Config's Progress.
func (p *progress) step(done, total int, pkg generator.Package) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w == nil || p.ended || p.now().Sub(p.start) < quietTime {
		return
	}
	p.shown = true
	_, _ = fmt.Fprintf(p.w, "\r\x1b[K%3d%% %s", 100*done/max(total, 1), visible.Line(pkg.Spec))
}

// done clears the line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
	}
	p.ended = true
}
