package lower

import (
	"fmt"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// blame reports the faults that were found while the document was read for the
// operations and events that need what is at fault. It does so only when operations
// may be skipped: otherwise each of them has stopped the run.
func (p *pass) blame(ops []*operation) {
	found := p.doc.Set.Faults()
	if !p.opts.SkipUnsupported || len(found) == 0 {
		return
	}
	needed := map[*doctree.Node]bool{}
	for _, op := range ops {
		p.blameOne(op.owner(), op.Operation, found, needed)
	}
	for _, c := range p.model.Callbacks {
		if e := (&event{Callback: c, kind: c.EventType}); c.EventType != "" {
			p.blameOne(e.owner(), &c.Operation, found, needed)
		}
	}
	for _, f := range found {
		if d := f.Diagnostic; !needed[f.Node] {
			d.Severity = diag.Warning
			d.Fact += "; nothing else needs it"
			p.log.Report(d)
		}
	}
}

func (p *pass) blameOne(owner faults.Owner, op *apimodel.Operation, found []doctree.Fault, needed map[*doctree.Node]bool) {
	reached := p.model.Reach(op)
	for _, f := range found {
		if !reached[f.Node] {
			continue
		}
		needed[f.Node] = true
		if !p.isSkipped(owner) {
			p.reportOf(owner, f.Diagnostic)
		}
	}
}

// isSkipped reports whether the operation or event is skipped.
func (p *pass) isSkipped(owner faults.Owner) bool {
	for id := range p.skipped {
		if faults.Operation(id) == owner {
			return true
		}
	}
	return false
}

// guarded lowers an operation. A panic is an error of that operation.
func (p *pass) guarded(op *operation) {
	defer func() {
		if fault := recover(); fault != nil {
			p.reportOf(op.owner(), diag.Errorf(op.Pos, "internal", "the generator failed at %s %s: %s", op.Method, op.Key, diag.Quote(fmt.Sprint(fault))).
				Fix("report it with the document; -skip-unsupported goes without the operation"))
		}
	}()
	p.operation(op)
}
