package keys

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// Source is the source of a key or certificate: [File], [Env] or [Text]. The zero Source is
// absent.
type Source struct {
	name string // for errors; never contains key text
	read func() ([]byte, error)
}

// File returns a source that reads the file at path, of at most 1 MiB.
func File(path string) Source {
	if looksLikeKey(path) {
		return Source{name: "File", read: func() ([]byte, error) {
			return nil, errors.New("the path is key text; use keys.Text")
		}}
	}
	return Source{name: path, read: func() ([]byte, error) { return readFile(path) }}
}

// Env returns a source that reads the environment variable name.
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

// Text returns a source with the text of a key or certificate, such as one from a secret store.
func Text(text string) Source {
	return Source{name: "text", read: func() ([]byte, error) { return []byte(text), nil }}
}

func (s Source) isZero() bool { return s.read == nil }

// maxFile is much more than a key or a chain of certificates needs, in bytes.
const maxFile = 1 << 20

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, withoutPath(err)
	case info.IsDir():
		return nil, errors.New("is a directory; use the file")
	case info.Size() > maxFile:
		return nil, errors.New("has " + strconv.FormatInt(info.Size(), 10) + " bytes, which is too large for a key")
	}
	data, err := os.ReadFile(path)
	return data, withoutPath(err)
}

// withoutPath returns the cause of err, since the source's name already has the path.
func withoutPath(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// looksLikeKey reports whether a path or name is actually the text of a key.
func looksLikeKey(name string) bool {
	return strings.Contains(name, "-----") || strings.ContainsAny(name, "\r\n") || strings.HasPrefix(name, "MII") || len(name) > 512
}
