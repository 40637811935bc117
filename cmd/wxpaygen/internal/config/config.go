// Package config reads wxpaygen.yaml: the packages, and the severities of the rules.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// FileName is the default name of a configuration.
const FileName = "wxpaygen.yaml"

// maxBytes limits the size of a configuration.
const maxBytes = 1 << 20

// Config is a valid configuration. Close it after use.
type Config struct {
	Root            *os.Root // the directory of the file, which nothing leaves; nil with LoadFS
	FS              fs.FS    // the same directory
	Packages        []generator.Package
	Initialisms     map[string]string
	Rules           map[string]generator.RuleSetting
	SkipUnsupported bool
	Docs            string // slash path of the directory of the reference; "" for none
}

// Close closes the directory.
func (c *Config) Close() error {
	if c.Root == nil {
		return nil
	}
	return c.Root.Close()
}

// Generator returns the configuration of the generator for some of the packages.
func (c *Config) Generator(packages []generator.Package) generator.Config {
	docs := c.Docs
	if len(packages) < len(c.Packages) {
		docs = "" // a reference of some packages would replace that of all
	}
	return generator.Config{
		Docs:            docs,
		FS:              c.FS,
		Packages:        packages,
		Initialisms:     c.Initialisms,
		Rules:           c.Rules,
		SkipUnsupported: c.SkipUnsupported,
	}
}

// Error has the errors of a configuration with their positions.
type Error struct {
	Diagnostics []diag.Diagnostic
}

// Error returns the number of errors. The caller prints the diagnostics.
func (e *Error) Error() string {
	if len(e.Diagnostics) == 1 {
		return "the configuration has an error"
	}
	return fmt.Sprintf("the configuration has %d errors", len(e.Diagnostics))
}

// ErrNotFound is the error of Find when there is no configuration.
var ErrNotFound = errors.New("no " + FileName + " here or in a directory above")

// Find returns the path of the wxpaygen.yaml in dir or in the nearest directory
// above it, as Go does for go.mod.
func Find(dir string) (string, error) {
	for {
		path := filepath.Join(dir, FileName)
		info, err := os.Stat(path)
		switch {
		case err == nil && !info.IsDir():
			return path, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", ErrNotFound
		}
		dir = parent
	}
}

// Load reads the configuration at path. It returns all errors in it as an [*Error], whose positions have the base name of path. Other
// errors are those of reading the file.
func Load(path string) (*Config, error) {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	config, err := LoadFS(root.FS(), filepath.Base(path))
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	config.Root = root
	return config, nil
}

// LoadFS is [Load] for a file in the root of a file system, such as that of an earlier revision.
func LoadFS(fsys fs.FS, name string) (*Config, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // reading a pipe would wait for a writer
		return nil, fmt.Errorf("it is not a regular file")
	}
	if info.Size() > maxBytes {
		return nil, fmt.Errorf("%s has %d bytes: the maximum is %d", name, info.Size(), maxBytes)
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	decoder := decoder{file: name, fsys: fsys}
	config := decoder.decode(data)
	if len(decoder.faults) > 0 {
		return nil, &Error{Diagnostics: diag.Sort(decoder.faults)}
	}
	config.FS = fsys
	return config, nil
}
