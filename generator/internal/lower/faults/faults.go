// Package faults collects the diagnostics of a run and knows which part of the
// document each of them concerns: the document itself, an operation, or a schema
// that operations use. An operation is faulty when something that it uses is.
package faults

import (
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Owner is the part of a document that a diagnostic concerns: [Document], an
// [Operation] or a [Schema].
type Owner string

// Document owns the diagnostics that no single operation causes.
const Document Owner = ""

const (
	operationPrefix = "operation "
	schemaPrefix    = "schema "
)

// Operation is the owner of the operation with the given id.
func Operation(id string) Owner { return Owner(operationPrefix + id) }

// Schema is the owner of the component with the given canonical reference.
func Schema(ref string) Owner { return Owner(schemaPrefix + ref) }

// Log collects diagnostics by owner, and which owner uses which. It is not safe
// for concurrent use.
type Log struct {
	root     diag.Position
	stack    []Owner
	reported map[Owner][]diag.Diagnostic
	uses     map[Owner]map[Owner]bool
}

// NewLog returns an empty log. Diagnostics without a position are reported at the
// document's root.
func NewLog(root diag.Position) *Log {
	return &Log{root: root, reported: map[Owner][]diag.Diagnostic{}, uses: map[Owner]map[Owner]bool{}}
}

// Enter makes owner the current one, and notes that the owner before it uses it.
// The function that it returns restores the owner before it.
func (l *Log) Enter(owner Owner) (leave func()) {
	user := l.Owner()
	if l.uses[user] == nil {
		l.uses[user] = map[Owner]bool{}
	}
	l.uses[user][owner] = true
	l.stack = append(l.stack, owner)
	return func() { l.stack = l.stack[:len(l.stack)-1] }
}

// Owner returns the current owner.
func (l *Log) Owner() Owner {
	if len(l.stack) == 0 {
		return Document
	}
	return l.stack[len(l.stack)-1]
}

// Report adds diagnostics of the current owner.
func (l *Log) Report(list ...diag.Diagnostic) {
	owner := l.Owner()
	for _, d := range list {
		if d.Pos == (diag.Position{}) {
			d.Pos = l.root
		}
		l.reported[owner] = append(l.reported[owner], d)
	}
}

// HasErrorsOf reports whether an owner has an error of its own.
func (l *Log) HasErrorsOf(owner Owner) bool { return diag.HasErrors(l.reported[owner]) }

// All returns every diagnostic once, sorted.
func (l *Log) All() []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, owner := range slices.Sorted(maps.Keys(l.reported)) {
		list = append(list, l.reported[owner]...)
	}
	return diag.Sort(list)
}

// Operations returns the ids of the operations that have an error, or use,
// directly or not, something with an error. The value is the first such error.
func (l *Log) Operations() map[string]diag.Diagnostic {
	found := map[string]diag.Diagnostic{}
	for _, owner := range slices.Sorted(maps.Keys(l.uses[Document])) {
		id, ok := strings.CutPrefix(string(owner), operationPrefix)
		if !ok {
			continue
		}
		if d := l.firstError(owner, map[Owner]bool{}); d != nil {
			found[id] = *d
		}
	}
	return found
}

func (l *Log) firstError(owner Owner, seen map[Owner]bool) *diag.Diagnostic {
	if seen[owner] {
		return nil
	}
	seen[owner] = true
	for _, d := range l.reported[owner] {
		if d.Severity == diag.Error {
			return &d
		}
	}
	for _, used := range slices.Sorted(maps.Keys(l.uses[owner])) {
		if d := l.firstError(used, seen); d != nil {
			return d
		}
	}
	return nil
}
