package types

import (
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// OfferDefault declares a constant for the value that the server assumes if a
// field is not sent. It is for callers to use: no default is sent by itself.
func (f *Fields) OfferDefault(field *ir.Field, s *schema.Schema) {
	node := s.Default
	if node == nil {
		node = f.b.Schemas.Target(s).Default
	}
	if node == nil || field.Name == "" {
		return
	}
	t := Pointee(field.Value.Type)
	value := f.b.constant(node, t)
	if !f.b.checkDefault(node, t, value, s) || value == nil || field.Presence == ir.Always {
		return
	}
	base := "Default" + f.Struct.Name + field.Name
	name := f.b.Names.Take(field.Wire, node.At(), base, base+"Value")
	f.b.defaults = append(f.b.defaults, ir.Default{
		Name: name, Type: t, Value: value,
		Doc: ir.Doc{ir.Para(name + " is the default of [" + f.Struct.Name + "]." + field.Name + ".")},
	})
}

// checkDefault reports whether a default of a scalar is a value of its schema,
// value being what it is in Go, and warns when it is not.
func (b *Builder) checkDefault(node *doctree.Node, t ir.Type, value ir.Arg, s *schema.Schema) bool {
	if !b.Decls.IsScalar(t) || node.Is(doctree.Null) {
		return true
	}
	members := s.Enum
	if members == nil {
		members = b.Schemas.Target(s).Enum
	}
	text := string(node.AppendJSON(nil))
	isMember := func(m *doctree.Node) bool { return string(m.AppendJSON(nil)) == text }
	switch {
	case value == nil:
		b.log.Report(diag.Warningf(node.At(), "default-invalid", "the default is %s, which is not of its schema's type", node.Kind).
			Fix("correct the default, or the type"))
	case len(members) > 0 && !slices.ContainsFunc(members, isMember):
		b.log.Report(diag.Warningf(node.At(), "default-invalid", "the default is not one of the values that the schema lists").
			Fix("correct the default, or add it to enum"))
	case !b.Schemas.Target(s).Admits(node) || !s.Admits(node):
		b.log.Report(diag.Warningf(node.At(), "default-invalid", "the default is not within the limits of its schema").
			Fix("correct the default, or the limits"))
	default:
		return true
	}
	return false
}

// constant writes a default of a scalar type, nil when it is not of the type.
func (b *Builder) constant(node *doctree.Node, t ir.Type) ir.Arg {
	base := t
	if name, ok := t.(ir.Named); ok {
		e, isEnum := b.Decls.Enum(name)
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
	case base == ir.Uint64 && node.Is(doctree.Number):
		value, err := strconv.ParseUint(node.Text(), 10, 64)
		if err != nil {
			return nil
		}
		return ir.Uint(value)
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
