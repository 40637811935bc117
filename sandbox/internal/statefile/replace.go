package statefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const temporarySuffix = ".tmp"

// Replace replaces the content of a file as a whole: it writes a temporary file, syncs it, renames it and syncs the directory.
// After a nil error the new content survives a power failure.
func Replace(path string, data []byte) error {
	if err := replace(path, data); err != nil {
		return fmt.Errorf("state %s: it cannot be written: %w", path, withoutPath(err))
	}
	return nil
}

func replace(path string, data []byte) error {
	dir := filepath.Dir(path)
	temporary, err := os.CreateTemp(dir, filepath.Base(path)+".*"+temporarySuffix) // 0600
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	if err == nil {
		err = temporary.Sync()
	}
	err = errors.Join(err, temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
		return err
	}
	return syncDir(dir)
}

// syncDir syncs the names in a directory. Windows has no such call.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// removeTemporaries removes the temporary files that killed processes left. The caller has the lock.
func removeTemporaries(path string) {
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, entry := range entries {
		name, ours := strings.CutPrefix(entry.Name(), filepath.Base(path)+".")
		if number, ok := strings.CutSuffix(name, temporarySuffix); ours && ok && isDigits(number) {
			_ = os.Remove(filepath.Join(filepath.Dir(path), entry.Name()))
		}
	}
}

// withoutPath removes the path of the temporary file from an error.
func withoutPath(err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err
	}
	if e := (*os.LinkError)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}
