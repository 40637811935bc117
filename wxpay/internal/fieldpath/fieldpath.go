// Package fieldpath keeps the path of a field while a nested value is visited.
package fieldpath

import "strconv"

// Path is the position in a nested value. The zero Path is the value itself. Up to
// four steps need no allocation.
type Path struct {
	steps [4]step
	more  []step
	depth int
}

// step is a member, an element of an array or an entry of a map.
type step struct {
	name  string
	index int // of an element; atField, atKey
}

const (
	atField = -1
	atKey   = -2
)

// Field enters the object in the member name.
func (p *Path) Field(name string) { p.push(step{name: name, index: atField}) }

// Index enters element i of the array in the member name. An array within an
// array has the name "".
func (p *Path) Index(name string, i int) { p.push(step{name: name, index: i}) }

// Key enters an entry of the map in the member name. Its key is data and is not
// kept.
func (p *Path) Key(name string) { p.push(step{name: name, index: atKey}) }

// Leave returns to where the last Field, Index or Key began.
func (p *Path) Leave() {
	if p.depth > 0 {
		p.depth--
	}
}

func (p *Path) push(s step) {
	if p.depth < len(p.steps) {
		p.steps[p.depth] = s
	} else {
		p.more = append(p.more[:p.depth-len(p.steps)], s)
	}
	p.depth++
}

func (p *Path) step(i int) *step {
	if i < len(p.steps) {
		return &p.steps[i]
	}
	return &p.more[i-len(p.steps)]
}

// OutermostMap returns the path of the outermost map that the position is in, with
// "map " before it, and "" outside maps.
func (p *Path) OutermostMap() string {
	for i := range p.depth {
		if s := p.step(i); s.index == atKey {
			outer := Path{steps: p.steps, more: p.more, depth: i}
			return "map " + outer.Join(s.name)
		}
	}
	return ""
}

// Join returns the path of the member name: "a.b[0].c", "labels[key]". Keys of
// maps are data and appear as "[key]".
func (p *Path) Join(name string) string {
	var dst []byte
	for i := range p.depth {
		s := p.step(i)
		dst = appendName(dst, s.name)
		switch s.index {
		case atField:
		case atKey:
			dst = append(dst, "[key]"...)
		default:
			dst = append(strconv.AppendInt(append(dst, '['), int64(s.index), 10), ']')
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

// Error is a problem of one field. Its text never quotes the field's value.
type Error struct {
	Path, Problem string
	Cause         error // may quote the value; nil if there is none
}

// Error returns the path and the problem.
func (e *Error) Error() string { return e.Path + " " + e.Problem }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }
