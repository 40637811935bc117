package wire

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// texts reports which values can be written as text.
type texts struct{ types.Decls }

// isShallow reports whether each member of a union is a single value, or a list
// or an object of single values.
func (d texts) isShallow(t ir.Type) bool {
	u, ok := d.Union(t)
	return ok && !slices.ContainsFunc(u.Members, func(m ir.Member) bool {
		switch t := m.Type.(type) {
		case *ir.Slice:
			return !d.isOneText(types.Pointee(t.Elem)) // null is not sent
		case *ir.Map:
			return !d.isOneText(types.Pointee(t.Elem))
		case ir.Named:
			if st, ok := d.Struct(t); ok {
				return !d.isFlat(st)
			}
		}
		return !d.isOneText(m.Type)
	})
}

// isFlat reports whether each member of an object is a single value.
func (d texts) isFlat(st *ir.Struct) bool {
	for _, field := range st.Fields {
		if t := types.Pointee(field.Value.Type); t == (ir.Raw{}) || !d.isOneText(t) {
			return false
		}
	}
	if st.Rest == nil {
		return true
	}
	rest, ok := st.Rest.Value.Type.(*ir.Map)
	return ok && rest.Elem != (ir.Raw{}) && d.isOneText(rest.Elem)
}

// isOneText reports whether a value of t is written as one text: a scalar, bytes,
// one of several scalars, or any JSON, of which the runtime takes the scalars.
func (d texts) isOneText(t ir.Type) bool {
	switch t := t.(type) {
	case ir.Bytes, ir.Raw, ir.External:
		return true
	case ir.Named:
		if u, ok := d.Union(t); ok {
			return !slices.ContainsFunc(u.Members, func(m ir.Member) bool { return m.JSONKind == "object" || m.JSONKind == "array" })
		}
	}
	return d.IsScalar(t)
}

// isTexts reports whether a value is one text, or a list of texts.
func (d texts) isTexts(t ir.Type) bool {
	t = types.Pointee(t)
	if slice, ok := t.(*ir.Slice); ok {
		t = types.Pointee(slice.Elem)
	}
	return t == file || d.isOneText(t)
}
