package lower

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// operation is an operation of the document, before it is lowered.
type operation struct {
	*apimodel.Operation
	id      string // the document's, or one made of method and path
	name    string // of the method
	request string // of the request type
}

func (op *operation) owner() faults.Owner { return faults.Operation(op.id) }

// list returns the operations in the document's order, without the skipped ones.
func (p *pass) list() []*operation {
	var ops, all []*operation
	first := map[string]*apimodel.Operation{} // by operationId
	for _, op := range p.model.Operations {
		if op.HasID && first[op.ID] == nil {
			first[op.ID] = op
		}
	}
	ids := &ids{namer: p.opts.Namer, taken: map[string]bool{}}
	for id := range first {
		ids.taken[ids.namer.Exported(id)] = true
	}
	for _, listed := range p.model.Operations {
		op := &operation{Operation: listed, id: listed.ID}
		switch {
		case !op.HasID:
			op.id = ids.make(listed)
			p.log.Report(diag.Warningf(op.Pos, "operation-id-missing", "%s %s has no operationId; it is called %s after its method and path",
				op.Method, op.Key, op.id).Fix("give it an operationId, which names the Go method"))
		case first[op.ID] != listed:
			op.id = ids.make(listed)
			p.log.Report(repeated(op, first[op.ID]))
		}
		all = append(all, op)
		if _, skip := p.skipped[op.id]; !skip {
			ops = append(ops, op)
		}
	}
	p.blame(all)
	p.checkAny(len(ops))
	return ops
}

// checkAny reports that there is no operation, which is an error if all of them
// are skipped.
func (p *pass) checkAny(ops int) {
	paths := p.doc.Root.Key("paths")
	switch {
	case ops > 0 || p.doc.Root.Get("webhooks").Len() > 0:
	case len(p.skipped) == 0:
		p.log.Report(diag.Warningf(paths, "no-operations", "the document has no operation, so that nothing can be called").
			Fix("describe one under paths"))
	default:
		for _, id := range slices.Sorted(maps.Keys(p.skipped)) {
			p.log.Report(p.skipped[id])
		}
		p.log.Report(diag.Errorf(paths, "no-operations", "each of %d operations has an error, so that none is left", len(p.skipped)).
			Fix("correct one of them"))
	}
}

// repeated reports an operation whose operationId another one has.
func repeated(op *operation, first *apimodel.Operation) diag.Diagnostic {
	if first.Node == op.Node {
		return diag.Warningf(op.PathPos, "operation-id-repeated", "the path %s is the path %s by $ref, with its operations; %s is called %s after its method and path",
			diag.Quote(op.Key), diag.Quote(first.Key), op.Method, op.id).See(first.PathPos).Fix("write operations of its own, or remove one of the paths")
	}
	return diag.Warningf(op.Node.Key("operationId"), "operation-id-repeated", "the operationId %s is that of %s %s too; the operation is called %s after its method and path",
		diag.Quote(op.ID), first.Method, first.Key, op.id).See(first.Node.Key("operationId")).Fix("give each operation an id of its own")
}

// ids makes ids of methods and paths, which are as stable as they are. Of paths
// that differ in signs alone, the later ones have these in words.
type ids struct {
	namer *names.Namer
	taken map[string]bool // by the names of the methods
}

func (i *ids) make(op *apimodel.Operation) string {
	plain := i.id(op.Method, strings.Trim(op.Key, "/"), "by_")
	spelled := i.id(op.Method, signs.Replace(op.Key), "parameter_")
	id := plain
	for n := 2; i.taken[i.namer.Exported(id)]; n++ {
		id = spelled
		if n > 2 {
			id = fmt.Sprintf("%s%d", spelled, n-1)
		}
	}
	i.taken[i.namer.Exported(id)] = true
	return id
}

// id joins a method and the segments of a path; by precedes a placeholder.
func (i *ids) id(method, path, by string) string {
	var words []string
	for part := range strings.SplitSeq(path, "/") {
		if name := strings.Trim(part, "{}"); name != part {
			words = append(words, by+name)
		} else if part != "" {
			words = append(words, part)
		}
	}
	return names.Unexported(i.namer.Exported(strings.ToLower(method) + "_" + strings.Join(words, "_")))
}

// signs are those of paths, in words.
var signs = strings.NewReplacer("/", "/slash/", "-", "_dash_", "_", "_underscore_", ".", "_dot_", ":", "_colon_", "#", "_hash_", "?", "_query_", "=", "_equals_")

// nameBodies notes which schemas are the bodies of which requests.
func (p *pass) nameBodies(ops []*operation) {
	for _, op := range ops {
		p.types.Names.Body(p.wire.JSONBody(op.Body), p.types.Names.Of(op.Node, op.id)+"Request")
	}
}

// nameOperations names the methods and the request types, in the document's order.
func (p *pass) nameOperations(ops []*operation) {
	n := p.types.Names
	for _, op := range ops {
		leave := p.log.Enter(op.owner())
		op.name = n.TakeOr(p.methods, op.id, op.Pos, []string{n.Spelled(op.id)}, n.Of(op.Node, op.id), n.Verbatim(op.id))
		if op.name != "" {
			op.request = n.Take(op.id, op.Pos, op.name+"Request", op.name+"Input", op.name+"RequestInput")
		}
		leave()
	}
}
