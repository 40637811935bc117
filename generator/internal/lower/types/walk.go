package types

import "github.com/wxpaygen/wxpaygen/generator/ir"

// Values calls yield for each value of a declaration, also within slices and maps.
func Values(d ir.Decl, yield func(*ir.Value)) {
	switch d := d.(type) {
	case *ir.Struct:
		for i := range d.Fields {
			EachValue(&d.Fields[i].Value, yield)
		}
		if d.Rest != nil {
			EachValue(&d.Rest.Value, yield)
		}
	case *ir.Defined:
		EachValue(&d.Value, yield)
	case *ir.Union:
		for i := range d.Members {
			EachValue(&d.Members[i].Value, yield)
		}
	}
}

// EachValue calls yield for v and the elements in it.
func EachValue(v *ir.Value, yield func(*ir.Value)) {
	yield(v)
	if v.Elem != nil {
		EachValue(v.Elem, yield)
	}
}

// TypeName returns the name of the declared type that t is or points to, "" for
// other types.
func TypeName(t ir.Type) string {
	switch t := t.(type) {
	case ir.Named:
		return string(t)
	case *ir.Pointer:
		return TypeName(t.Elem)
	case *ir.Nullable:
		return TypeName(t.Elem)
	}
	return ""
}

// Spread returns the names of the declarations for which has is true, and of those
// that contain one of them, at any depth, in values for which link is true.
func Spread(decls []ir.Decl, has func(ir.Decl) bool, link func(*ir.Value) bool) map[string]bool {
	marked := map[string]bool{}
	holders := map[string][]string{}
	var queue []string
	mark := func(name string) {
		if !marked[name] {
			marked[name] = true
			queue = append(queue, name)
		}
	}
	for _, d := range decls {
		name := DeclName(d)
		if name == "" {
			continue
		}
		if has(d) {
			mark(name)
		}
		Values(d, func(v *ir.Value) {
			if held := TypeName(v.Type); held != "" && link(v) {
				holders[held] = append(holders[held], name)
			}
		})
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, holder := range holders[name] {
			mark(holder)
		}
	}
	return marked
}

// DeclName returns the name of a struct, a union or a defined type, "" for other
// declarations.
func DeclName(d ir.Decl) string {
	switch d := d.(type) {
	case *ir.Struct:
		return d.Name
	case *ir.Defined:
		return d.Name
	case *ir.Union:
		return d.Name
	}
	return ""
}
