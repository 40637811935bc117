package decode

import "strconv"

// path is the path of a value.
type path []step

// step is a member, an element of an array or an entry of a map.
type step struct {
	name     string
	index    int // of an element; atMember, atEntry
	decisive bool
}

const (
	atMember = -1
	atEntry  = -2
)

func (d *decoder) push(s step) { d.path = append(d.path, s) }

func (d *decoder) pop() { d.path = d.path[:len(d.path)-1] }

// String joins the steps: "a.b[0].c".
func (p path) String() string {
	var text []byte
	for _, s := range p {
		switch s.index {
		case atMember:
			text = append(appendDot(text), s.name...)
		case atEntry:
			text = append(text, "[key]"...)
		default:
			text = append(strconv.AppendInt(append(text, '['), int64(s.index), 10), ']')
		}
	}
	return string(text)
}

func appendDot(text []byte) []byte {
	if len(text) > 0 {
		return append(text, '.')
	}
	return text
}

// join appends the path of a nested value to p.
func (p path) join(nested string) string {
	outer := p.String()
	if outer == "" || nested == "" || nested[0] == '[' {
		return outer + nested
	}
	return outer + "." + nested
}

// fault reports that the current value could not be read, and returns false.
func (d *decoder) fault(problem string) bool {
	decisive := len(d.path) == 1 && d.path[0].decisive
	if len(d.faults) < MaxFaults || decisive || len(d.path) == 0 {
		d.faults = append(d.faults, Fault{Path: d.path.String(), Problem: problem, Decisive: decisive})
	}
	return false
}

// adopt reports the faults of a value that decoded itself.
func (d *decoder) adopt(faults []Fault) {
	for _, f := range faults {
		f.Decisive = f.Decisive && len(d.path) == 0
		if len(d.faults) < MaxFaults || f.Decisive {
			f.Path = d.path.join(f.Path)
			d.faults = append(d.faults, f)
		}
	}
}
