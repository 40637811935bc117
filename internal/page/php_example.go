package page

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

var looksPHP = regexp.MustCompile(`\$instance|->\w+Async\(|'json'\s*=>`)

var callStart = regexp.MustCompile(`(?:->|::)\w+\(\s*\[`)

// phpCall returns the body of a call of the PHP client, and its other arguments;
// nil if it has none.
func phpCall(text string) (body, arguments *doctree.Node) {
	for _, at := range callStart.FindAllStringIndex(text, -1) {
		p := &phpReader{text: text, i: at[1] - 1}
		call := p.value(0)
		if !call.Is(doctree.Mapping) {
			continue
		}
		if body = call.Get("json"); body == nil {
			body = call.Get("body")
		}
		if !body.Is(doctree.Mapping) {
			body = nil
		}
		return body, call
	}
	return nil, nil
}

type phpReader struct {
	text string
	i    int
}

func (p *phpReader) space() {
	for p.i < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.i]) >= 0 {
		p.i++
	}
}

// value reads a value. It returns nil if there is none.
func (p *phpReader) value(depth int) *doctree.Node {
	p.space()
	var at diag.Position
	switch rest := p.text[p.i:]; {
	case rest == "" || depth > 50:
		return nil
	case rest[0] == '[':
		p.i++
		return p.array(depth)
	case rest[0] == '\'' || rest[0] == '"':
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		p.i += end + 2
		return doctree.NewScalar(doctree.String, rest[1:end+1], at)
	default:
		word := phpWord.FindString(rest)
		p.i += len(word)
		if word == "true" || word == "false" {
			return doctree.NewScalar(doctree.Bool, word, at)
		}
		if _, err := strconv.ParseFloat(word, 64); err != nil {
			return nil
		}
		return doctree.NewScalar(doctree.Number, word, at)
	}
}

var phpWord = regexp.MustCompile(`^[\w.\-]*`)

// array reads an array after its bracket: a mapping if it has keys.
func (p *phpReader) array(depth int) *doctree.Node {
	var at diag.Position
	object, list := doctree.NewMapping(at), doctree.NewSequence(at)
	for {
		p.space()
		if p.i >= len(p.text) {
			return nil
		}
		switch p.text[p.i] {
		case ']':
			p.i++
			if object.Len() > 0 {
				return object
			}
			return list
		case ',':
			p.i++
			continue
		}
		value := p.value(depth + 1)
		if value == nil {
			return nil
		}
		if p.space(); strings.HasPrefix(p.text[p.i:], "=>") {
			p.i += 2
			key := value.Text()
			if value = p.value(depth + 1); value == nil {
				return nil
			}
			object.Set(key, value)
			continue
		}
		list.Append(value)
	}
}
