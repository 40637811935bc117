package wxpay

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// ValidationError lists every field that is outside its documented limits. As the
// error of a call it means that nothing was sent. It never quotes a value.
type ValidationError struct {
	Fields []FieldError
}

// FieldError is one fault of one field.
type FieldError struct {
	// Path is the field in the API's own names: "post_payments[0].name".
	Path string `json:"path"`
	// Rule is the rule that is broken: "length", "required", "enum" …
	Rule string `json:"rule"`
	// Problem says what the rule asks for: "must be 1 to 30 characters, has 31".
	Problem string `json:"problem"`
}

// Error lists all faults.
func (e *ValidationError) Error() string {
	var b strings.Builder
	b.WriteString("wxpay: outside the documented limits: ")
	for i, field := range e.Fields {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(field.String())
	}
	return b.String()
}

// String gives path, problem and rule.
func (f FieldError) String() string {
	if f.Path == "" {
		return f.Problem + " [" + f.Rule + "]"
	}
	return f.Path + " " + f.Problem + " [" + f.Rule + "]"
}

// Validator collects the faults of a request. Generated code calls a method per
// rule; each takes the field's name within the object at hand ("" is the object
// or element itself) and allocates nothing when the rule is kept. The zero
// value is ready to use. It is not for concurrent use.
type Validator struct {
	place  place
	faults []FieldError
	inMap  []string // for each fault, the outermost map that it is in; ""
}

// Err returns nil, or a [*ValidationError] with all faults in the order of the
// calls; those within one map are in the order of their paths, since a map's own
// order is another one each time.
func (v *Validator) Err() error {
	if len(v.faults) == 0 {
		return nil
	}
	for start := 0; start < len(v.faults); {
		end := start + 1
		for end < len(v.faults) && v.inMap[end] == v.inMap[start] {
			end++
		}
		if v.inMap[start] != "" {
			slices.SortFunc(v.faults[start:end], compareFaults)
		}
		start = end
	}
	return &ValidationError{Fields: v.faults}
}

func compareFaults(a, b FieldError) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Problem, b.Problem))
}

// Field enters the object in the member name, until Leave.
func (v *Validator) Field(name string) { v.place.push(frame{name: name, index: atField}) }

// Index enters element i of the array in the member name, until Leave. An
// array within an array is entered with the name "".
func (v *Validator) Index(name string, i int) { v.place.push(frame{name: name, index: i}) }

// Key enters the entry of key in the map in the member name, until Leave. The key
// appears in no fault.
func (v *Validator) Key(name, key string) {
	v.place.push(frame{name: name, index: atKey})
}

// Leave returns to where the last Field, Index or Key began.
func (v *Validator) Leave() { v.place.pop() }

// Check reports the fault "name: problem" under rule unless ok.
func (v *Validator) Check(name string, ok bool, rule, problem string) {
	if !ok {
		v.fault(name, rule, problem)
	}
}

// Required reports a field that must be there and is not.
func (v *Validator) Required(name string, present bool) {
	if !present {
		v.fault(name, "required", "is required")
	}
}

// Enum reports a value that is not one of the documented members, which members
// names for the reader ("A, B or C").
func (v *Validator) Enum(name string, documented bool, members string) {
	if !documented {
		v.fault(name, "enum", "must be "+members)
	}
}

func (v *Validator) fault(name, rule, problem string) {
	f := FieldError{Path: v.place.path(name), Rule: rule, Problem: problem}
	if n := len(v.faults); n > 0 && rule == "length" && v.faults[n-1].Rule == "path" && v.faults[n-1].Path == f.Path {
		return // an empty path parameter is said to be one, and needs no length
	}
	if n := len(v.faults); n > 0 && (rule == "utf8" || rule == "bmp") && v.faults[n-1] == f {
		return // each rule about the text finds it
	}
	v.faults = append(v.faults, f)
	v.inMap = append(v.inMap, v.place.outermostMap())
}

// place is where in a nested value a check stands.
type place struct {
	frames [4]frame
	more   []frame
	depth  int
}

// frame is one step: a member, an element of an array, an entry of a map.
type frame struct {
	name  string
	index int
}

const (
	atField = -1
	atKey   = -2
)

func (p *place) push(f frame) {
	if p.depth < len(p.frames) {
		p.frames[p.depth] = f
	} else {
		p.more = append(p.more[:p.depth-len(p.frames)], f)
	}
	p.depth++
}

func (p *place) pop() {
	if p.depth > 0 {
		p.depth--
	}
}

func (p *place) frame(i int) *frame {
	if i < len(p.frames) {
		return &p.frames[i]
	}
	return &p.more[i-len(p.frames)]
}

// outermostMap is the path of the outermost map that a check stands in, "" when
// it is in none.
func (p *place) outermostMap() string {
	for i := range p.depth {
		if f := p.frame(i); f.index == atKey {
			outer := place{frames: p.frames, more: p.more, depth: i}
			return "map " + outer.path(f.name)
		}
	}
	return ""
}

// path joins the frames and name: "a.b[0].c", "labels[key]". The key of a map is
// a value, and is not shown.
func (p *place) path(name string) string {
	var dst []byte
	for i := range p.depth {
		f := p.frame(i)
		dst = appendName(dst, f.name)
		switch f.index {
		case atField:
		case atKey:
			dst = append(dst, "[key]"...)
		default:
			dst = append(strconv.AppendInt(append(dst, '['), int64(f.index), 10), ']')
		}
	}
	return string(appendName(dst, name))
}

func appendName(dst []byte, name string) []byte {
	if len(dst) > 0 && name != "" {
		dst = append(dst, '.')
	}
	return append(dst, name...)
}

// span words a range: "1 to 30 characters", "at least 6 characters", "exactly 1 item".
func span(minimum, maximum int, one, many string) string {
	unit := many
	switch {
	case maximum < 0:
		if minimum == 1 {
			unit = one
		}
		return "at least " + strconv.Itoa(minimum) + " " + unit
	case minimum == maximum:
		if minimum == 1 {
			unit = one
		}
		return "exactly " + strconv.Itoa(minimum) + " " + unit
	case minimum <= 0:
		if maximum == 1 {
			unit = one
		}
		return "at most " + strconv.Itoa(maximum) + " " + unit
	}
	return strconv.Itoa(minimum) + " to " + strconv.Itoa(maximum) + " " + many
}

func (v *Validator) count(name, rule string, n, minimum, maximum int, one, many string) {
	if n >= minimum && (n <= maximum || maximum < 0) {
		return
	}
	v.miscount(name, rule, n, minimum, maximum, one, many)
}

func (v *Validator) miscount(name, rule string, n, minimum, maximum int, one, many string) {
	found := ", has " + strconv.Itoa(n)
	if n == 0 {
		found = ", is empty"
	}
	v.fault(name, rule, "must be "+span(minimum, maximum, one, many)+found)
}
