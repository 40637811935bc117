package lower

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// field returns the fields that lead to the member at a dotted path of a response, and the
// type of the last one without its pointer. It returns nil if there is no such member.
func (p *pass) field(st *ir.Struct, path string) ([]ir.ShownField, ir.Type) {
	var out []ir.ShownField
	names := strings.Split(path, ".")
	for i, name := range names {
		j := slices.IndexFunc(st.Fields, func(f ir.Field) bool { return f.Wire == name && !f.Param })
		if j < 0 {
			return nil, nil
		}
		t := st.Fields[j].Value.Type
		pointer, isPointer := t.(*ir.Pointer)
		if isPointer {
			t = pointer.Elem
		}
		out = append(out, ir.ShownField{Name: st.Fields[j].Name, Pointer: isPointer})
		if i == len(names)-1 {
			return out, t
		}
		next, ok := p.types.Decls[types.TypeName(t)].(*ir.Struct)
		if !ok {
			return nil, nil
		}
		st = next
	}
	return nil, nil
}
