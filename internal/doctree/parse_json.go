package doctree

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// jsonWalker reads JSON that is known to be well-formed.
type jsonWalker struct {
	*parser
	offset int
	line   int
	// counted characters of the line: those in [lineStart, countedTo).
	countedTo int
	counted   int
}

func validJSON(data []byte) bool { return json.Valid(data) }

// parseJSON checks the syntax first, which the standard library does without
// recursion, and then builds the tree.
func (p *parser) parseJSON() *Node {
	if offset := deeper(p.data, p.limits.Depth); offset >= 0 {
		p.tooDeep(p.locate(p.data, offset))
		return nil
	}
	var raw json.RawMessage
	if err := json.Unmarshal(p.data, &raw); err != nil {
		p.jsonSyntax(err)
		return nil
	}
	w := &jsonWalker{parser: p, line: 1}
	return w.value()
}

// deeper returns the offset of the first bracket that is nested more than depth
// deep, -1 if all are less deep.
func deeper(data []byte, depth int) int {
	level := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			if level++; level > depth {
				return i
			}
		case '}', ']':
			level--
		case '"':
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
		}
	}
	return -1
}

// jsonProblems are what the standard library says, the first that fits
// counting, and what that means.
var jsonProblems = []struct{ says, fact, remedy string }{
	{"unexpected end", "the JSON ends too early", "close the string, list or mapping that is open"},
	{"beginning of object key string", "this cannot be a key", "write keys in double quotes, with no comma after the last member and no comments"},
	{"beginning of value", "a value cannot begin like this", "write a JSON value, with no comma after the last and no comments"},
	{"after top-level value", "something follows the end of the document", "keep one document in a file"},
	{"after object key:value pair", "neither a comma nor a closing brace follows the member", "write a comma between members; numbers have no leading zeros"},
	{"after object key", "no colon follows the key", "write `\"key\": value`"},
	{"after array element", "neither a comma nor a closing bracket follows the item", "write a comma between items; numbers have no leading zeros"},
	{"in string literal", "a string contains a control character or a line break", "write it as an escape: \\n, \\t or \\u00HH"},
	{"in string escape code", "a string contains an unknown escape", "write a backslash as \\\\"},
	{"hexadecimal character escape", "a string contains a \\u without four hexadecimal digits", "write \\uHHHH, or a backslash as \\\\"},
	{"in literal", "this is neither true, false nor null", "put texts in double quotes"},
	{"in numeric literal", "this is not how a number is written", "write a number as in -12.5e3, or put the text in double quotes"},
}

func (p *parser) jsonSyntax(err error) {
	offset := len(p.data)
	fact := err.Error()
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		offset = int(syntax.Offset) - 1
		fact = syntax.Error()
	}
	remedy := "correct the JSON"
	for _, known := range jsonProblems {
		if strings.Contains(fact, known.says) {
			fact, remedy = known.fact, known.remedy
			break
		}
	}
	if strings.HasPrefix(err.Error(), "unexpected end") {
		offset = len(bytes.TrimRight(p.data, " \t\r\n"))
	}
	p.report(diag.Errorf(p.locate(p.data, max(offset, 0)), ruleSyntax, "%s", fact).Fix("%s", remedy))
}

// position returns the place of the current offset. Offsets only grow.
func (w *jsonWalker) position() diag.Position {
	w.counted += utf8.RuneCount(w.data[w.countedTo:w.offset])
	w.countedTo = w.offset
	return w.at(w.line, w.counted+1)
}

func (w *jsonWalker) space() {
	for {
		switch w.data[w.offset] {
		case '\n':
			w.line++
			w.counted, w.countedTo = 0, w.offset+1
		case ' ', '\t', '\r':
		default:
			return
		}
		w.offset++
	}
}

// value reads the value that follows. It returns nil when there are more
// values than allowed.
func (w *jsonWalker) value() *Node {
	w.space()
	n := &Node{Pos: w.position()}
	if !w.take(n.Pos) {
		return nil
	}
	switch w.data[w.offset] {
	case '{':
		return w.mapping(n)
	case '[':
		return w.sequence(n)
	case '"':
		n.Kind, n.text = String, w.text()
	case 't', 'f', 'n':
		n.text = w.word()
		n.Kind = Bool
		if n.text == "null" {
			n.Kind = Null
		}
	default:
		n.Kind, n.text = Number, w.word()
	}
	return n
}

func (w *jsonWalker) mapping(n *Node) *Node {
	n.Kind = Mapping
	w.offset++
	for w.more('}') {
		w.space()
		pos := w.position()
		key := w.text()
		w.space()
		w.offset++ // the colon
		value := w.value()
		if value == nil {
			return nil
		}
		if i := n.find(key); i >= 0 {
			if w.duplicate(pos, n.Key(key), key, n.items[i], value) {
				n.items[i] = value
			}
			continue
		}
		n.add(key, pos, value)
	}
	return n
}

func (w *jsonWalker) sequence(n *Node) *Node {
	n.Kind = Sequence
	w.offset++
	for w.more(']') {
		item := w.value()
		if item == nil {
			return nil
		}
		n.items = append(n.items, item)
	}
	return n
}

// more goes to the next item, or past the end of the collection.
func (w *jsonWalker) more(end byte) bool {
	w.space()
	switch w.data[w.offset] {
	case end:
		w.offset++
		return false
	case ',':
		w.offset++
	}
	return true
}

// word reads a number, true, false or null.
func (w *jsonWalker) word() string {
	start := w.offset
	for w.offset < len(w.data) && !strings.ContainsRune(" \t\r\n,]}:", rune(w.data[w.offset])) {
		w.offset++
	}
	return string(w.data[start:w.offset])
}

func (w *jsonWalker) text() string {
	start := w.offset
	escaped := false
	for w.offset++; w.data[w.offset] != '"'; w.offset++ {
		if w.data[w.offset] == '\\' {
			escaped = true
			w.offset++
		}
	}
	w.offset++
	raw := w.data[start:w.offset]
	if !escaped {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return strconv.Quote(string(raw)) // cannot happen: the syntax was checked
	}
	return text
}
