package doctree

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Load reads the document at path and every file that it refers to, which must
// be below the document's folder. Paths, also in positions, are slash paths of
// fsys. The set is never nil; the diagnostics of all files are sorted.
func Load(fsys fs.FS, name string, limits Limits) (*Set, []diag.Diagnostic) {
	return LoadEdited(fsys, name, limits, nil)
}

// LoadEdited is Load of a document that edit changes before references are
// followed. edit gets the root, may keep nodes of other files in it, and returns the
// paths of those files: their references are relative to the document. Edit is not
// called for a document that cannot be parsed.
func LoadEdited(fsys fs.FS, name string, limits Limits, edit func(root *Node) (files []string, diags []diag.Diagnostic)) (*Set, []diag.Diagnostic) {
	limits = limits.withDefaults()
	l := &loader{
		fsys: fsys, bytes: limits.Bytes, nodes: limits.Nodes, limits: limits, faults: map[string]*refFault{},
		set: &Set{Files: map[string]*File{}, root: path.Clean(name)},
	}
	if fault := l.need(l.set.root); fault != nil {
		l.diags = append(l.diags, diag.Errorf(diag.Position{File: l.set.root}, fault.rule, "%s", fault.fact).Fix("%s", fault.remedy))
		return l.set, l.diags
	}
	if root := l.set.Root(); edit != nil && root != nil {
		files, diags := edit(root)
		l.diags, l.set.guests = append(l.diags, diags...), map[string]bool{}
		for _, file := range files {
			l.set.guests[file] = true
		}
	}
	l.misspelt()
	w := &walker{resolve: l.resolve}
	w.walk(visit{l.set.Root(), shapeDocument})
	return l.set, diag.Sort(l.diags)
}

// misspelt corrects the document before its references are followed, which may lead
// to misspelt names or be misspelt.
func (l *loader) misspelt() {
	root := l.set.Root()
	if l.set.judge(); !l.set.own || root.Get("swagger") != nil {
		return
	}
	m := &mender{set: l.set, loading: true}
	w := &walker{enter: m.misspelt, resolve: func(*Node, shape) []visit { return nil }}
	w.walk(visit{root, shapeDocument})
	l.diags = append(l.diags, m.diags...)
}

// loader is the state of a call of Load.
type loader struct {
	fsys         fs.FS
	limits       Limits
	bytes, nodes int // what is left
	set          *Set
	faults       map[string]*refFault // of files that cannot be read, by path
	fresh        []visit              // documents that were read and not walked yet
	diags        []diag.Diagnostic
}

// need reads a file unless it was read.
func (l *loader) need(name string) *refFault {
	if _, done := l.set.Files[name]; done {
		return nil
	}
	if fault, done := l.faults[name]; done {
		return fault
	}
	data, fault := l.read(name)
	if fault != nil {
		l.faults[name] = fault
		return fault
	}
	p := &parser{path: name, limits: l.limits, nodes: l.nodes}
	if len(data) > l.bytes {
		p.report(p.tooManyBytes())
		l.set.Files[name] = &File{Path: name}
	} else {
		l.bytes -= len(data)
		l.set.Files[name] = p.parse(data)
		l.nodes = max(p.nodes, 0)
	}
	l.diags = append(l.diags, p.diags...)
	if root := l.set.Files[name].Root; isDocument(root) && name != l.set.root {
		l.fresh = append(l.fresh, visit{root, shapeDocument})
	}
	return nil
}

// read returns a file's bytes, one more than allowed at most.
func (l *loader) read(name string) ([]byte, *refFault) {
	if !fs.ValidPath(name) {
		return nil, &refFault{rule: ruleFileMissing, fact: "the path " + diag.Quote(name) + " is not below the working folder", remedy: "give the path of a file below it"}
	}
	if info, err := fs.Stat(l.fsys, name); err == nil && !info.Mode().IsRegular() {
		return nil, irregular(name, info.Mode()) // before it is opened, since to open a pipe is to wait for a writer
	}
	file, err := l.fsys.Open(name)
	if err != nil {
		return nil, readFault(name, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, int64(l.bytes)+1))
	if err != nil {
		return nil, readFault(name, err)
	}
	return data, nil
}

func irregular(name string, mode fs.FileMode) *refFault {
	kind, remedy := "a device", "name a regular file"
	switch {
	case mode.IsDir():
		kind, remedy = "a folder", "name a file in it"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	}
	return &refFault{rule: ruleFileMissing, fact: name + " is " + kind, remedy: remedy}
}

// insideFile splits a path that continues below the name of a document.
var insideFile = regexp.MustCompile(`^(.*?\.(?:ya?ml|json))/(.+)$`)

func readFault(name string, err error) *refFault {
	cause := err
	if wrapped := (*fs.PathError)(nil); errors.As(err, &wrapped) {
		cause = wrapped.Err
	}
	inside := insideFile.FindStringSubmatch(name)
	switch {
	case inside != nil:
		return &refFault{rule: ruleFileMissing, fact: "there is no file " + name, remedy: "write # behind the name of the file, as in " + path.Base(inside[1]) + "#/" + inside[2]}
	case errors.Is(err, fs.ErrNotExist):
		return &refFault{rule: ruleFileMissing, fact: "there is no file " + name, remedy: "correct the path; it is relative to the folder of the file that contains it"}
	case strings.Contains(cause.Error(), "escapes from parent"):
		return &refFault{rule: ruleRefOutside, fact: "the file " + name + " is a link that leads out of the folder of the spec", remedy: "put the file itself there"}
	}
	return &refFault{rule: ruleFileMissing, fact: "the file " + name + " cannot be read: " + cause.Error(), remedy: "make it a file that can be read"}
}

// fault reports what is wrong in a part of the document.
func (l *loader) fault(n *Node, d diag.Diagnostic) {
	l.diags = append(l.diags, d)
	l.set.fault(n, d)
}
