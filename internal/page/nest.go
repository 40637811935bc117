package page

import (
	"fmt"
	"slices"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Pages mark the beginning of an object's members, but rarely their end. The end
// is found, in this order, by names with dots and given levels, by the table or
// list that has the members, by the word for a field's place, which members do
// not have, and by the example.

// A level is an object whose members may follow.
type level struct {
	field    *Field // nil for the outermost
	examples []*doctree.Node
	depth    int  // of the object's own block
	byDepth  bool // members are deeper than the object
	table    int  // the table that has only the members; 0 for none
	fresh    bool // no member was read yet
	noted    bool // there is a note that its end is unknown
}

type nester struct {
	placed bool // the rows of the outermost fields have the word for their place
	place  string
	levels []level
	last   *Field // the object whose members may follow
	depth  int    // of last
	table  int    // of the last item
}

// nest builds trees from items. examples are those of the body.
func nest(items []item, examples []*doctree.Node) []*Field {
	var fields []*Field
	n := &nester{levels: []level{{examples: examples}}, placed: slices.ContainsFunc(items, func(it item) bool { return it.field != nil && it.field.In != "" })}
	for _, it := range items {
		switch {
		case it.place != "":
			n.place = it.place
		case it.opens:
			n.tables(it)
			n.open(it)
		default:
			n.field(&fields, it)
		}
	}
	return fields
}

// top returns the innermost level.
func (n *nester) top() *level { return &n.levels[len(n.levels)-1] }

// open begins the members of the last object. It ignores a second mark.
func (n *nester) open(it item) {
	if n.last == nil || n.top().field == n.last {
		return
	}
	n.push(it)
}

func (n *nester) push(it item) {
	f := n.last
	n.last = nil
	l := level{field: f, depth: n.depth, fresh: true}
	if it.table != n.tableOf(len(n.levels)-1) && it.table != 0 && it.outer == n.table {
		l.table = it.table
	}
	for _, e := range n.top().examples {
		l.examples = append(l.examples, elements(e.Get(f.Name))...)
	}
	n.levels = append(n.levels, l)
}

func (n *nester) tableOf(i int) int { return n.levels[i].table }

// elements returns the value of an example if it is an object, or its elements
// that are objects.
func elements(value *doctree.Node) []*doctree.Node {
	switch {
	case value.Is(doctree.Mapping):
		return []*doctree.Node{value}
	case value.Is(doctree.Sequence):
		var list []*doctree.Node
		for _, e := range value.Items() {
			list = append(list, elements(e)...)
		}
		return list
	}
	return nil
}

// tables closes the levels of tables that have ended. It opens the last object
// if a table begins within its table or right after it.
func (n *nester) tables(it item) {
	if it.table == n.table {
		return
	}
	entering := it.outer == n.table || it.table > n.table && it.outer == 0
	if !entering || it.table == 0 {
		for i := len(n.levels) - 1; i > 0; i-- {
			if t := n.levels[i].table; t != 0 && t != it.table {
				n.levels = n.levels[:i]
			}
		}
	}
	if entering && it.table != 0 && n.last != nil && n.top().field != n.last {
		n.push(it)
		n.top().table = it.table
	}
	if !entering || it.table == 0 {
		n.last = nil
	}
	n.table = it.table
}

func (n *nester) field(roots *[]*Field, it item) {
	f := it.field
	if n.place != "" && f.In == "" {
		f.In = n.place
	}
	n.tables(it)
	switch {
	case it.path != nil:
		n.levels = n.levels[:1]
		n.dotted(roots, it)
	case it.level >= 0:
		n.stated(it)
	case f.In != "" && n.place == "":
		n.levels = n.levels[:1]
	default:
		n.byDepth(it)
		n.byExample(f)
	}
	if it.path == nil {
		n.append(roots, f)
	}
	n.last = nil
	if f.Type.isContainer() {
		n.last, n.depth = f, it.depth
	}
}

func (n *nester) append(roots *[]*Field, f *Field) {
	top := n.top()
	top.fresh = false
	if top.field == nil {
		*roots = append(*roots, f)
		return
	}
	top.field.Fields = append(top.field.Fields, f)
}

// dotted puts a field below the objects in its name.
func (n *nester) dotted(roots *[]*Field, it item) {
	list := roots
	for _, name := range it.path {
		i := slices.IndexFunc(*list, func(f *Field) bool { return f.Name == name })
		if i < 0 {
			parent := &Field{Line: it.field.Line, Name: name, Type: Type{Raw: "object", Name: Object}, In: it.field.In}
			parent.note("its own row is missing")
			*list = append(*list, parent)
			i = len(*list) - 1
		}
		list = &(*list)[i].Fields
	}
	*list = append(*list, it.field)
}

// stated puts a field at the level in its row.
func (n *nester) stated(it item) {
	at := it.level
	if n.place != "" && at > 0 {
		at-- // below json
	}
	switch {
	case at >= len(n.levels) && n.last != nil:
		n.push(it)
	case at+1 < len(n.levels):
		n.levels = n.levels[:at+1]
	}
}

// leastDepth is the smallest difference of depths that counts.
const leastDepth = 2

// byDepth opens and closes levels by the depth of blocks, if members are deeper
// than their object.
func (n *nester) byDepth(it item) {
	if n.last != nil && n.top().field != n.last && it.depth >= n.depth+leastDepth && it.table == n.table && n.top().table == 0 {
		n.push(it)
	}
	top := n.top()
	if top.fresh && top.field != nil && top.table == 0 {
		top.byDepth = it.depth >= top.depth+leastDepth
	}
	for n.top().byDepth && it.depth <= n.top().depth {
		n.levels = n.levels[:len(n.levels)-1]
	}
}

// byExample closes levels whose example does not have the field, or opens the
// object above if its members follow without a mark.
func (n *nester) byExample(f *Field) {
	top := n.top()
	if top.fresh && top.field != nil || top.byDepth {
		return
	}
	if n.placed && f.In == "" && n.last != nil && top.field == nil && !has(top.examples, f.Name) {
		last := n.last
		n.push(item{})
		last.note("its members are not marked; the fields after it without a place are assumed to be its members")
		return
	}
	if n.last != nil && !top.byDepth && n.top().field != n.last && n.folds(f) {
		last := n.last
		n.push(item{})
		last.note("its members are not marked; by the example, they are the fields after it")
		return
	}
	from := len(n.levels) - 1
	limit := 0
	if n.placed && from > 0 {
		limit = 1
	}
	for i, l := range n.levels {
		if l.table != 0 || l.byDepth {
			limit = max(limit, i)
		}
	}
	if from == limit {
		return
	}
	for i := from; i >= limit; i-- {
		if has(n.levels[i].examples, f.Name) && !named(n.levels[i].field, f.Name) {
			if i < from {
				f.note(fmt.Sprintf("the end of the members of %s is not marked; by the example, %s is outside", n.levels[i+1].field.Name, f.Name))
			}
			n.levels = n.levels[:i+1]
			return
		}
	}
	if !top.noted {
		top.noted = true
		f.note(fmt.Sprintf("the end of the members of %s is not marked, and the example does not have %s", top.field.Name, f.Name))
	}
}

// folds reports whether the example has f in the last object, and not next to
// it.
func (n *nester) folds(f *Field) bool {
	var within []*doctree.Node
	for _, e := range n.top().examples {
		within = append(within, elements(e.Get(n.last.Name))...)
	}
	return has(within, f.Name) && !has(n.top().examples, f.Name)
}

func has(examples []*doctree.Node, name string) bool {
	return slices.ContainsFunc(examples, func(e *doctree.Node) bool { return e.Get(name) != nil })
}

func named(object *Field, name string) bool {
	return object != nil && slices.ContainsFunc(object.Fields, func(f *Field) bool { return f.Name == name })
}
