package engine

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkModes holds the members to the calling mode: institutional as soon as any member of it is set.
func (in *input) checkModes() {
	type member struct {
		field, mode string
		required    bool
		source      source
		schema      *openapi3.Schema
	}
	var list []member
	for _, p := range in.op.parameters {
		if mode, _ := p.Extensions["x-mode"].(string); mode != "" && p.Schema != nil {
			needed, _ := p.Extensions["x-required-in-mode"].(bool)
			list = append(list, member{p.Name, mode, needed, source{p.In, p.In}, p.Schema.Value})
		}
	}
	if in.op.body != nil {
		if schema := jsonSchema(in.op.body.Content); schema != nil {
			properties, _ := propertiesOf(schema)
			for _, name := range slices.Sorted(maps.Keys(properties)) {
				property := properties[name].Value
				if mode, _ := said(property, "x-mode").(string); mode != "" {
					needed, _ := said(property, "x-required-in-mode").(bool)
					list = append(list, member{name, mode, needed, sourceBody, property})
				}
			}
		}
	}
	current := "common"
	for _, m := range list {
		if m.mode == "institutional" && in.members[m.field] != nil {
			current = m.mode
		}
	}
	for _, m := range list {
		field := m.field
		if m.source == sourceBody {
			field = "/" + field
		}
		switch present := in.members[m.field] != nil; {
		case m.mode == current && m.required && !present:
			in.fault(requiredFault(m.source, field, m.schema))
		case m.mode != current && present:
			f := Fault{
				Field: field, Location: m.source.location, Issue: "belongs to the " + m.mode + " mode alone",
				pointer: "/" + m.source.prefix + "/" + m.field, title: titleOf(m.schema, m.field), rule: "模式", fact: "此字段不适用于当前模式",
			}
			f.Message = f.text()
			in.fault(f)
		}
	}
}
