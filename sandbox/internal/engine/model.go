package engine

import (
	"bytes"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/lifecycle"
	"github.com/wxpaygen/wxpaygen/generator/lifecycle/diagram"
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

// readModel reads the lifecycles for drawing. What is wrong in them the engine's own reading has reported.
func readModel(doc *openapi3.T) *lifecycle.Model {
	m := new(lifecycle.Model)
	if doc.Components == nil || doc.Components.Extensions["x-lifecycles"] == nil {
		return m
	}
	m.Resources, _ = lifecycle.ReadResources(doc.Components.Extensions["x-lifecycles"])
	for _, template := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		methods := doc.Paths.Value(template).Operations()
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			op := methods[method]
			if extension := op.Extensions["x-lifecycle"]; extension != nil {
				if o, _ := lifecycle.ReadOperation(op.OperationID, extension); o != nil {
					m.Operations = append(m.Operations, o)
				}
			}
		}
	}
	return m
}
