package engine

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/lifecycle"
	"github.com/wxpaygen/wxpaygen/generator/lifecycle/diagram"
)

// Diagram draws the states of a kind as SVG; nil if there is nothing to draw.
func (p *Product) Diagram(kind string) []byte {
	resource := p.model.Resource(kind)
	if resource == nil {
		return nil
	}
	return diagram.Draw(p.model, resource, "")
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
