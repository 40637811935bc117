package doctree

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// yamlFault is a syntax error with the characters at the places that the library
// reports, by which it is explained. The wording of the library's message is only
// shown where they explain nothing.
type yamlFault struct {
	*yaml.LoadError
	here byte   // at Mark, where the library stopped; 0 at the end of the file
	open byte   // at ContextMark, where what it was reading began
	near string // the characters around Mark
}

// yamlProblem is the explanation of a syntax error.
type yamlProblem struct {
	fact, remedy string
	atContext    bool // it is about what began at ContextMark
}

var (
	badEscape = yamlProblem{
		fact:   "a text in double quotes has an invalid escape",
		remedy: `write a backslash as \\ and a character as \xHH, \uHHHH or \UHHHHHHHH, or use single quotes`,
	}
	noQuote   = yamlProblem{fact: "a text in quotes is not closed", remedy: "write the closing quote", atContext: true}
	noBracket = yamlProblem{fact: "a list in brackets is not closed", remedy: "separate the items by commas and close the list with ]", atContext: true}
	noBrace   = yamlProblem{fact: "a mapping in braces is not closed", remedy: "separate the members by commas and close the mapping with }", atContext: true}
	afterPipe = yamlProblem{fact: "a long text begins on the line of its | or >", remedy: "begin the text on the next line"}
	noName    = yamlProblem{fact: "an anchor or alias has no name", remedy: "put a text that begins with & or * in quotes", atContext: true}
	badTag    = yamlProblem{fact: "a YAML tag has an undefined handle", remedy: "put a text that begins with ! in quotes", atContext: true}
	badStart  = yamlProblem{fact: "a value cannot begin with this character", remedy: "put the text in quotes"}
	noColon   = yamlProblem{fact: "a key has no colon after it", remedy: "write `key: value`, and indent the lines of a long text", atContext: true}
	noItem    = yamlProblem{fact: "a list item was expected here", remedy: "indent the items of a list alike, each with `- `"}
	noValue   = yamlProblem{fact: "a value was expected here", remedy: "write a value, or quotes around one that begins with a special character"}
	noKey     = yamlProblem{fact: "a key was expected here", remedy: "indent the keys of a mapping alike, and put texts with quotes or colons in quotes"}
	badColon  = yamlProblem{fact: "a text without quotes contains a colon and a space, or the indentation is wrong", remedy: "put the text in quotes, or indent the key as its neighbours are"}
	badItem   = yamlProblem{fact: "a list item cannot begin here", remedy: "begin the list on a line of its own, below its key"}
)

// explain returns what is wrong, by the characters at the fault.
func (f yamlFault) explain() yamlProblem {
	if f.ContextMark.Line == 0 {
		return f.withoutContext()
	}
	switch f.open {
	case '"', '\'':
		if strings.Contains(f.near, `\`) {
			return badEscape
		}
		return noQuote
	case '[':
		return noBracket
	case '{':
		return noBrace
	case '|', '>':
		return afterPipe
	case '!':
		return badTag
	case '&', '*':
		return noName
	}
	isScanner, atOnce := f.Stage == yaml.ScannerStage, f.Mark == f.ContextMark
	switch {
	case isScanner && atOnce:
		return badStart
	case isScanner:
		return noColon
	case f.open == '-':
		return noItem
	case atOnce:
		return noValue
	}
	return noKey
}

func (f yamlFault) withoutContext() yamlProblem {
	switch f.here {
	case ':':
		return badColon
	case '-':
		return badItem
	}
	return yamlProblem{fact: "the YAML is not well-formed: " + f.Message, remedy: "correct the syntax at this line or above it"}
}

// yamlSyntax reports an error of the library.
func (p *parser) yamlSyntax(file *File, err error) {
	fault := yamlFault{LoadError: loadError(err)}
	at, context := p.mark(file, fault.Mark), p.mark(file, fault.ContextMark)
	switch {
	case errors.Is(err, errTooDeep):
		p.tooDeep(at)
		return
	case fault.Stage == yaml.ComposerStage:
		p.unknownAnchor(at, file)
		return
	}
	fault.here, fault.open = file.byteAt(at), file.byteAt(context)
	if line, column := file.Line(at.Line), at.Column-1; column >= 0 {
		runes := []rune(line)
		fault.near = string(runes[min(max(column-2, 0), len(runes)):min(column+1, len(runes))])
	}
	problem := fault.explain()
	if problem.atContext {
		at = context
	}
	p.report(diag.Errorf(at, ruleSyntax, "%s", problem.fact).Fix("%s", problem.remedy))
}

// loadError returns the error of the library that err is. A panic of the library
// has no place.
func loadError(err error) *yaml.LoadError {
	if fault := (*yaml.LoadError)(nil); errors.As(err, &fault) {
		return fault
	}
	return &yaml.LoadError{Message: err.Error()}
}

// mark returns a position of the library. The end of the file is reported at its
// last line.
func (p *parser) mark(file *File, m yaml.Mark) diag.Position {
	if m.Line > len(file.starts) {
		return p.at(len(file.starts), 1)
	}
	return p.at(m.Line, m.Column)
}

// byteAt returns the first byte of the character at a position, 0 if there is
// none.
func (f *File) byteAt(pos diag.Position) byte {
	column := 1
	for _, r := range f.Line(pos.Line) {
		if column == pos.Column {
			return byte(min(r, 0x7f))
		}
		column++
	}
	return 0
}

// yamlFaultAt returns where a file cannot be read further; ok is true if it can be read
// to its end.
func yamlFaultAt(data []byte) (mark yaml.Mark, ok bool) {
	loader := newYAMLLoader(bytes.NewReader(data), 0)
	for {
		_, err := loader.next()
		switch {
		case err == nil:
		case errors.Is(err, errNoDocument):
			return yaml.Mark{}, true
		default:
			return loadError(err).Mark, false
		}
	}
}

func (p *parser) unknownAnchor(pos diag.Position, file *File) {
	runes := []rune(file.Line(pos.Line))
	name, _, _ := strings.Cut(string(runes[min(pos.Column, len(runes)):]), " ")
	name = strings.TrimRight(name, ",]}")
	p.report(diag.Errorf(pos, ruleAlias, "the alias *%s names no anchor", name).
		Fix("write &%s before the value that it means, above this place; a text that begins with * needs quotes", name))
}
