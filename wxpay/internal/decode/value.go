package decode

import (
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
)

// value decodes the next value into v. If nothing of it could be read, it reports a fault and
// returns false; v is then unchanged or zero.
func (d *decoder) value(v reflect.Value, p *plan) bool {
	c := d.peek()
	switch {
	case p.custom:
		return d.custom(v)
	case c == 'n':
		return d.null(v, p)
	case p.text:
		return d.unmarshalText(v, p)
	}
	switch p.kind {
	case reflect.Pointer:
		return d.pointer(v, p)
	case reflect.Interface:
		return d.dynamic(v)
	case reflect.Struct, reflect.Map:
		if c != '{' {
			return d.mismatch(p)
		}
		return d.nested(v, p)
	case reflect.Slice, reflect.Array:
		if c == '"' && p.kind == reflect.Slice && p.elem.kind == reflect.Uint8 {
			return d.bytes(v)
		}
		if c != '[' {
			return d.mismatch(p)
		}
		return d.list(v, p)
	}
	return d.scalar(v, p)
}

func (d *decoder) nested(v reflect.Value, p *plan) bool {
	if p.kind == reflect.Map {
		return d.entries(v, p)
	}
	d.object(v, p, nil)
	return true
}

// null sets values that can be nil to nil, and leaves others unchanged.
func (d *decoder) null(v reflect.Value, p *plan) bool {
	d.raw()
	switch p.kind {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice:
		v.SetZero()
	}
	return true
}

// custom lets v decode itself.
func (d *decoder) custom(v reflect.Value) bool {
	err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(d.raw())
	if err == nil {
		return true
	}
	if part := (*Partial)(nil); errors.As(err, &part) {
		d.adopt(part.Faults)
		return true
	}
	v.SetZero() // it may be partly set
	if unfit := (*Unfit)(nil); errors.As(err, &unfit) {
		return d.fault(unfit.Problem)
	}
	return d.fault("does not have the documented form")
}

func (d *decoder) unmarshalText(v reflect.Value, p *plan) bool {
	if d.peek() != '"' {
		return d.mismatch(p)
	}
	if v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(d.text())) != nil {
		v.SetZero()
		return d.fault("does not have the documented form")
	}
	return true
}

// pointer decodes into the value to which v points. A nil pointer stays nil if nothing could
// be read.
func (d *decoder) pointer(v reflect.Value, p *plan) bool {
	if !v.IsNil() {
		return d.value(v.Elem(), p.elem)
	}
	target := reflect.New(p.elem.typ)
	if !d.value(target.Elem(), p.elem) {
		return false
	}
	v.Set(target)
	return true
}

// dynamic decodes into an interface. If it contains a pointer, it decodes into the value of
// the pointer, and otherwise as encoding/json does.
func (d *decoder) dynamic(v reflect.Value) bool {
	if held := v.Elem(); held.Kind() == reflect.Pointer && !held.IsNil() {
		return d.value(held.Elem(), planOf(held.Type().Elem()))
	}
	if v.NumMethod() > 0 {
		d.raw()
		return d.fault("has a type that cannot be decoded")
	}
	var value any
	if json.Unmarshal(d.raw(), &value) != nil { // a number that is out of the range of float64
		return d.fault("is too large")
	}
	v.Set(reflect.ValueOf(value))
	return true
}

// list decodes an array. An element that cannot be read is dropped from a slice, and is zero
// in an array.
func (d *decoder) list(v reflect.Value, p *plan) bool {
	if p.kind == reflect.Array {
		return d.array(v, p)
	}
	out := reflect.New(p.typ).Elem()
	out.Set(reflect.MakeSlice(p.typ, 0, 0))
	d.open()
	for i := 0; d.more(']'); i++ {
		n := out.Len()
		if n == out.Cap() {
			out.Grow(1)
		}
		out.SetLen(n + 1)
		out.Index(n).SetZero()
		d.push(step{index: i})
		if !d.value(out.Index(n), p.elem) {
			out.SetLen(n)
		}
		d.pop()
	}
	v.Set(out)
	return true
}

// array decodes into a Go array. As in encoding/json, missing elements are zero, and surplus
// elements are ignored.
func (d *decoder) array(v reflect.Value, p *plan) bool {
	v.SetZero()
	d.open()
	for i := 0; d.more(']'); i++ {
		if i >= v.Len() {
			d.raw()
			continue
		}
		d.push(step{index: i})
		d.value(v.Index(i), p.elem)
		d.pop()
	}
	return true
}

// mismatch reports a value of another JSON type.
func (d *decoder) mismatch(p *plan) bool {
	raw := d.raw()
	return d.fault("is " + kindOf(raw[0]) + ", not " + p.want())
}

// kindOf names the type of a value by its first byte.
func kindOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	}
	return "a number"
}
