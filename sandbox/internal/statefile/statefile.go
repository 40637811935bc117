// Package statefile keeps a file up to date with a state. One process at a time uses a file, and a file is replaced as a whole.
package statefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

const (
	// savePause is the pause between calls of save, which is cheap when nothing has changed.
	savePause = 100 * time.Millisecond
	// saveRetry is the pause after a failure.
	saveRetry = time.Second
	// lockSuffix is added to the name of the state file. The lock file is never removed: another process may be opening it.
	lockSuffix = ".lock"
)

var errLocked = errors.New("it is locked")

// File is a state file that this process has locked.
type File struct {
	lock *os.File
	done chan struct{} // closed when Keep has returned
	last string        // the last error, "" after a success
}

// Open locks the state file at path, which need not exist, and removes the temporary files that a killed process left.
func Open(path string) (*File, error) {
	lock, err := lockFile(path + lockSuffix)
	switch {
	case errors.Is(err, errLocked):
		return nil, fmt.Errorf("state %s: another sandbox%s uses it; end that one, or name another file", path, holder(path))
	case err != nil:
		return nil, fmt.Errorf("state %s: it cannot be written: %w", path, withoutPath(err))
	}
	if err := lock.Truncate(0); err == nil {
		_, _ = fmt.Fprintln(lock, os.Getpid()) // only for the error message
	}
	removeTemporaries(path)
	return &File{lock: lock, done: make(chan struct{})}, nil
}

// holder names the process that has the lock, if its file says so.
func holder(path string) string {
	file, err := os.Open(path + lockSuffix)
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }()
	text, _ := io.ReadAll(io.LimitReader(file, 20))
	pid := strings.TrimSpace(string(text))
	if !isDigits(pid) {
		return ""
	}
	return " (process " + pid + ")"
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Keep calls save again and again until ctx ends.
func (f *File) Keep(ctx context.Context, save func() error, logf func(string, ...any)) {
	defer close(f.done)
	for pause := savePause; ; {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		began := time.Now()
		ok := f.step(save, logf)
		pause = max(savePause, 10*time.Since(began)) // a large state must not take all the time
		if !ok {
			pause = max(pause, saveRetry)
		}
	}
}

// step saves once. It logs a failure when it begins or changes, and when it ends.
func (f *File) step(save func() error, logf func(string, ...any)) bool {
	err := save()
	switch {
	case err != nil && err.Error() != f.last:
		logf("%v; requests are still served, and are lost when the sandbox ends", err)
		f.last = err.Error()
	case err == nil && f.last != "":
		logf("the state is written again")
		f.last = ""
	}
	return err == nil
}

// Close waits for Keep, saves a last time and unlocks the file.
func (f *File) Close(save func() error) error {
	<-f.done
	return errors.Join(save(), f.Unlock())
}

// Unlock unlocks the file. Call it in place of Close if Keep was not called.
func (f *File) Unlock() error { return f.lock.Close() }
