package lower

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/wire"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// echoes finds the members of success responses that x-echo marks as repeating
// the request.
type echoes struct {
	types    *types.Builder
	requests *wire.Requests
	log      *faults.Log
	marks    []echoMark
}

// echoMark is an x-echo in the document.
type echoMark struct {
	pos    diag.Position
	member string
	owner  faults.Owner // the first operation that has it
	found  bool         // a request has what it repeats
	beyond string       // why the member cannot be compared, whatever the request has
}

// of returns the echoes of an operation. A marked member of a shared schema
// counts if the request has what it repeats, which must be true in at least one
// operation.
func (e *echoes) of(op *operation, out *ir.Operation, successes []success) []ir.Echo {
	var list []ir.Echo
	for _, s := range successes {
		media := wire.JSONOrAny(s.content()).Node
		if media.Get("schema") == nil {
			continue
		}
		w := echoWalk{echoes: e, op: op, out: out, status: s.status, within: map[*schema.Schema]bool{}, barren: map[*schema.Schema]bool{}}
		if w.status == anySuccess {
			w.status = 0
		}
		root := e.types.Schemas.Read(media.Get("schema"))
		for _, c := range w.object(root, "", false) {
			list = append(list, c.echo)
			for _, mark := range c.marks {
				w.met(mark)
			}
		}
		w.noteBeyond(root)
	}
	return list
}

// unmatched returns the marks that no request fits. Those of other files may be for
// other documents, and those of a document of which operations were chosen for the
// others: they are idle.
func (e *echoes) unmatched(doc *load.Document) (faulty []echoMark, idle []diag.Position) {
	for _, m := range e.marks {
		switch {
		case m.found:
		case m.pos.File == doc.Root.At().File && !doc.Narrow:
			faulty = append(faulty, m)
		default:
			idle = append(idle, m.pos)
		}
	}
	return faulty, idle
}

func (m echoMark) fault() diag.Diagnostic {
	if m.beyond != "" {
		return diag.Errorf(m.pos, "echo", "x-echo is on %s %s, and is not compared", diag.Quote(m.member), m.beyond).
			Fix("remove x-echo, and compare the values in the calling program")
	}
	return diag.Errorf(m.pos, "echo", "no request has %s, which x-echo says that the response repeats", diag.Quote(m.member)).
		Fix("name a parameter or a member of the body, with dots between names, or remove x-echo")
}

// compared is an echo, with the marks that it comes of: several in a choice.
type compared struct {
	echo  ir.Echo
	marks []echoMark
}

// echoWalk walks over the schema of one response.
type echoWalk struct {
	*echoes
	op     *operation
	out    *ir.Operation
	status int
	within map[*schema.Schema]bool // schemas that the walk is in
	barren map[*schema.Schema]bool // schemas that lead to no mark
}

// object returns the echoes of an object's members; path is the object's own,
// and optional says that it may be absent.
func (w *echoWalk) object(s *schema.Schema, path string, optional bool) []compared {
	target := w.types.Schemas.Target(s)
	if w.within[target] || !w.leadsToMark(target) {
		return nil
	}
	w.within[target] = true
	defer delete(w.within, target)
	var list []compared
	for i := range target.Properties {
		p := &target.Properties[i]
		list = append(list, w.member(p, path+p.Name, optional || !target.IsRequired(p.Name))...)
	}
	return append(list, w.variants(target, path, optional)...)
}

// leadsToMark reports whether there is a mark anywhere below s. Other schemas are
// not walked: if each of n schemas refers to the next one twice, there are 2 to
// the power of n ways.
func (w *echoWalk) leadsToMark(s *schema.Schema) bool {
	if w.barren[s] {
		return false
	}
	seen := map[*schema.Schema]bool{}
	if w.search(s, seen) {
		return true
	}
	maps.Copy(w.barren, seen)
	return false
}

func (w *echoWalk) search(s *schema.Schema, seen map[*schema.Schema]bool) bool {
	if seen[s] || w.barren[s] {
		return false
	}
	seen[s] = true
	for i := range s.Properties {
		value := w.types.Schemas.Read(s.Properties[i].Nodes...)
		target := w.types.Schemas.Target(value)
		if value.Echo.IsSaid() || target.Echo.IsSaid() || w.search(target, seen) {
			return true
		}
	}
	return slices.ContainsFunc(s.Variants, func(v schema.Variant) bool {
		return w.search(w.types.Schemas.Target(w.types.Schemas.Read(v.Nodes...)), seen)
	})
}

// variants returns the echoes that all members of a choice have.
func (w *echoWalk) variants(s *schema.Schema, path string, optional bool) []compared {
	var common []compared
	for i, v := range s.Variants {
		list := w.object(w.types.Schemas.Read(v.Nodes...), path, optional)
		if i == 0 {
			common = list
			continue
		}
		var both []compared
		for _, c := range common {
			if j := slices.IndexFunc(list, func(other compared) bool { return other.echo == c.echo }); j >= 0 {
				both = append(both, compared{c.echo, append(c.marks, list[j].marks...)})
			}
		}
		common = both
	}
	return common
}

func (w *echoWalk) member(p *schema.Property, path string, optional bool) []compared {
	value := w.types.Schemas.Read(p.Nodes...)
	target := w.types.Schemas.Target(value)
	mark := w.markOf(value)
	switch {
	case !mark.On && (w.types.Kinds.Of(target) == types.Struct || w.types.Kinds.Of(target) == types.Union):
		return w.object(value, path+".", optional)
	case !mark.On || strings.Contains(p.Name, "."):
		return nil
	case value.Encrypted || target.Encrypted || !w.types.Kinds.IsSingle(target):
		w.log.Report(diag.Errorf(mark.Pos, "echo", "x-echo is on %s, whose value cannot be compared", diag.Quote(path)).
			Fix("mark single values that are not encrypted"))
		return nil
	}
	name := cmp.Or(mark.Name, path)
	in, found := w.place(name)
	met := echoMark{pos: mark.Pos, member: name, owner: w.op.owner(), found: found}
	if !found {
		w.met(met)
		return nil
	}
	// A parameter of the path identifies the resource, so that its echo is required.
	echo := ir.Echo{Status: w.status, Member: path, In: in, Name: name, Optional: optional && in != ir.InPath}
	return []compared{{echo, []echoMark{met}}}
}

// markOf returns the mark of a value, or else that of the component that it refers to.
func (e *echoes) markOf(value *schema.Schema) schema.Echo {
	if value.Echo.IsSaid() {
		return value.Echo
	}
	return e.types.Schemas.Target(value).Echo
}

// met notes a mark, once for all operations.
func (e *echoes) met(m echoMark) {
	i := slices.IndexFunc(e.marks, func(o echoMark) bool { return o.pos == m.pos })
	if i < 0 {
		e.marks = append(e.marks, m)
		return
	}
	e.marks[i].found = e.marks[i].found || m.found
}

// place finds where the operation's request has a name: in a parameter, or, with
// dots between names, in the JSON body.
func (w *echoWalk) place(name string) (ir.Location, bool) {
	for _, in := range []ir.Location{ir.InPath, ir.InQuery, ir.InHeader} {
		if slices.ContainsFunc(w.out.Params, func(p ir.Param) bool { return p.In == in && p.Name == name && p.Style == ir.Single }) {
			return in, true
		}
	}
	node := w.requests.JSONBody(w.op.Body)
	if _, isJSON := w.out.Body.(ir.JSONBody); !isJSON || node == nil {
		return 0, false
	}
	s := w.types.Schemas.Read(node)
	for _, step := range strings.Split(name, ".") {
		if s = w.property(s, step); s == nil {
			return 0, false
		}
	}
	return ir.InBody, w.types.Kinds.IsSingle(w.types.Schemas.Target(s)) && !s.Encrypted && !w.types.Schemas.Target(s).Encrypted
}

func (e *echoes) property(s *schema.Schema, name string) *schema.Schema {
	if p := e.types.Schemas.Target(s).Property(name); p != nil {
		return e.types.Schemas.Read(p.Nodes...)
	}
	return nil
}
