package draft

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// factsOfSpec returns the facts about an operation in a spec.
func factsOfSpec(m *apimodel.Model, op *apimodel.Operation) []fact {
	r := &specReader{model: m}
	for _, p := range op.Params {
		one := newFact(p.In + " " + p.Name)
		mode := p.Node.Get("x-mode").Text()
		inMode, _ := p.Node.Get("x-required-in-mode").Bool()
		required, _ := p.Node.Get("required").Bool()
		r.value(one, p.Schema())
		one.set("mode", cmp.Or(mode, one.about["mode"]))
		one.set("required", requiredText(required || inMode))
		r.list = append(r.list, one)
	}
	if op.Body.Schema() != nil {
		r.object("body ", op.Body.Schema(), 0)
	}
	for _, response := range op.Responses {
		if !response.IsError() {
			r.list = append(r.list, newFact("success "+response.Status))
			if response.Body.Schema() != nil {
				r.object("response ", response.Body.Schema(), 0)
			}
		}
		for _, c := range response.Codes {
			r.list = append(r.list, newFact("code "+response.Status+" "+c.Name))
		}
	}
	return sorted(r.list)
}

func requiredText(required bool) string {
	if required {
		return "required"
	}
	return "optional"
}

type specReader struct {
	model *apimodel.Model
	list  []fact
}

// maxDepth limits schemas that contain themselves.
const maxDepth = 12

func (r *specReader) object(prefix string, s *schema.Schema, depth int) {
	s = r.model.Schemas.Target(s)
	for _, p := range s.Properties {
		value := r.model.Schemas.Read(p.Nodes...)
		target := r.model.Schemas.Target(value)
		one := newFact(prefix + p.Name)
		r.value(one, value)
		required := slices.ContainsFunc(s.Required, func(t schema.Text) bool { return t.Value == p.Name })
		one.set("required", requiredText(required || value.RequiredInMode || target.RequiredInMode))
		r.list = append(r.list, one)
		if depth > maxDepth {
			continue
		}
		inner := target
		if len(target.Items) > 0 {
			inner = r.model.Schemas.Target(r.model.Schemas.Read(target.Items...))
		}
		r.object(prefix+p.Name+".", inner, depth+1)
	}
}

// value adds the type of a schema and its limits.
func (r *specReader) value(one fact, s *schema.Schema) {
	target := r.model.Schemas.Target(s)
	one.set("mode", cmp.Or(s.Mode, target.Mode))
	switch {
	case target.Format == "date-time":
		one.set("type", "date-time")
		return
	case target.Format == "binary":
		one.set("type", "binary")
		return
	case len(target.Types) > 0:
		one.set("type", target.Types[0])
	case len(target.Properties) > 0:
		one.set("type", "object")
	}
	r.limits(one, target)
}

func (r *specReader) limits(one fact, s *schema.Schema) {
	switch {
	case s.Is("array"):
		one.set("min", limit(s.MinItems))
		one.set("max", limit(s.MaxItems))
		if len(s.Items) > 0 {
			items := r.model.Schemas.Target(r.model.Schemas.Read(s.Items...))
			if len(items.Types) > 0 {
				one.set("of", strings.TrimSpace(items.Types[0]+" "+limit(items.MaxLength)))
			}
		}
	case s.Enum != nil:
		var list []string
		for _, e := range s.Enum {
			list = append(list, e.Text())
		}
		slices.Sort(list)
		one.set("enum", strings.Join(list, " "))
	case s.Is("string"):
		one.set("min", limit(s.MinLength))
		one.set("max", limit(s.MaxLength))
		if s.MaxLength != nil {
			one.set("unit", map[bool]string{true: "bytes", false: "characters"}[s.LengthInBytes])
		}
	}
}

func limit(l *schema.Limit) string {
	if l == nil || l.N == 0 {
		return ""
	}
	return strconv.FormatInt(l.N, 10)
}
