package engine

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/lifecycle"
	"github.com/wxpaygen/wxpaygen/lifecycle/diagram"
)

// Diagram draws the states of a kind as SVG, one of them marked unless state is ""; nil if there is nothing to draw.
func (p *Product) Diagram(kind, state string) []byte {
	resource := p.model.Resource(kind)
	if resource == nil {
		return nil
	}
	svg := diagram.Draw(p.model, resource, "")
	name := bytes.Index(svg, []byte(`text-anchor="middle">`+state+`</text>`))
	if state == "" || name < 0 {
		return svg
	}
	box := []byte(`<rect class="box"`)
	at := bytes.LastIndex(svg[:name], box)
	if at < 0 {
		return svg
	}
	return slices.Concat(svg[:at], box, []byte(` style="stroke:#07c160;stroke-width:5"`), svg[at+len(box):])
}

// readModel reads what a document says about states. The error lists what cannot be executed of it.
func readModel(fsys fs.FS, name string) (*lifecycle.Model, error) {
	set, _ := doctree.Load(fsys, name, doctree.Limits{})
	if set == nil {
		return new(lifecycle.Model), nil
	}
	root := set.Root()
	src := lifecycle.Source{Resources: root.Get("components").Get("x-lifecycles")}
	for template, ref := range root.Get("paths").Members() {
		item, _, ok := set.Resolve(ref)
		if !ok {
			item = ref
		}
		for method, op := range item.Members() {
			if node := op.Get("x-lifecycle"); node != nil {
				name := cmp.Or(op.Get("operationId").Text(), strings.ToUpper(method)+" "+template)
				src.Operations = append(src.Operations, lifecycle.OperationSource{Name: name, Node: node})
			}
		}
	}
	model, diags := lifecycle.Read(src)
	var errs []error
	for _, d := range diags {
		if d.Severity == diag.Error {
			errs = append(errs, errors.New(d.String()))
		}
	}
	return model, errors.Join(errs...)
}
