package main

import (
	"bytes"
	"io/fs"
	"time"
)

// The names of a spec from standard input: for the generator, and for the user.
const (
	stdinFile = "stdin.yaml"
	stdinName = "<stdin>"
)

// A stdinFS is a file system in which a document from standard input is a file, next to those that it refers to.
type stdinFS struct {
	fs.FS
	data []byte
}

// Open implements [fs.FS].
func (s stdinFS) Open(name string) (fs.File, error) {
	if name != stdinFile {
		return s.FS.Open(name)
	}
	return stdinHandle{bytes.NewReader(s.data), int64(len(s.data))}, nil
}

type stdinHandle struct {
	*bytes.Reader
	size int64
}

func (stdinHandle) Close() error { return nil }

func (h stdinHandle) Stat() (fs.FileInfo, error) { return stdinInfo(h.size), nil }

// stdinInfo describes the document: a regular file of a size.
type stdinInfo int64

func (stdinInfo) Name() string       { return stdinFile }
func (i stdinInfo) Size() int64      { return int64(i) }
func (stdinInfo) Mode() fs.FileMode  { return 0o444 }
func (stdinInfo) ModTime() time.Time { return time.Time{} }
func (stdinInfo) IsDir() bool        { return false }
func (stdinInfo) Sys() any           { return nil }
