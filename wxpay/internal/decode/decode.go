// Package decode decodes JSON as responses and notifications need it. It differs
// from encoding/json in this:
//
//   - Member names match exactly. A name in another case is an unknown member.
//   - A member of an unexpected type costs that member only. Everything else is
//     decoded, and a [*Partial] error lists what could not be read.
//   - Of a repeated member the last one counts, whole: nothing is merged.
//   - Integers may be written as 1.0 or 1e3, and are exact.
//   - Base64 may use the URL alphabet and lack its padding.
//
// Unknown members are ignored, and null leaves a value as it is, as in
// encoding/json. Struct tags, embedded structs, json.Unmarshaler and
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
	// Path is where the member is: "amount.total", "items[3].name"; "" is the
	// whole value. Keys of maps are data and appear as "[key]".
	Path string
	// Problem says what is wrong: "is a string, not an integer". It never quotes
	// the value.
	Problem string
	// Decisive is set for a member of the outermost object whose type is a string
	// type of its own: an enumeration, by which programs decide.
	Decisive bool
}

// String returns path and problem.
func (f Fault) String() string {
	if f.Path == "" {
		return "the value " + f.Problem
	}
	return f.Path + " " + f.Problem
}

// MaxFaults is how many faults are listed, apart from decisive ones.
const MaxFaults = 100

// Partial is the error of a value that was decoded except for some members.
type Partial struct{ Faults []Fault }

// Error lists the members.
func (e *Partial) Error() string {
	texts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		texts[i] = f.String()
	}
	return "wxpay: cannot be read: " + strings.Join(texts, "; ")
}

// Unfit is the error of a value of which nothing could be read.
type Unfit struct{ Problem string }

// Error says what is wrong.
func (e *Unfit) Error() string { return "wxpay: the value " + e.Problem }

// JSON decodes data into out, a pointer. The error is nil, a [*Partial], an
// [*Unfit], or a [*json.SyntaxError], after which out is unchanged.
func JSON(data []byte, out any) error {
	return run(data, out, func(d *decoder, v reflect.Value, p *plan) bool { return d.value(v, p) })
}

// Object decodes an object into declared, a pointer to a struct, as [JSON] does,
// and the members that declared does not have into rest, a pointer to a map with
// string keys. A member in names is never put into rest. null changes nothing.
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

// syntaxError returns what encoding/json says of data, which is not JSON.
func syntaxError(data []byte) error {
	var none struct{}
	return json.Unmarshal(data, &none)
}
