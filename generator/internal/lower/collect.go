package lower

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// operation is an operation of the document, before it is lowered.
type operation struct {
	*apimodel.Operation
	id      string // the document's, or one made of method and path
	name    string // of the method
	request string // of the request type
}

func (op *operation) owner() string { return operationPrefix + op.id }

// collect returns the operations in the document's order, without those that
// are skipped.
func (l *lowerer) collect() []*operation {
	var ops []*operation
	byID := map[string]*operation{}
	for _, listed := range l.model.Operations {
		op := &operation{Operation: listed}
		l.identify(op)
		if first := byID[op.id]; first != nil {
			l.repeated(op, first)
			continue
		}
		byID[op.id] = op
		if _, out := l.left[op.id]; !out {
			ops = append(ops, op)
		}
	}
	if len(ops) == 0 && len(l.left) == 0 && l.doc.Root.Get("webhooks").Len() == 0 {
		l.report(diag.Warningf(l.doc.Root.Key("paths"), "no-operations", "the document has no operation, so that nothing can be called").
			Fix("describe one under paths"))
	}
	return ops
}

// repeated refuses an operation whose id another one has. It is known by its
// method and path, so that it can be left out without the other.
func (l *lowerer) repeated(op, first *operation) {
	key := op.Method + " " + op.Path
	if _, out := l.left[key]; out {
		return
	}
	defer l.blames.enter(operationPrefix + key)()
	if first.Node == op.Node {
		l.report(diag.Errorf(op.PathPos, "operation-id-repeated", "the path %s is the path %s by $ref, with its operations",
			diag.Quote(op.Path), diag.Quote(first.Path)).See(first.PathPos).Fix("write operations of its own, or take one of the paths out"))
		return
	}
	l.report(diag.Errorf(op.Node.Key("operationId"), "operation-id-repeated", "the operationId %s is that of %s %s too",
		diag.Quote(op.id), first.Method, first.Path).See(first.Node.Key("operationId")).Fix("give each operation an id of its own"))
}

// identify gives the operation its id: the document's, or one made of method and
// path, which is as stable as they are.
func (l *lowerer) identify(op *operation) {
	if op.HasID {
		op.id = op.ID
		return
	}
	var words []string
	for part := range strings.SplitSeq(op.Path, "/") {
		if name := strings.Trim(part, "{}"); name != part {
			words = append(words, "by_"+name)
		} else if part != "" {
			words = append(words, part)
		}
	}
	op.id = names.Unexported(l.namer.Exported(strings.ToLower(op.Method) + "_" + strings.Join(words, "_")))
	l.report(diag.Warningf(op.Pos, "operation-id-missing", "%s %s has no operationId; it is called %s after its method and path",
		op.Method, op.Path, op.id).Fix("give it an operationId, which names the Go method"))
}

// deref follows a reference to its end; a node that is none stays itself.
func (l *lowerer) deref(node *doctree.Node) *doctree.Node {
	if target, _, ok := l.doc.Set.Resolve(node); ok {
		return target
	}
	return node
}

// nameOperations gives the methods their names, and the request types, in the
// document's order.
func (l *lowerer) nameOperations(ops []*operation) {
	for _, op := range ops {
		leave := l.blames.enter(op.owner())
		op.name = l.take(l.methods, op.id, op.Pos, l.nameOf(op.Node, op.id), l.namer.Verbatim(op.id))
		if op.name != "" {
			op.request = l.take(l.scope, op.id, op.Pos, op.name+"Request", op.name+"Input", op.name+"RequestInput")
		}
		leave()
	}
}

// nameOf is the Go name for what a node describes: the author's own if there is
// one, or the one that follows from name.
func (l *lowerer) nameOf(node *doctree.Node, name string) string {
	own, ok := node.Get("x-go-name").Str()
	if !ok {
		return l.namer.Exported(name)
	}
	if !l.checkOwnName(own, node.Get("x-go-name").At()) {
		return l.namer.Exported(name)
	}
	return own
}

// checkOwnName reports whether an author's own Go name can be used, and says so
// when it cannot.
func (l *lowerer) checkOwnName(name string, pos diag.Position) bool {
	if names.ValidExported(name) {
		return true
	}
	l.report(diag.Errorf(pos, "go-name", "x-go-name %s is no exported Go identifier", diag.Quote(name)).
		Fix("begin it with a capital letter, and use letters and digits alone"))
	return false
}

// take takes a name in a scope, and reports when there is none to take.
func (l *lowerer) take(s *names.Scope, spec string, pos diag.Position, candidates ...string) string {
	name, fault := s.Take(spec, pos, candidates...)
	if fault != nil {
		l.report(*fault)
	}
	return name
}

// nameComponents gives the schemas under components their names, whether they
// are used or not, so that a new use renames nothing.
func (l *lowerer) nameComponents(ops []*operation) {
	for _, op := range ops {
		node, ref, ok := l.doc.Set.Resolve(l.bodySchemaNode(op))
		if request := l.nameOf(op.Node, op.id) + "Request"; ok && l.nameOfProperty(node, lastToken(ref)) == request {
			l.requestOf[ref] = request
		}
	}
	for name, node := range l.doc.Root.Get("components").Get("schemas").Members() {
		ref := l.doc.Path + "#/components/schemas/" + pointerEscape(name)
		l.nameComponent(ref, name, node)
	}
}

// bodyBase is what the names of types begin with that stand within a body that
// is a component: the component's name, whichever operations send it.
func (l *lowerer) bodyBase(ref string) string {
	name := l.nameComponentRef(ref)
	if request := l.requestOf[ref]; request != "" && request+"Body" == name {
		return request
	}
	return name
}

// ownDeclarations are what every generated package declares.
var ownDeclarations = []string{"Client", "New"}

// nameComponent gives a schema its Go name. The request type of an operation
// has the first right to its name, when the schema is its very body.
func (l *lowerer) nameComponent(ref, spec string, node *doctree.Node) string {
	if name, ok := l.components[ref]; ok {
		return name
	}
	goName := l.nameOf(node, spec)
	candidates := []string{goName, l.namer.Verbatim(spec)}
	switch {
	case l.origins[node] != "" && node.Get("x-go-name") == nil: // it stands within another component
		candidates = []string{l.origins[node], l.origins[node] + "Value"}
	case l.requestOf[ref] == goName:
		candidates = []string{goName + "Body"}
	case slices.Contains(ownDeclarations, goName):
		candidates = []string{goName + "Schema"}
	}
	leave := l.blames.enter(schemaPrefix + ref) // a collision concerns those who use the schema
	name := l.takeComponent(ref, spec, node.At(), candidates)
	leave()
	l.components[ref] = name
	l.compNames[name] = ref
	l.noteOrigins(node, l.bodyBase(ref), 0)
	return name
}

// takeComponent is take for a component. Where nothing else is free, it takes the
// name of one that no operation uses: nothing is generated of that.
func (l *lowerer) takeComponent(ref, spec string, pos diag.Position, candidates []string) string {
	name, fault := l.scope.Take(spec, pos, candidates...)
	if fault == nil {
		return name
	}
	idle := spec
	if !l.unused[ref] {
		i := slices.IndexFunc(candidates, func(name string) bool { return l.unused[l.compNames[name]] })
		if i < 0 {
			l.report(*fault)
			return ""
		}
		name = candidates[i]
		idle = lastToken(l.compNames[name])
		l.components[l.compNames[name]] = ""
		l.scope.Give(name, spec, pos)
	}
	fault.Severity = diag.Warning
	fault.Fact += "; no operation uses " + diag.Quote(idle) + ", and nothing is generated of it"
	l.report(*fault)
	return name
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1", "%", "%25")

func pointerEscape(token string) string { return pointerEscaper.Replace(token) }
