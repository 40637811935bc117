package engine

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// described is a schema that values are validated against or generated from, with its position in
// the document.
type described struct {
	where  string // "POST /v3/orders: the request"
	pos    diag.Position
	node   *doctree.Node
	schema *openapi3.Schema
}

// describe lists the schemas of a product's document.
func (p *Product) describe(m *apimodel.Model, api *openapi3.T) (list []described) {
	add := func(where string, node *doctree.Node, kin *openapi3.Schema) {
		if schema := m.Deref(node); schema != nil && kin != nil {
			list = append(list, described{where, schema.At(), schema, kin})
		}
	}
	for i, op := range m.Operations {
		o := p.Operations[i]
		for j, param := range op.Params {
			node := param.Node.Get("schema")
			if node == nil {
				node = param.Content.Find(apimodel.IsJSON).Node.Get("schema")
			}
			add(o.Pattern()+": the parameter "+param.Name, node, o.parameters[j].schema)
		}
		if op.Body != nil {
			for _, media := range op.Body.Content {
				add(o.Pattern()+": the request", media.Node.Get("schema"), valueOf(media.Kin(op.KinBody(api))))
			}
		}
		for _, r := range op.Responses {
			if r.Body == nil {
				continue
			}
			media := r.Body.Content.Find(apimodel.IsJSON)
			if kin := valueOf(media.Kin(op.KinResponse(api, r))); kin == o.response {
				add(o.Pattern()+": the response", media.Node.Get("schema"), kin)
			}
		}
	}
	for _, c := range m.Callbacks {
		if n := p.Notifications[c.EventType]; n != nil && c.Body != nil {
			add("the notification "+c.EventType, c.Body.Content.Find(apimodel.IsJSON).Node.Get("schema"), n.Schema)
		}
	}
	return list
}
