package doctree

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Set is a document and every file that it refers to, by slash path. It may be
// read by several goroutines at once.
type Set struct {
	Files map[string]*File

	root   string
	guests map[string]bool // files whose nodes were merged into the document
	faults []Fault

	own bool // it has words of the vocabulary
}

// Fault is an error of a part of the document: a reference that leads nowhere, or
// a member of a wrong form, which is removed.
type Fault struct {
	Node       *Node // the object that has the reference, or had the member
	Diagnostic diag.Diagnostic
}

// Faults returns the errors of Load, Upgrade and Normalize that concern parts of
// the document, each with the object that is at fault. What does not refer to it,
// however indirectly, is as good as without it.
func (s *Set) Faults() []Fault { return s.faults }

// Forget drops the faults of parts that nobody needs any more, and returns their
// diagnostics.
func (s *Set) Forget(is func(Fault) bool) (dropped []diag.Diagnostic) {
	for _, f := range s.faults {
		if is(f) {
			dropped = append(dropped, f.Diagnostic)
		}
	}
	s.faults = slices.DeleteFunc(s.faults, is)
	return dropped
}

func (s *Set) fault(n *Node, d diag.Diagnostic) { s.faults = append(s.faults, Fault{n, d}) }

// Root returns the document's tree, nil if it could not be read.
func (s *Set) Root() *Node { return s.File(s.root).tree() }

// File returns the file of that path, nil if the set does not have it.
func (s *Set) File(path string) *File {
	if s == nil {
		return nil
	}
	return s.Files[path]
}

func (f *File) tree() *Node {
	if f == nil {
		return nil
	}
	return f.Root
}

// Resolve follows the $ref of a node, and further references, to their end. It
// returns the target and its canonical reference: the file's path and the
// pointer, as in "specs/common.yaml#/components/schemas/Error". For a node
// without $ref, or with a broken one, ok is false.
func (s *Set) Resolve(n *Node) (target *Node, ref string, ok bool) {
	text, ok := n.Get("$ref").Str()
	if !ok {
		return nil, "", false
	}
	return s.ResolveRef(n, text)
}

// Step is Resolve for one reference only. Its target may be a reference again,
// with further keywords in OpenAPI 3.1.
func (s *Set) Step(n *Node) (target *Node, ref string, ok bool) {
	text, ok := n.Get("$ref").Str()
	if !ok {
		return nil, "", false
	}
	at, fault := s.step(n.At().File, text, newCrossings())
	return at.node, at.ref, fault == nil && at.node != nil
}

// ResolveRef is Resolve for a reference that is not the value of $ref; base is
// a node of the file that it is relative to.
func (s *Set) ResolveRef(base *Node, ref string) (target *Node, canonicalRef string, ok bool) {
	end, fault := s.follow(base.At().File, ref, newCrossings())
	if fault != nil || end.node == nil {
		return nil, "", false
	}
	return end.node, end.ref, true
}

// ResolveMapping returns the target of a value of a discriminator's mapping: a
// schema of the components in base's file by its name, otherwise a reference.
func (s *Set) ResolveMapping(base *Node, value string) (target *Node, ref string, ok bool) {
	if schemaName.MatchString(value) {
		name := "#/components/schemas/" + value
		if target, ref, ok := s.ResolveRef(base, name); ok {
			return target, ref, true
		}
	}
	return s.ResolveRef(base, value)
}

var schemaName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// isNameOnly reports whether a discriminator's value can only be a name.
func isNameOnly(value string) bool {
	ext := strings.ToLower(path.Ext(value))
	return schemaName.MatchString(value) && ext != ".yaml" && ext != ".yml" && ext != ".json"
}

// place is where a reference leads.
type place struct {
	node *Node // nil if the file could not be parsed, which was reported
	ref  string
	via  *Node // a $ref that the pointer went through; nil
}

// follow goes along a chain of references.
func (s *Set) follow(base, ref string, left *crossings) (place, *refFault) {
	seen := map[string]bool{}
	first := ref
	var via *Node
	for {
		at, fault := s.step(base, ref, left)
		if fault != nil || at.node == nil {
			return at, fault
		}
		via = cmp.Or(via, at.via)
		at.via = via
		if seen[at.ref] {
			return place{}, &refFault{
				rule: ruleRefLoop, fact: "the $ref " + diag.Quote(first) + " leads back to itself and to no value",
				remedy: "let one of the references be the value itself", related: loopPlace(at),
			}
		}
		seen[at.ref] = true
		next, isRef := at.node.Get("$ref").Str()
		if !isRef {
			return at, nil
		}
		base, ref = at.node.Pos.File, next
	}
}

func loopPlace(at place) diag.Position { return at.node.Get("$ref").At() }

// step goes to where one reference points. One of an overlay's values is relative to
// the document that it was merged into.
func (s *Set) step(base, ref string, left *crossings) (place, *refFault) {
	if s.guests[base] {
		base = s.root
	}
	if f := s.File(base); f.tree() != nil {
		name, fragment, _ := strings.Cut(ref, "#")
		if id, ok := f.names().ids[name]; ok && name != "" && fragment == "" {
			return place{node: id.node, ref: canonical(base, id.tokens)}, nil
		}
	}
	name, fragment, fault := fileOf(s.root, base, ref)
	if fault != nil {
		return place{}, fault
	}
	f, known := s.Files[name]
	switch {
	case !known:
		return place{}, &refFault{rule: ruleFileMissing, fact: "the file " + name + " was not loaded", file: name}
	case f.tree() == nil:
		return place{}, nil
	}
	return s.inFile(f, fragment, ref, left)
}
