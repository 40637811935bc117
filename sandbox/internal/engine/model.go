package engine

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

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

// readModel reads what the document says about states. The error lists what cannot be understood of it.
func readModel(doc *openapi3.T) (*lifecycle.Model, error) {
	m := new(lifecycle.Model)
	var faults []lifecycle.Fault
	if doc.Components != nil && doc.Components.Extensions["x-lifecycles"] != nil {
		m.Resources, faults = lifecycle.ReadResources(titled(doc.Components.Extensions["x-lifecycles"]))
	}
	for _, template := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		methods := doc.Paths.Value(template).Operations()
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			extension := methods[method].Extensions["x-lifecycle"]
			if extension == nil {
				continue
			}
			name := cmp.Or(methods[method].OperationID, method+" "+template)
			o, wrong := lifecycle.ReadOperation(name, extension)
			if o != nil {
				m.Operations = append(m.Operations, o)
			}
			faults = append(faults, wrong...)
		}
	}
	var errs []error
	for _, f := range faults {
		errs = append(errs, errors.New(f.String()))
	}
	return m, errors.Join(errs...)
}

// titled gives resources without a title their names: a title is for readers of the reference, which is none of the sandbox's.
func titled(extension any) any {
	resources, ok := extension.(map[string]any)
	if !ok {
		return extension
	}
	out := make(map[string]any, len(resources))
	for name, resource := range resources {
		out[name] = resource
		if m, ok := resource.(map[string]any); ok && m["title"] == nil {
			m = maps.Clone(m)
			m["title"] = name
			out[name] = m
		}
	}
	return out
}
