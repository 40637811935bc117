package lower

import (
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// offerDefault declares what is assumed for a field that is not sent as a
// constant. It is for the caller to use; nothing is sent behind his back.
func (f *fields) offerDefault(field *ir.Field, s *schema.Schema) {
	node := s.Default
	if node == nil {
		node = f.schemas.Target(s).Default
	}
	if node == nil || field.Name == "" {
		return
	}
	t := pointee(field.Value.Type)
	value := f.constant(node, t)
	if !f.checkDefault(node, t, value, s) || value == nil || field.Presence == ir.Always {
		return
	}
	base := "Default" + f.st.Name + field.Name
	name := f.take(f.lowerer.scope, field.Wire, node.At(), base, base+"Value")
	f.defaults = append(f.defaults, ir.Default{
		Name: name, Type: t, Value: value,
		Doc: ir.Doc{ir.Para(name + " is assumed without [" + f.st.Name + "]." + field.Name + ".")},
	})
}

// checkDefault reports whether a default of a scalar is a value of its schema,
// value being what it is in Go, and warns when it is not.
func (l *lowerer) checkDefault(node *doctree.Node, t ir.Type, value ir.Arg, s *schema.Schema) bool {
	if !l.isScalar(t) || node.Is(doctree.Null) {
		return true
	}
	members := s.Enum
	if members == nil {
		members = l.schemas.Target(s).Enum
	}
	text := string(node.AppendJSON(nil))
	isMember := func(m *doctree.Node) bool { return string(m.AppendJSON(nil)) == text }
	switch {
	case value == nil:
		l.report(diag.Warningf(node.At(), "default-invalid", "the default is %s, which is no value of its schema's type", node.Kind).
			Fix("correct the default, or the type"))
	case len(members) > 0 && !slices.ContainsFunc(members, isMember):
		l.report(diag.Warningf(node.At(), "default-invalid", "the default is none of the values that the schema lists").
			Fix("correct the default, or add it to enum"))
	case !l.schemas.Target(s).Admits(node) || !s.Admits(node):
		l.report(diag.Warningf(node.At(), "default-invalid", "the default is not within the limits of its schema").
			Fix("correct the default, or the limits"))
	default:
		return true
	}
	return false
}

// constant writes a default of a scalar type, nil when it is not of the type.
func (l *lowerer) constant(node *doctree.Node, t ir.Type) ir.Arg {
	base := t
	if name, ok := t.(ir.Named); ok {
		e, isEnum := l.checkable[string(name)].(*ir.Enum)
		if !isEnum {
			return nil
		}
		base = e.Base
	}
	if _, ok := t.(ir.Runtime); ok {
		base = ir.String
	}
	n, isInt := node.Int()
	switch {
	case base == ir.String && node.Is(doctree.String):
		return ir.Text(node.Text())
	case base == ir.Int64 && isInt:
		return ir.Int(n)
	case base == ir.Float64 && node.Is(doctree.Number):
		value, err := strconv.ParseFloat(node.Text(), 64)
		if err != nil {
			return nil
		}
		return ir.Float(value)
	case base == ir.Bool && node.Is(doctree.Bool):
		on, _ := node.Bool()
		return ir.Ident(strconv.FormatBool(on))
	}
	return nil
}
