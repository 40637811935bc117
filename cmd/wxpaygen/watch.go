package main

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
)

func watchFlag(set *flag.FlagSet, o *options) {
	set.BoolVar(&o.watch, "watch", false, "generate again whenever a spec, an overlay or the configuration changes, until Ctrl-C")
}

// watchInterval is the time between two looks at the files. They are polled, which works on every system and file system;
// there are few.
const watchInterval = 300 * time.Millisecond

func sleepWatchInterval(ctx context.Context) error {
	timer := time.NewTimer(watchInterval)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watch generates, and again whenever a file changes that was read. An error of the specs or of the configuration is printed, and
// ends nothing: it is corrected by the next change. What is wrong with the command line, or with what it names at first, ends it.
func (a *app) watch(ctx context.Context, o options, specs []string) error {
	seen := &watched{dir: a.dir, names: map[string]bool{}}
	if path, err := a.configPath(o); err == nil {
		seen.names[path] = true
	}
	for first := true; ; first = false {
		before := seen.state() // a change while generating counts
		err := a.generate(ctx, o, specs, seen)
		var usage *usageError
		var setup *setupError
		switch {
		case ctx.Err() != nil:
			return nil
		case first && (errors.As(err, &usage) || errors.As(err, &setup)):
			return err
		case err != nil:
			a.fail(err)
		}
		for name, stamp := range seen.state() {
			if _, known := before[name]; !known {
				before[name] = stamp
			}
		}
		a.complain("watching %s; Ctrl-C ends", report.Plural(len(before), "file"))
		if err := a.untilChanged(ctx, seen, before); err != nil {
			return nil
		}
	}
}

// untilChanged returns when the files have changed and are then at rest: an editor may write one in several steps. The error is
// that of ctx.
func (a *app) untilChanged(ctx context.Context, seen *watched, before map[string]stamp) error {
	last, changed := before, false
	for {
		if err := a.engine.wait(ctx); err != nil {
			return err
		}
		now := seen.state()
		switch same := maps.Equal(now, last); {
		case same && changed:
			return nil
		case !same:
			last, changed = now, true
		}
	}
}

// watched records the files that a run reads. It is the file system of the specs.
type watched struct {
	fs.FS
	dir   string // of FS
	mu    sync.Mutex
	names map[string]bool // absolute
}

// of makes w the file system of a workspace.
func (w *watched) of(c *config.Config) {
	w.FS, w.dir = c.FS, c.Root.Name()
	c.FS = w
}

func (w *watched) note(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names[filepath.Join(w.dir, filepath.FromSlash(name))] = true
}

// Open implements fs.FS.
func (w *watched) Open(name string) (fs.File, error) {
	w.note(name)
	return w.FS.Open(name)
}

// Stat implements fs.StatFS, so that nothing is opened that is no regular file.
func (w *watched) Stat(name string) (fs.FileInfo, error) {
	w.note(name)
	return fs.Stat(w.FS, name)
}

// A stamp is what is compared of a file; the zero stamp is that of none.
type stamp struct {
	size    int64
	changed time.Time
}

func (w *watched) state() map[string]stamp {
	w.mu.Lock()
	defer w.mu.Unlock()
	state := map[string]stamp{}
	for name := range w.names {
		state[name] = stamp{}
		if info, err := os.Stat(name); err == nil {
			state[name] = stamp{info.Size(), info.ModTime()}
		}
	}
	return state
}
