package engine

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// deferred is a document that is read when it is needed. Reading all documents of the project takes the better part of a second, and
// a test needs a few of them.
type deferred struct {
	once  sync.Once
	read  func() (*Product, error)
	paths [][]string // the segments of its paths
}

// Defer returns the product of a document that is known to be correct, such as those of the project, and reads it when it is needed. Its
// paths are the lines of the text that look like one.
func Defer(fsys fs.FS, name string) (*Product, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	d := &deferred{read: func() (*Product, error) { return load(fsys, name) }}
	for _, template := range pathsIn(string(text)) {
		d.paths = append(d.paths, segmentsOf(template))
	}
	return &Product{Name: strings.TrimSuffix(path.Base(name), path.Ext(name)), deferred: d}, nil
}

var pathLine = regexp.MustCompile(`(?m)^  (/\S*):`)

// pathsIn returns the paths of a document that is indented by two spaces.
func pathsIn(text string) []string {
	_, text, _ = strings.Cut("\n"+text, "\npaths:")
	if i := strings.Index(text, "\ncomponents:"); i >= 0 {
		text = text[:i]
	}
	var list []string
	for _, m := range pathLine.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	return list
}

func segmentsOf(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// ready reads the document of a product that was deferred. It panics if the document is not correct.
func (p *Product) ready() *Product {
	if p.deferred == nil {
		return p
	}
	p.deferred.once.Do(func() {
		read, err := p.deferred.read()
		if err != nil {
			panic(err) // of the project's own, which tests read
		}
		p.Title, p.Operations, p.Notifications = read.Title, read.Operations, read.Notifications
		p.model, p.inventedKinds = read.model, read.inventedKinds
	})
	return p
}

// serves reports whether a product may have an operation of a path.
func (p *Product) serves(segments []string) bool {
	return p.deferred == nil || slices.ContainsFunc(p.deferred.paths, func(template []string) bool {
		return slices.EqualFunc(template, segments, func(a, b string) bool { return a == b || strings.Contains(a, "{") || strings.Contains(b, "%") })
	})
}
