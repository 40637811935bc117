package decode

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
)

// remainder receives the members that a struct does not declare.
type remainder struct {
	others reflect.Value // a map
	entry  *plan
	names  []string // never received
}

// object decodes an object into a struct.
func (d *decoder) object(v reflect.Value, p *plan, rest *remainder) {
	var small [4]uint64
	seen := bits(small[:])
	if n := len(p.fields); n > 64*len(small) {
		seen = make(bits, (n+63)/64)
	}
	d.open()
	for d.more('}') {
		name := d.name()
		f := p.fields[string(name)]
		switch {
		case f != nil:
			d.member(v, f, seen.set(f.number))
		case rest == nil || slices.Contains(rest.names, string(name)):
			d.raw()
		default:
			d.other(rest, string(name))
		}
	}
}

// bits is a set of small numbers.
type bits []uint64

// set adds n and reports whether the set had it before.
func (b bits) set(n int) bool {
	word, bit := &b[n/64], uint64(1)<<(n%64)
	had := *word&bit != 0
	*word |= bit
	return had
}

// member decodes a member. A repeated one replaces the previous one.
func (d *decoder) member(v reflect.Value, f *field, again bool) {
	d.push(step{name: f.name, index: atMember, decisive: f.decisive})
	defer d.pop()
	target, ok := fieldOf(v, f.index)
	if !ok {
		d.raw()
		d.fault("is in an embedded pointer that cannot be set")
		return
	}
	if again {
		target.SetZero()
	}
	if f.quoted {
		d.quoted(target, f.plan)
		return
	}
	d.value(target, f.plan)
}

// fieldOf returns a field and allocates embedded pointers on the way to it.
func fieldOf(v reflect.Value, index []int) (reflect.Value, bool) {
	if len(index) == 1 {
		return v.Field(index[0]), true
	}
	for i, n := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v, true
}

// other decodes a member that is not declared. One that cannot be read is dropped.
func (d *decoder) other(rest *remainder, name string) {
	d.push(step{index: atEntry})
	defer d.pop()
	key := reflect.ValueOf(name).Convert(rest.others.Type().Key())
	d.entry(rest.others, key, rest.entry)
}

// entries decodes an object into a map.
func (d *decoder) entries(v reflect.Value, p *plan) bool {
	if v.IsNil() {
		v.Set(reflect.MakeMap(p.typ))
	}
	d.open()
	for d.more('}') {
		name := string(d.name())
		d.push(step{index: atEntry})
		if key, ok := keyOf(name, p.typ.Key()); ok {
			d.entry(v, key, p.elem)
		} else {
			d.raw()
			d.fault("has a key that does not fit")
		}
		d.pop()
	}
	return true
}

// entry decodes an entry of a map, which is allocated if it is nil.
func (d *decoder) entry(m, key reflect.Value, p *plan) {
	value := reflect.New(p.typ).Elem()
	read := d.value(value, p)
	if m.IsNil() && read {
		m.Set(reflect.MakeMap(m.Type()))
	}
	switch {
	case read:
		m.SetMapIndex(key, value)
	case !m.IsNil():
		m.SetMapIndex(key, reflect.Value{}) // the last of repeated keys replaces the others
	}
}

// keyOf returns name as a key of type t.
func keyOf(name string, t reflect.Type) (reflect.Value, bool) {
	key := reflect.New(t)
	if text, ok := key.Interface().(encoding.TextUnmarshaler); ok {
		return key.Elem(), text.UnmarshalText([]byte(name)) == nil
	}
	switch key = key.Elem(); t.Kind() {
	case reflect.String:
		key.SetString(name)
		return key, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(name, 10, t.Bits())
		key.SetInt(n)
		return key, err == nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		n, err := strconv.ParseUint(name, 10, t.Bits())
		key.SetUint(n)
		return key, err == nil
	}
	return key, false
}
