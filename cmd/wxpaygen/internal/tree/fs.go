package tree

import (
	"errors"
	"io/fs"
	"os"
)

// FS is the part of a file system that this package needs. Paths are slash paths below its root. [Root] implements it.
type FS interface {
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	ReadFile(name string) ([]byte, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	Mkdir(name string, perm fs.FileMode) error
	// Create writes and syncs a file that must not exist.
	Create(name string, data []byte, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
}

// Root is the directory of an [os.Root], which links cannot leave.
type Root struct{ *os.Root }

// ReadDir returns the entries of a directory, sorted by name.
func (r Root) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(r.FS(), name)
}

// Create writes a new file with exactly the given permissions and syncs it. It removes the file if that fails.
func (r Root) Create(name string, data []byte, perm fs.FileMode) error {
	file, err := r.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm.Perm()|0o200)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err == nil && perm != newPerm {
		err = file.Chmod(perm.Perm())
	}
	err = errors.Join(err, file.Close())
	if err != nil {
		return errors.Join(err, r.Remove(name))
	}
	return nil
}

// newPerm returns the permissions of new files, without the umask of the user.
const newPerm fs.FileMode = 0o644

// Cause returns the error of a failed file operation without its path: messages
// name the path as the user knows it.
func Cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	var linkError *os.LinkError
	if errors.As(err, &linkError) {
		return linkError.Err
	}
	return err
}
