package lower

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// echoes finds the members of success responses that x-echo marks as repeating
// the request. A marked member of a shared schema counts where the request has
// what it repeats, and has to count in one operation at least.
func (l *lowerer) echoes(op *operation, out *ir.Operation, successes []success) {
	for _, s := range successes {
		_, media := l.jsonOrAny(s.content())
		if media.Get("schema") == nil {
			continue
		}
		w := echoWalk{lowerer: l, op: op, out: out, status: s.status, within: map[*schemaOf]bool{}, barren: map[*schemaOf]bool{}}
		if w.status == anySuccess {
			w.status = 0
		}
		out.Echoes = append(out.Echoes, w.object(l.schemas.Read(media.Get("schema")), "", false)...)
	}
}

// echoMark is an x-echo that was met, and whether a request has what it repeats.
type echoMark struct {
	pos    diag.Position
	member string
	owner  string // the first operation that has it
	found  bool
}

// checkEchoes reports marks of the document's own file that no request fits. Those
// of other files may be for other documents.
func (l *lowerer) checkEchoes() {
	for _, m := range l.marked {
		if m.found || m.pos.File != l.doc.Root.At().File {
			continue
		}
		leave := l.blames.enter(m.owner)
		l.report(diag.Errorf(m.pos, "echo", "no request has %s, which x-echo says that the response repeats", diag.Quote(m.member)).
			Fix("name a parameter or a member of the body, with dots between names, or take x-echo out"))
		leave()
	}
}

// echoWalk walks over the schema of one response.
type echoWalk struct {
	*lowerer
	op     *operation
	out    *ir.Operation
	status int
	within map[*schemaOf]bool // schemas that the walk is in
	barren map[*schemaOf]bool // schemas that lead to no mark
}

// object returns the echoes of an object's members; path is the object's own,
// and optional says that it may be absent.
func (w *echoWalk) object(s *schemaOf, path string, optional bool) []ir.Echo {
	target := w.schemas.Target(s)
	if w.within[target] || !w.leadsToMark(target) {
		return nil
	}
	w.within[target] = true
	defer delete(w.within, target)
	var list []ir.Echo
	for i := range target.Properties {
		p := &target.Properties[i]
		list = append(list, w.member(p, path+p.Name, optional || !target.IsRequired(p.Name))...)
	}
	return append(list, w.variants(target, path, optional)...)
}

// leadsToMark reports whether there is a mark anywhere below s. Where there is
// none, nothing is walked: schemas that refer to the next one twice, level by
// level, have more ways than anybody can go.
func (w *echoWalk) leadsToMark(s *schemaOf) bool {
	if w.barren[s] {
		return false
	}
	seen := map[*schemaOf]bool{}
	if w.search(s, seen) {
		return true
	}
	maps.Copy(w.barren, seen)
	return false
}

func (w *echoWalk) search(s *schemaOf, seen map[*schemaOf]bool) bool {
	if seen[s] || w.barren[s] {
		return false
	}
	seen[s] = true
	for i := range s.Properties {
		value := w.schemas.Read(s.Properties[i].Nodes...)
		target := w.schemas.Target(value)
		if value.Echo.IsSaid() || target.Echo.IsSaid() || w.search(target, seen) {
			return true
		}
	}
	return slices.ContainsFunc(s.Variants, func(v schema.Variant) bool {
		return w.search(w.schemas.Target(w.schemas.Read(v.Nodes...)), seen)
	})
}

// variants returns the echoes that all members of a choice have.
func (w *echoWalk) variants(s *schemaOf, path string, optional bool) []ir.Echo {
	var common []ir.Echo
	for i, v := range s.Variants {
		list := w.object(w.schemas.Read(v.Nodes...), path, optional)
		if i == 0 {
			common = list
			continue
		}
		common = slices.DeleteFunc(common, func(e ir.Echo) bool { return !slices.Contains(list, e) })
	}
	return common
}

func (w *echoWalk) member(p *schema.Property, path string, optional bool) []ir.Echo {
	value := w.schemas.Read(p.Nodes...)
	target := w.schemas.Target(value)
	mark := value.Echo
	if !mark.IsSaid() {
		mark = target.Echo
	}
	switch {
	case !mark.On && w.kind(target) == kindStruct:
		return w.object(value, path+".", optional)
	case !mark.On || strings.Contains(p.Name, "."):
		return nil
	case value.Encrypted || target.Encrypted || !w.isSingle(target):
		w.report(diag.Errorf(mark.Pos, "echo", "x-echo is on %s, whose value cannot be compared", diag.Quote(path)).
			Fix("mark single values that are not encrypted"))
		return nil
	}
	name := cmp.Or(mark.Name, path)
	in, found := w.place(name)
	w.met(echoMark{pos: mark.Pos, member: name, owner: w.op.owner(), found: found})
	if !found {
		return nil
	}
	// What the path names is the very thing that is asked about.
	return []ir.Echo{{Status: w.status, Member: path, In: in, Name: name, Optional: optional && in != ir.InPath}}
}

// met notes a mark, once for all operations.
func (w *echoWalk) met(m echoMark) {
	i := slices.IndexFunc(w.marked, func(o echoMark) bool { return o.pos == m.pos })
	if i < 0 {
		w.lowerer.marked = append(w.marked, m)
		return
	}
	w.marked[i].found = w.marked[i].found || m.found
}

// isSingle reports whether values are strings, numbers or booleans.
func (l *lowerer) isSingle(s *schemaOf) bool {
	switch l.kind(s) {
	case kindStruct, kindArray, kindMap, kindRaw, kindUnion:
		return false
	}
	return true
}

// place finds where the operation's request has a name: in a parameter, or, with
// dots between names, in the JSON body.
func (w *echoWalk) place(name string) (ir.Location, bool) {
	for _, in := range []ir.Location{ir.InPath, ir.InQuery, ir.InHeader} {
		if slices.ContainsFunc(w.out.Params, func(p ir.Param) bool { return p.In == in && p.Name == name && p.Style == ir.Single }) {
			return in, true
		}
	}
	node := w.bodySchemaNode(w.op)
	if _, isJSON := w.out.Body.(ir.JSONBody); !isJSON || node == nil {
		return 0, false
	}
	s := w.schemas.Read(node)
	for _, step := range strings.Split(name, ".") {
		if s = w.property(s, step); s == nil {
			return 0, false
		}
	}
	return ir.InBody, w.isSingle(w.schemas.Target(s)) && !s.Encrypted && !w.schemas.Target(s).Encrypted
}

func (l *lowerer) property(s *schemaOf, name string) *schemaOf {
	target := l.schemas.Target(s)
	for i := range target.Properties {
		if p := &target.Properties[i]; p.Name == name {
			return l.schemas.Read(p.Nodes...)
		}
	}
	return nil
}
