package types

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// The bounds of structs that contain structs by value. The Go compiler visits
// each field of each of them, however often the same struct occurs: 26 structs,
// each with two fields of the next, have 67 million fields.
const (
	maxFields      = 100_000    // of a struct, those of the structs within it included
	maxTotalFields = 20_000_000 // of all structs of a package
)

// CheckSizes reports the largest struct if it has too many fields, or if all
// structs together have. The structs must not contain themselves.
func CheckSizes(decls []ir.Decl, positions map[string]diag.Position) []diag.Diagnostic {
	sizes := fieldCounts(decls)
	total, largest := 0, ""
	for _, d := range decls {
		name := DeclName(d)
		n := sizes[name]
		total += n
		if _, placed := positions[name]; placed && n > sizes[largest] {
			largest = name
		}
	}
	switch n := sizes[largest]; {
	case n > maxFields:
		return []diag.Diagnostic{diag.Errorf(positions[largest], "size",
			"the struct of this schema has more than %d fields, with those of the structs within it, because schemas require others more than once, level by level", maxFields).
			Fix("make some properties optional, or let the schemas refer to fewer others")}
	case total > maxTotalFields:
		return []diag.Diagnostic{diag.Errorf(positions[largest], "size",
			"the structs of the package have more than %d fields, with those of the structs within them; that of this schema has %d", maxTotalFields, n).
			Fix("make some properties optional, or split the document")}
	}
	return nil
}

// fieldCounts returns for each declared type how many fields it has by value, at
// any depth. Counts end just above maxFields. Each declaration is visited once.
func fieldCounts(decls []ir.Decl) map[string]int {
	byName := map[string]ir.Decl{}
	for _, d := range decls {
		byName[DeclName(d)] = d
	}
	delete(byName, "")
	counts := map[string]int{}
	var count func(name string) int
	count = func(name string) int {
		n, done := counts[name]
		d := byName[name]
		if done || d == nil {
			return n
		}
		counts[name] = 0 // what contains itself is reported by BreakCycles
		for _, t := range contained(d) {
			n++
			if named, ok := t.(ir.Named); ok {
				n += count(string(named))
			}
			n = min(n, maxFields+1)
		}
		counts[name] = n
		return n
	}
	for name := range byName {
		count(name)
	}
	return counts
}

// contained returns the types of the values that each value of d contains: a
// union contains an interface, and none of its members.
func contained(d ir.Decl) []ir.Type {
	var types []ir.Type
	switch d := d.(type) {
	case *ir.Struct:
		for i := range d.Fields {
			types = append(types, d.Fields[i].Value.Type)
		}
	case *ir.Defined:
		types = append(types, d.Value.Type)
	}
	return types
}
