// Package decode decodes the JSON of responses and notifications. It differs from
// encoding/json:
//
//   - Member names match exactly. A name in another case is an unknown member.
//   - A member of an unexpected type is skipped. Everything else is decoded, and a
//     [*Partial] error lists the members that could not be read.
//   - The last of repeated members replaces the others; they are not merged.
//   - Integers may be written as 1.0 or 1e3, and are exact.
//   - Base64 may use the URL alphabet and lack its padding.
//
// As in encoding/json, unknown members are ignored, and null leaves a value
// unchanged. Struct tags, embedded structs, json.Unmarshaler and
// encoding.TextUnmarshaler work as they do there.
package decode

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// Fault is a member that could not be read.
type Fault struct {
	// Path is the path of the member: "amount.total", "items[3].name"; "" is the whole
	// value. Keys of maps are data and appear as "[key]".
	Path string
	// Problem is the problem: "is a string, not an integer". It never quotes the value.
	Problem string
	// Decisive is true for a member of the outermost object whose type is an
	// enumeration, since programs decide by it.
	Decisive bool
}

// String returns path and problem.
func (f Fault) String() string {
	if f.Path == "" {
		return "the value " + f.Problem
	}
	return f.Path + " " + f.Problem
}

// MaxFaults is the maximum number of faults that are listed. Decisive faults are always listed.
const MaxFaults = 100

// Partial is the error for a value that was decoded except for some members.
type Partial struct{ Faults []Fault }

// Error lists the members.
func (e *Partial) Error() string {
	texts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		texts[i] = f.String()
	}
	return "wxpay: cannot be read: " + strings.Join(texts, "; ")
}

// Unfit is the error for a value of which nothing could be read.
type Unfit struct{ Problem string }

// Error returns the problem.
func (e *Unfit) Error() string { return "wxpay: the value " + e.Problem }

// JSON decodes data into out, a pointer. The error is nil, a [*Partial], an
// [*Unfit], or a [*json.SyntaxError], after which out is unchanged.
func JSON(data []byte, out any) error {
	return run(data, out, func(d *decoder, v reflect.Value, p *plan) bool { return d.value(v, p) })
}

// Object decodes an object into declared, a pointer to a struct, as [JSON] does, and the
// members that declared does not have into rest, a pointer to a map with string keys. Members
// in names are never added to rest. null changes nothing.
func Object(data []byte, declared, rest any, names []string) error {
	others := reflect.ValueOf(rest).Elem()
	entry := planOf(others.Type()).elem
	return run(data, declared, func(d *decoder, v reflect.Value, p *plan) bool {
		if d.peek() != '{' || p.kind != reflect.Struct {
			return d.value(v, p)
		}
		others.SetZero()
		d.object(v, p, &remainder{others, entry, names})
		return true
	})
}

var errTarget = errors.New("wxpay: decoding needs a pointer that is not nil")

func run(data []byte, out any, decode func(*decoder, reflect.Value, *plan) bool) error {
	target := reflect.ValueOf(out)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return errTarget
	}
	if !json.Valid(data) {
		return syntaxError(data)
	}
	d := decoder{data: data}
	v := target.Elem()
	read := decode(&d, v, planOf(v.Type()))
	switch {
	case !read && len(d.faults) > 0:
		return &Unfit{d.faults[len(d.faults)-1].Problem}
	case len(d.faults) > 0:
		return &Partial{d.faults}
	}
	return nil
}

// syntaxError returns the error of encoding/json for data, which is not JSON.
func syntaxError(data []byte) error {
	var none struct{}
	return json.Unmarshal(data, &none)
}
