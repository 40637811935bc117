// Package states reads the lifecycles of a document, and tells what is wrong
// with them and where.
package states

import (
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Read returns the lifecycles of a document, and what is wrong with them as
// warnings. The model is there in any case, without what could not be read.
func Read(o *apimodel.Model) (*lifecycle.Model, []diag.Diagnostic) {
	r := &reader{api: o, model: &lifecycle.Model{Events: []string{}}, nodes: map[string]*doctree.Node{}}
	r.resources()
	for _, notice := range o.Callbacks {
		if notice.EventType != "" {
			r.model.Events = append(r.model.Events, notice.EventType)
		}
	}
	for _, op := range o.Operations {
		r.operation(op)
	}
	r.tell(r.model.Check())
	r.members()
	return r.model, diag.Sort(r.diags)
}

type reader struct {
	api   *apimodel.Model
	model *lifecycle.Model
	nodes map[string]*doctree.Node // x-lifecycle by operation, x-lifecycles by ""
	diags []diag.Diagnostic
}

func (r *reader) resources() {
	node := r.api.Doc.Root.Get("components").Get("x-lifecycles")
	if node == nil {
		return
	}
	r.nodes[""] = node
	resources, faults := lifecycle.ReadResources(node.AppendJSON(nil))
	r.model.Resources = resources
	r.tell(faults)
}

func (r *reader) operation(op *apimodel.Operation) {
	node := op.Node.Get("x-lifecycle")
	if node == nil {
		return
	}
	r.nodes[op.ID] = node
	read, faults := lifecycle.ReadOperation(op.ID, node.AppendJSON(nil))
	r.tell(faults)
	if read == nil {
		return
	}
	read.Title, read.Codes = op.Title, op.Codes()
	r.model.Operations = append(r.model.Operations, read)
	r.expressions(op, read)
}

// tell turns faults into diagnostics at their places.
func (r *reader) tell(faults []lifecycle.Fault) {
	for _, fault := range faults {
		d := diag.Warningf(r.place(fault), fault.Rule, "%s", fault.Fact)
		r.diags = append(r.diags, d.Fix("%s", fault.Remedy))
	}
}

// place goes along the path of a fault as far as it leads.
func (r *reader) place(fault lifecycle.Fault) diag.Position {
	node := r.nodes[fault.Operation]
	pos := node.At()
	for i, token := range fault.Path {
		key := node.Key(token)
		next := node.Get(token)
		if n, err := strconv.Atoi(token); err == nil && node.Is(doctree.Sequence) && n < node.Len() {
			next = node.Items()[n]
			key = next.At()
		}
		if next == nil {
			return pos
		}
		node, pos = next, key
		if i == len(fault.Path)-1 && !fault.AtKey {
			pos = node.At()
		}
	}
	return pos
}
