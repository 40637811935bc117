package decode

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// decoder is a position in valid JSON, so that scanning needs no checks.
type decoder struct {
	data   []byte
	at     int
	path   path
	faults []Fault
}

// peek skips white space and returns the first byte of the next token.
func (d *decoder) peek() byte {
	for {
		switch c := d.data[d.at]; c {
		case ' ', '\t', '\n', '\r':
			d.at++
		default:
			return c
		}
	}
}

// open enters an object or an array.
func (d *decoder) open() {
	d.peek()
	d.at++
}

// more moves to the next member or element, or past end, where it returns false.
func (d *decoder) more(end byte) bool {
	for {
		switch c := d.data[d.at]; c {
		case ' ', '\t', '\n', '\r', ',':
			d.at++
		case end:
			d.at++
			return false
		default:
			return true
		}
	}
}

// raw returns the bytes of the next value.
func (d *decoder) raw() []byte {
	first := d.peek()
	start := d.at
	switch first {
	case '{', '[':
		d.skipNested()
	case '"':
		d.skipString()
	default:
		for d.at < len(d.data) && !isEnd(d.data[d.at]) {
			d.at++
		}
	}
	return d.data[start:d.at]
}

// isEnd reports whether c ends a number or a literal.
func isEnd(c byte) bool {
	switch c {
	case ',', ']', '}', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

func (d *decoder) skipNested() {
	for depth := 0; ; {
		switch d.data[d.at] {
		case '"':
			d.skipString()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		d.at++
		if depth == 0 {
			return
		}
	}
}

// skipString moves past a string and returns the bytes between its quotes. plain says that
// they have no escapes.
func (d *decoder) skipString() (text []byte, plain bool) {
	d.at++
	start, plain := d.at, true
	for {
		n := bytes.IndexByte(d.data[d.at:], '"')
		escape := bytes.IndexByte(d.data[d.at:d.at+n], '\\')
		if escape < 0 {
			d.at += n + 1
			return d.data[start : d.at-1], plain
		}
		plain = false
		d.at += escape + 2
	}
}

// text returns the next value, which is a string. Invalid UTF-8 is replaced by
// U+FFFD, as encoding/json does.
func (d *decoder) text() string {
	d.peek()
	start := d.at
	text, plain := d.skipString()
	if plain && utf8.Valid(text) {
		return string(text)
	}
	return unquote(d.data[start:d.at])
}

func unquote(quoted []byte) string {
	var text string
	_ = json.Unmarshal(quoted, &text) // it is valid
	return text
}

// name returns the name of the next member, without a copy if possible, and moves to the
// member's value.
func (d *decoder) name() []byte {
	start := d.at
	name, plain := d.skipString()
	if !plain || !utf8.Valid(name) {
		name = []byte(unquote(d.data[start:d.at]))
	}
	d.peek()
	d.at++ // the colon
	return name
}
