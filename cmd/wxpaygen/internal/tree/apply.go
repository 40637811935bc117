package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
)

// Apply makes all changes, or none. It first writes the new content to temporary files next to the target files, so that directories
// which cannot be written are found before anything changes, and then renames them. If a rename or a removal fails, it undoes the
// changes; the error says whether that failed too.
func Apply(fsys FS, changes []Change) error {
	run := application{fsys: fsys}
	err := run.stage(changes)
	if err == nil {
		err = run.commit(changes)
	}
	if err == nil {
		return nil
	}
	if undoing := run.undo(); undoing != nil {
		return fmt.Errorf("%w; the changes made before could not be undone: %w", err, undoing)
	}
	return fmt.Errorf("%w; nothing was changed", err)
}

// An application records what must be undone after a failure.
type application struct {
	fsys   FS
	staged []string // temporary file of each change, "" for removals
	done   []Change // changes that are made
	dirs   []string // directories that were made, the topmost first
}

// stage makes the directories and writes the temporary files.
func (a *application) stage(changes []Change) error {
	for _, change := range changes {
		temporary := ""
		if change.New != nil {
			if err := a.makeDirs(path.Dir(change.Path)); err != nil {
				return err
			}
			temporary = temporaryName(change.Path)
			if err := a.fsys.Create(temporary, change.New, change.perm); err != nil {
				return fmt.Errorf("cannot write in %s: %w", path.Dir(change.Path), Cause(err))
			}
		}
		a.staged = append(a.staged, temporary)
	}
	return nil
}

func (a *application) makeDirs(dir string) error {
	for _, name := range parents(dir) {
		if _, err := a.fsys.Stat(name); err == nil {
			continue
		}
		err := a.fsys.Mkdir(name, 0o755)
		switch {
		case err == nil:
			a.dirs = append(a.dirs, name)
		case !errors.Is(err, fs.ErrExist): // another process created it
			return fmt.Errorf("cannot make the directory %s: %w", name, Cause(err))
		}
	}
	return nil
}

// commit puts each file in its place, and removes the stale ones.
func (a *application) commit(changes []Change) error {
	for i, change := range changes {
		var err error
		if change.New == nil {
			err = a.fsys.Remove(change.Path)
		} else {
			err = a.fsys.Rename(a.staged[i], change.Path)
		}
		if err != nil {
			return fmt.Errorf("cannot change %s: %w", change.Path, Cause(err))
		}
		a.staged[i] = ""
		a.done = append(a.done, change)
	}
	return nil
}

// undo restores the tree, the last change first.
func (a *application) undo() error {
	var failed []error
	for i := len(a.done) - 1; i >= 0; i-- {
		failed = append(failed, a.restore(a.done[i]))
	}
	for _, temporary := range a.staged {
		if temporary != "" {
			failed = append(failed, a.fsys.Remove(temporary))
		}
	}
	for i := len(a.dirs) - 1; i >= 0; i-- {
		failed = append(failed, a.fsys.Remove(a.dirs[i]))
	}
	return errors.Join(failed...)
}

func (a *application) restore(change Change) error {
	if change.Old == nil {
		return a.fsys.Remove(change.Path)
	}
	temporary := temporaryName(change.Path)
	if err := a.fsys.Create(temporary, change.Old, change.perm); err != nil {
		return err
	}
	if err := a.fsys.Rename(temporary, change.Path); err != nil {
		return errors.Join(err, a.fsys.Remove(temporary))
	}
	return nil
}
