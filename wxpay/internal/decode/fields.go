package decode

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// found is a field of a struct while its fields are collected.
type found struct {
	name   string
	typ    reflect.Type
	index  []int
	tagged bool
	quoted bool
}

// fieldsOf returns the members that a struct decodes, by the rules of
// encoding/json: fields of embedded structs are promoted, the least nested field
// of a name wins, then the tagged one, and names that stay ambiguous are dropped.
func fieldsOf(t reflect.Type, made map[reflect.Type]*plan) map[string]*field {
	all := collect(t)
	slices.SortStableFunc(all, func(a, b found) int {
		if c := cmp.Compare(a.name, b.name); c != 0 {
			return c
		}
		return a.compare(b)
	})
	fields := make(map[string]*field, len(all))
	for i := 0; i < len(all); {
		f, end := all[i], i+1
		for end < len(all) && all[end].name == f.name {
			end++
		}
		if end == i+1 || f.compare(all[i+1]) != 0 {
			fields[f.name] = &field{
				name: f.name, number: len(fields), index: f.index, plan: newPlan(f.typ, made),
				quoted: f.quoted && isQuotable(f.typ), decisive: isDecisive(f.typ),
			}
		}
		i = end
	}
	return fields
}

// compare orders the field that wins first.
func (f found) compare(other found) int {
	if c := cmp.Compare(len(f.index), len(other.index)); c != 0 || f.tagged == other.tagged {
		return c
	}
	if f.tagged {
		return -1
	}
	return 1
}

// collect lists the fields of a struct and of those embedded in it, level by level.
func collect(root reflect.Type) []found {
	var all []found
	level, visited := []found{{typ: root}}, map[reflect.Type]bool{}
	for len(level) > 0 {
		var next []found
		count := map[reflect.Type]int{}
		for _, s := range level {
			count[s.typ]++
		}
		for _, s := range level {
			if visited[s.typ] {
				continue
			}
			visited[s.typ] = true
			fields, embedded := direct(s)
			if count[s.typ] > 1 { // embedded twice at one level: its fields are ambiguous
				fields = append(fields, fields...)
			}
			all, next = append(all, fields...), append(next, embedded...)
		}
		level = next
	}
	return all
}

// direct returns the fields that s itself declares, and the structs that it embeds.
func direct(s found) (fields, embedded []found) {
	for i := range s.typ.NumField() {
		f := s.typ.Field(i)
		tag := f.Tag.Get("json")
		if tag == "-" {
			continue
		}
		typ := f.Type
		if f.Anonymous && typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if !f.IsExported() && (!f.Anonymous || typ.Kind() != reflect.Struct) {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		index := append(slices.Clone(s.index), i)
		if f.Anonymous && name == "" && typ.Kind() == reflect.Struct {
			embedded = append(embedded, found{typ: typ, index: index})
			continue
		}
		fields = append(fields, found{
			name: cmp.Or(name, f.Name), typ: f.Type, index: index, tagged: name != "",
			quoted: slices.Contains(strings.Split(options, ","), "string"),
		})
	}
	return fields, embedded
}

// isQuotable reports whether the tag's option "string" has an effect for t.
func isQuotable(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return true
	}
	return false
}

// runtimePackage declares string types that are not enumerations.
var runtimePackage = strings.TrimSuffix(reflect.TypeFor[Fault]().PkgPath(), "/internal/decode")

// isDecisive reports whether t is a string type of another package than wxpay: an
// enumeration of generated code.
func isDecisive(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.String && t.PkgPath() != "" && t.PkgPath() != runtimePackage && t != number
}
