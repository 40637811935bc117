package goapi

import (
	"go/ast"
	"strings"
)

// compareComparable lists the structs that could be compared with == and no longer
// can: it breaks whoever uses them as keys of a map.
func compareComparable(old, now *Package) []Change {
	var out []Change
	for symbol, d := range old.decls {
		n := now.decls[symbol]
		if d.kind == "type" && n != nil && n.kind == "type" &&
			old.comparable(old.types[symbol], nil) && !now.comparable(now.types[symbol], nil) {
			out = append(out, Change{symbol, n.file, true, "values can no longer be compared with =="})
		}
	}
	return out
}

// comparable reports whether values of a type can be compared with ==. within are
// the declared types that are being looked at.
func (p *Package) comparable(t ast.Expr, within []string) bool {
	switch t := t.(type) {
	case *ast.ArrayType:
		return t.Len != nil && p.comparable(t.Elt, within)
	case *ast.MapType, *ast.FuncType:
		return false
	case *ast.SelectorExpr:
		return p.text(t) != "json.RawMessage"
	case *ast.Ident:
		declared := p.types[t.Name]
		if declared == nil || strings.Contains(" "+strings.Join(within, " ")+" ", " "+t.Name+" ") {
			return true
		}
		return p.comparable(declared, append(within, t.Name))
	case *ast.StructType:
		for _, field := range t.Fields.List {
			if !p.comparable(field.Type, within) {
				return false
			}
		}
	}
	return true
}
