package lower

import (
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/internal/schema"
	"github.com/wxpaygen/wxpaygen/generator/internal/source"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// offerDefault declares what is assumed for a field that is not sent as a
// constant. It is for the caller to use; nothing is sent behind his back.
func (f *fields) offerDefault(field *ir.Field, s *schema.Schema) {
	node := s.Default
	if node == nil {
		node = f.schemas.Target(s).Default
	}
	if node == nil || field.Name == "" || field.Presence == ir.Always {
		return
	}
	t := field.Value.Type
	if pointer, ok := t.(*ir.Pointer); ok {
		t = pointer.Elem
	}
	value := f.constant(node, t)
	if value == nil {
		return
	}
	base := "Default" + f.st.Name + field.Name
	name := f.take(f.lowerer.scope, field.Wire, node.At(), base, base+"Value")
	f.defaults = append(f.defaults, ir.Default{
		Name: name, Type: t, Value: value,
		Doc: ir.Doc{ir.Para(name + " is assumed without [" + f.st.Name + "]." + field.Name + ".")},
	})
}

// constant writes a default of a scalar type, nil when it is not of the type.
func (l *lowerer) constant(node *source.Node, t ir.Type) ir.Arg {
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
	case base == ir.String && node.Is(source.String):
		return ir.Text(node.Text())
	case base == ir.Int64 && isInt:
		return ir.Int(n)
	case base == ir.Float64 && node.Is(source.Number):
		value, err := strconv.ParseFloat(node.Text(), 64)
		if err != nil {
			return nil
		}
		return ir.Float(value)
	case base == ir.Bool && node.Is(source.Bool):
		on, _ := node.Bool()
		return ir.Ident(strconv.FormatBool(on))
	}
	return nil
}
