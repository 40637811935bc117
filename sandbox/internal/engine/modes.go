package engine

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// modeMember is a parameter or a member of the body with x-mode.
type modeMember struct {
	name, field, mode string
	required          bool
	source            source
	schema            *openapi3.Schema
}

// modeMembers returns those of an operation, parameters first.
func (o *Operation) modeMembers() (list []modeMember) {
	for _, p := range o.parameters {
		if p.schema == nil {
			continue
		}
		mode, needed := p.Mode, p.RequiredInMode || said(p.schema, "x-required-in-mode") == true
		if mode == "" {
			mode, _ = said(p.schema, "x-mode").(string)
		}
		if mode != "" {
			list = append(list, modeMember{p.Name, p.Name, mode, needed, source{p.In, p.In}, p.schema})
		}
	}
	properties := o.bodyProperties()
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		property := properties[name].Value
		if mode, _ := said(property, "x-mode").(string); mode != "" {
			needed, _ := said(property, "x-required-in-mode").(bool)
			list = append(list, modeMember{name, "/" + name, mode, needed, sourceBody, property})
		}
	}
	return list
}

// bodyProperties returns the properties of a JSON body.
func (o *Operation) bodyProperties() openapi3.Schemas {
	if o.body == nil || o.body.schema == nil {
		return nil
	}
	properties, _ := propertiesOf(o.body.schema)
	return properties
}

// definesMode reports whether a request is in a calling mode if, and only if, it has a member.
func (o *Operation) definesMode(name string) bool {
	return slices.ContainsFunc(o.modeMembers(), func(m modeMember) bool { return m.name == name })
}

// checkModes validates the members for the calling mode, which is institutional if any member of that mode is set.
func (in *input) checkModes() {
	list := in.op.modeMembers()
	current := "common"
	if slices.ContainsFunc(list, func(m modeMember) bool { return m.mode == "institutional" && in.members[m.name] != nil }) {
		current = "institutional"
	}
	for _, m := range list {
		switch present := in.members[m.name] != nil; {
		case m.mode == current && m.required && !present:
			in.violation(requiredViolation(m.source, m.field, m.schema))
		case m.mode != current && present:
			f := Violation{
				Field: m.field, Location: m.source.location, Issue: "belongs to the " + m.mode + " mode only",
				pointer: "/" + m.source.prefix + "/" + m.name, title: titleOf(m.schema, m.name), rule: "模式", fact: "此字段不适用于当前模式",
			}
			f.Message = f.text()
			in.violation(f)
		}
	}
}
