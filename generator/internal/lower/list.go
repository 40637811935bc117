package lower

import (
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
	var ops []*operation
	byID := map[string]*operation{}
	for _, listed := range p.model.Operations {
		op := &operation{Operation: listed, id: listed.ID}
		if !op.HasID {
			op.id = madeID(p.opts.Namer, listed)
			p.log.Report(diag.Warningf(op.Pos, "operation-id-missing", "%s %s has no operationId; it is called %s after its method and path",
				op.Method, op.Path, op.id).Fix("give it an operationId, which names the Go method"))
		}
		if first := byID[op.id]; first != nil {
			p.repeated(op, first)
			continue
		}
		byID[op.id] = op
		if _, skip := p.skipped[op.id]; !skip {
			ops = append(ops, op)
		}
	}
	if len(ops) == 0 && len(p.skipped) == 0 && p.doc.Root.Get("webhooks").Len() == 0 {
		p.log.Report(diag.Warningf(p.doc.Root.Key("paths"), "no-operations", "the document has no operation, so that nothing can be called").
			Fix("describe one under paths"))
	}
	return ops
}

// madeID returns an id made of method and path, which is as stable as they are.
func madeID(namer *names.Namer, op *apimodel.Operation) string {
	var words []string
	for part := range strings.SplitSeq(op.Path, "/") {
		if name := strings.Trim(part, "{}"); name != part {
			words = append(words, "by_"+name)
		} else if part != "" {
			words = append(words, part)
		}
	}
	return names.Unexported(namer.Exported(strings.ToLower(op.Method) + "_" + strings.Join(words, "_")))
}

// repeated reports an operation whose id another one has. Its owner is its method
// and path, so that it can be skipped without the other.
func (p *pass) repeated(op, first *operation) {
	key := op.Method + " " + op.Path
	if _, skip := p.skipped[key]; skip {
		return
	}
	defer p.log.Enter(faults.Operation(key))()
	if first.Node == op.Node {
		p.log.Report(diag.Errorf(op.PathPos, "operation-id-repeated", "the path %s is the path %s by $ref, with its operations",
			diag.Quote(op.Path), diag.Quote(first.Path)).See(first.PathPos).Fix("write operations of its own, or take one of the paths out"))
		return
	}
	p.log.Report(diag.Errorf(op.Node.Key("operationId"), "operation-id-repeated", "the operationId %s is that of %s %s too",
		diag.Quote(op.id), first.Method, first.Path).See(first.Node.Key("operationId")).Fix("give each operation an id of its own"))
}

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
		op.name = n.TakeIn(p.methods, op.id, op.Pos, n.Of(op.Node, op.id), n.Verbatim(op.id))
		if op.name != "" {
			op.request = n.Take(op.id, op.Pos, op.name+"Request", op.name+"Input", op.name+"RequestInput")
		}
		leave()
	}
}
