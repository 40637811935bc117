// Package revision reads files as they were at a git revision. It runs git, which
// finds the repository; it changes nothing there.
package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"strings"
	"time"
)

// FS is a directory at a revision. It opens only files.
type FS struct {
	ctx    context.Context //nolint:containedctx // fs.FS has no other way
	dir    string
	commit string
	prefix string // of dir in the repository: "" or "sub/dir/"
	files  map[string][]byte
}

// Open returns dir as it was at a revision. ctx ends the calls of git, also later
// ones. The FS is for one goroutine.
func Open(ctx context.Context, dir, name string) (*FS, error) {
	f := &FS{ctx: ctx, dir: dir, files: map[string][]byte{}}
	prefix, err := f.git("rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	f.prefix = strings.TrimSpace(string(prefix))
	commit, err := f.git("rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%s is not a revision of the git repository: %w", name, fs.ErrNotExist)
	}
	f.commit = strings.TrimSpace(string(commit))
	return f, nil
}

// git runs git in the directory, and returns what it prints.
func (f *FS) git(args ...string) ([]byte, error) {
	cmd := exec.CommandContext(f.ctx, "git", args...)
	cmd.Dir = f.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case f.ctx.Err() != nil:
		return nil, f.ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed")
	case err != nil:
		text, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return nil, fmt.Errorf("git %s: %s", args[0], text)
	}
	return out, nil
}

// Open implements fs.FS.
func (f *FS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	data, ok := f.files[name]
	if !ok {
		found, err := f.git("cat-file", "blob", f.commit+":"+path.Join(f.prefix, name))
		switch {
		case f.ctx.Err() != nil:
			return nil, &fs.PathError{Op: "open", Path: name, Err: f.ctx.Err()}
		case err != nil: // it does not exist, or is a directory
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		f.files[name], data = found, found
	}
	return &file{name: path.Base(name), size: int64(len(data)), Reader: bytes.NewReader(data)}, nil
}

// file is an open file and its own fs.FileInfo.
type file struct {
	io.Reader
	name string
	size int64
}

func (f *file) Stat() (fs.FileInfo, error) { return f, nil }
func (f *file) Close() error               { return nil }
func (f *file) Name() string               { return f.name }
func (f *file) Size() int64                { return f.size }
func (f *file) Mode() fs.FileMode          { return 0o444 }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return false }
func (f *file) Sys() any                   { return nil }
