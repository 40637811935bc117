package decode

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
)

// plan has what decoding needs to know about a type.
type plan struct {
	typ    reflect.Type
	kind   reflect.Kind
	custom bool // its pointer is a json.Unmarshaler
	text   bool // its pointer is an encoding.TextUnmarshaler
	elem   *plan
	fields map[string]*field
}

// field is a member of an object.
type field struct {
	name     string
	number   int
	index    []int
	plan     *plan
	quoted   bool // the tag's option "string"
	decisive bool
}

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	number          = reflect.TypeFor[json.Number]()
)

// plans caches the plans of types.
var plans sync.Map // reflect.Type to *plan

// planOf returns the plan of t. Plans are published when they are complete, and are not
// changed afterwards.
func planOf(t reflect.Type) *plan {
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	known, _ := plans.LoadOrStore(t, newPlan(t, map[reflect.Type]*plan{}))
	return known.(*plan)
}

func newPlan(t reflect.Type, made map[reflect.Type]*plan) *plan {
	if p := made[t]; p != nil {
		return p
	}
	p := &plan{typ: t, kind: t.Kind()}
	made[t] = p
	if p.kind != reflect.Pointer && p.kind != reflect.Interface {
		p.custom = reflect.PointerTo(t).Implements(unmarshaler)
		p.text = !p.custom && reflect.PointerTo(t).Implements(textUnmarshaler)
	}
	switch p.kind {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		p.elem = newPlan(t.Elem(), made)
	case reflect.Struct:
		p.fields = fieldsOf(t, made)
	}
	return p
}

// want returns the JSON type of values of the type.
func (p *plan) want() string {
	if p.text {
		return "a string"
	}
	switch p.kind {
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice, reflect.Array:
		if p.elem.kind == reflect.Uint8 && p.kind == reflect.Slice {
			return "a base64 string"
		}
		return "an array"
	case reflect.String:
		if p.typ == number {
			return "a number"
		}
		return "a string"
	case reflect.Bool:
		return "a boolean"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return "an integer"
	}
	return "a value of its type"
}
