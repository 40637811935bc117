package sandbox

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
	// savePause is how often the state is looked at, which is cheap when nothing has changed.
	savePause = 100 * time.Millisecond
	// saveRetry is the pause after a failure.
	saveRetry = time.Second
	// lockSuffix is added to the name of the state file. The lock file is never removed: another process may just be opening it.
	lockSuffix = ".lock"
)

var errLocked = errors.New("it is locked")

// keeper keeps a state file up to date. Its lock is held as long as the gateway runs.
type keeper struct {
	lock *os.File
	done chan struct{} // closed when the background work has ended
	last string        // the last failure, "" after a success
}

// takeState locks the state file, loads it and writes it again, before the first request is served: a file that cannot be
// written is reported at the start, and the count of starts in it makes the numbers of this run different from all before.
func (g *Gateway) takeState() (err error) {
	path := g.settings.stateFile
	if path == "" {
		return nil
	}
	lock, err := lockState(path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = lock.Close()
		}
	}()
	removeTemporaries(path)
	if err := g.LoadState(path); err != nil {
		return err
	}
	if err := g.SaveState(path); err != nil {
		return err
	}
	g.keeper = &keeper{lock: lock, done: make(chan struct{})}
	return nil
}

// lockState locks a state file for this gateway.
func lockState(path string) (*os.File, error) {
	lock, err := lockFile(path + lockSuffix)
	switch {
	case errors.Is(err, errLocked):
		return nil, fmt.Errorf("state %s: another sandbox%s keeps it; end that one, or name another file", path, holder(path))
	case err != nil:
		return nil, fmt.Errorf("state %s: it cannot be written: %w", path, plainFileError(err))
	}
	if err := lock.Truncate(0); err == nil {
		_, _ = fmt.Fprintln(lock, os.Getpid()) // for the message alone
	}
	return lock, nil
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

// keep saves the state until ctx ends.
func (k *keeper) keep(ctx context.Context, save func() error, logf func(string, ...any)) {
	defer close(k.done)
	for pause := savePause; ; {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		began := time.Now()
		ok := k.step(save, logf)
		pause = max(savePause, 10*time.Since(began)) // so that saving a large state leaves time for the rest
		if !ok {
			pause = max(pause, saveRetry)
		}
	}
}

// step saves once. It reports a failure when it begins or changes, and its end.
func (k *keeper) step(save func() error, logf func(string, ...any)) bool {
	err := save()
	switch {
	case err != nil && err.Error() != k.last:
		logf("%v; requests are still answered, and lost when the sandbox ends", err)
		k.last = err.Error()
	case err == nil && k.last != "":
		logf("the state is written again")
		k.last = ""
	}
	return err == nil
}

// lastState saves the state a last time and gives up the lock.
func (g *Gateway) lastState() error {
	if g.keeper == nil {
		return nil
	}
	<-g.keeper.done
	return errors.Join(g.SaveState(g.settings.stateFile), g.keeper.lock.Close())
}
