package keys

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// Source is where a key or certificate comes from: [File], [Env] or [Text]. The
// zero Source is absent. It is read once, by whatever it is given to.
type Source struct {
	name string // for errors; never contains key text
	read func() ([]byte, error)
}

// File reads the file at path.
func File(path string) Source {
	if looksLikeKey(path) {
		return Source{name: "File", read: func() ([]byte, error) {
			return nil, errors.New("the path is key text; use keys.Text")
		}}
	}
	return Source{name: path, read: func() ([]byte, error) { return readFile(path) }}
}

// Env reads the environment variable of that name.
func Env(name string) Source {
	if looksLikeKey(name) {
		return Source{name: "Env", read: func() ([]byte, error) {
			return nil, errors.New("the name is key text; use keys.Text")
		}}
	}
	return Source{name: "$" + name, read: func() ([]byte, error) {
		value, ok := os.LookupEnv(name)
		if !ok {
			return nil, errors.New("the environment variable is not set")
		}
		return []byte(value), nil
	}}
}

// Text is the key or certificate itself, for example from a secret store.
func Text(text string) Source {
	return Source{name: "text", read: func() ([]byte, error) { return []byte(text), nil }}
}

func (s Source) isZero() bool { return s.read == nil }

// maxFile is many times what a key or a chain of certificates needs.
const maxFile = 1 << 20

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, withoutPath(err)
	case info.IsDir():
		return nil, errors.New("is a directory; give the file")
	case info.Size() > maxFile:
		return nil, errors.New("has " + strconv.FormatInt(info.Size(), 10) + " bytes, which no key has")
	}
	data, err := os.ReadFile(path)
	return data, withoutPath(err)
}

// withoutPath keeps the reason: the source's name has the path already.
func withoutPath(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// looksLikeKey reports whether a path or name is key text given in its place.
func looksLikeKey(name string) bool {
	return strings.Contains(name, "-----") || strings.ContainsAny(name, "\r\n") || strings.HasPrefix(name, "MII") || len(name) > 512
}
