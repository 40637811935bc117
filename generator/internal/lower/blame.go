package lower

import (
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// blames keeps the diagnostics of a run by who they concern: the document, an
// operation, or a component that operations use. An operation is at fault when
// something that it uses is.
type blames struct {
	stack []string
	told  map[string][]diag.Diagnostic
	uses  map[string]map[string]bool
}

// documentOwner is whom everything concerns that no single operation is at fault
// for.
const documentOwner = ""

const (
	operationPrefix = "operation "
	schemaPrefix    = "schema "
)

func newBlames() *blames {
	return &blames{told: map[string][]diag.Diagnostic{}, uses: map[string]map[string]bool{}}
}

// enter makes owner the one that diagnostics concern, and a thing that the owner
// before it uses, until the function that it returns is called.
func (b *blames) enter(owner string) (leave func()) {
	b.use(owner)
	b.stack = append(b.stack, owner)
	return func() { b.stack = b.stack[:len(b.stack)-1] }
}

// use notes that the owner at hand uses another.
func (b *blames) use(owner string) {
	user := b.owner()
	if b.uses[user] == nil {
		b.uses[user] = map[string]bool{}
	}
	b.uses[user][owner] = true
}

func (b *blames) owner() string {
	if len(b.stack) == 0 {
		return documentOwner
	}
	return b.stack[len(b.stack)-1]
}

func (b *blames) add(d diag.Diagnostic) {
	owner := b.owner()
	b.told[owner] = append(b.told[owner], d)
}

func (b *blames) hasErrorsOf(owner string) bool { return diag.HasErrors(b.told[owner]) }

// all returns what was told, sorted and each once.
func (b *blames) all() []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, owner := range slices.Sorted(maps.Keys(b.told)) {
		list = append(list, b.told[owner]...)
	}
	return diag.Sort(list)
}

// faulty returns the operations that use, however indirectly, something with an
// error, and the first such error.
func (b *blames) faulty() map[string]diag.Diagnostic {
	found := map[string]diag.Diagnostic{}
	for _, owner := range slices.Sorted(maps.Keys(b.uses[documentOwner])) {
		id, ok := strings.CutPrefix(owner, operationPrefix)
		if !ok {
			continue
		}
		if d := b.firstError(owner, map[string]bool{}); d != nil {
			found[id] = *d
		}
	}
	return found
}

func (b *blames) firstError(owner string, seen map[string]bool) *diag.Diagnostic {
	if seen[owner] {
		return nil
	}
	seen[owner] = true
	for _, d := range b.told[owner] {
		if d.Severity == diag.Error {
			return &d
		}
	}
	for _, used := range slices.Sorted(maps.Keys(b.uses[owner])) {
		if d := b.firstError(used, seen); d != nil {
			return d
		}
	}
	return nil
}

// collides reports whether a schema has no name because others have it.
func (b *blames) collides() bool {
	for owner, told := range b.told {
		if strings.HasPrefix(owner, schemaPrefix) && slices.ContainsFunc(told, isCollision) {
			return true
		}
	}
	return false
}

func isCollision(d diag.Diagnostic) bool {
	return d.Severity == diag.Error && (d.Rule == "name-collision" || d.Rule == "name")
}

// unusedSchemas returns the references of the schemas that no operation and no
// event uses, however indirectly.
func (b *blames) unusedSchemas() map[string]bool {
	used := map[string]bool{}
	var visit func(owner string)
	visit = func(owner string) {
		if used[owner] {
			return
		}
		used[owner] = true
		for other := range b.uses[owner] {
			visit(other)
		}
	}
	unused := map[string]bool{}
	for owner := range b.uses[documentOwner] {
		if !strings.HasPrefix(owner, schemaPrefix) {
			visit(owner)
		}
	}
	for owner := range b.uses[documentOwner] {
		if ref, ok := strings.CutPrefix(owner, schemaPrefix); ok && !used[owner] {
			unused[ref] = true
		}
	}
	return unused
}
