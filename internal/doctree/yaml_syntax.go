package doctree

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// yamlProblem is what the library says, and what that means to who wrote the
// file.
type yamlProblem struct {
	says, fact, remedy string

	place *regexp.Regexp // the fault is where its first group, or it, matches the line
	late  bool           // the library names the line before, counting from 0
	far   bool           // the library names where the collection began
}

var yamlProblems = []yamlProblem{
	{says: "mapping values are not allowed", fact: "a colon and a space stand in a text without quotes, or the indentation is wrong", remedy: "put the text in quotes, or indent the key as its neighbours are", place: regexp.MustCompile(`:\s.*?(:\s)`)},
	{says: "cannot start any token", fact: "a value cannot begin with this character", remedy: "put the text in quotes", place: regexp.MustCompile("[@`%]")},
	{says: "could not find expected ':'", fact: "a key has no colon after it", remedy: "write `key: value`, and indent the lines of a long text"},
	{says: "did not find expected key", fact: "a key was expected here", remedy: "indent the keys of a mapping alike, and put texts with quotes or colons in quotes", late: true, far: true},
	{says: "did not find expected '-'", fact: "a list item was expected here", remedy: "indent the items of a list alike, each with `- `", late: true, far: true},
	{says: "block sequence entries", fact: "a list item cannot stand here", remedy: "begin the list on a line of its own, below its key", place: regexp.MustCompile(`:\s+(-\s)`)},
	{says: "expected ',' or ']'", fact: "a list in brackets is not closed", remedy: "separate the items by commas and close the list with ]", place: regexp.MustCompile(`\[`), late: true},
	{says: "expected ',' or '}'", fact: "a mapping in braces is not closed", remedy: "separate the members by commas and close the mapping with }", place: regexp.MustCompile(`\{`), late: true},
	{says: "unexpected end of stream", fact: "a text in quotes is not closed", remedy: "write the closing quote", place: regexp.MustCompile(`(?:^|[\s\[{,])(["'])`)},
	{says: "unexpected document indicator", fact: "a text in quotes is not closed before the document ends", remedy: "write the closing quote", place: regexp.MustCompile(`(?:^|[\s\[{,])(["'])`)},
	{says: "unknown escape character", fact: "a text in double quotes holds an unknown escape", remedy: `write a backslash as \\, or use single quotes`, place: regexp.MustCompile(`"`)},
	{says: "hexdecimal", fact: "a text in double quotes holds an escape without its hexadecimal digits", remedy: `write \xHH or \uHHHH`, place: regexp.MustCompile(`"`)},
	{says: "invalid Unicode character", fact: "a text in double quotes holds an escape that is no character", remedy: `write characters beyond U+FFFF as \UHHHHHHHH`, place: regexp.MustCompile(`"`)},
	{says: "expected alphabetic or numeric", fact: "an anchor or alias has no name", remedy: "put a text that begins with & or * in quotes", place: regexp.MustCompile(`(?:^|[\s\[{,])([&*])`)},
	{says: "expected comment or line break", fact: "something stands after the | or > of a long text", remedy: "begin the text on the next line", place: regexp.MustCompile(`\s[|>][-+0-9]*\s+([^\s#])`)},
	{says: "expected node content", fact: "a value was expected here", remedy: "write a value, or quotes around one that begins with a special character", late: true, far: true},
	{says: "tab character", fact: "a tab stands in the indentation", remedy: "indent with spaces"},
	{says: "undefined tag handle", fact: "a YAML tag has an undefined handle", remedy: "put a text that begins with ! in quotes", place: regexp.MustCompile(`!`), late: true},
}

var yamlErrorLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

// cutYAMLError takes a library's message apart.
func cutYAMLError(err error) (line int, problem string) {
	text := err.Error()
	match := yamlErrorLine.FindStringSubmatch(text)
	line, _ = strconv.Atoi(match[1])
	return line, text[len(match[0]):]
}

// yamlSyntax says in a sentence of our own what the library found.
func (p *parser) yamlSyntax(file *File, err error) {
	line, problem := cutYAMLError(err)
	if strings.HasPrefix(problem, "exceeded max depth") {
		p.tooDeep(p.at(max(line, 1), 1))
		return
	}
	if name, ok := strings.CutPrefix(problem, "unknown anchor '"); ok {
		p.unknownAnchor(strings.TrimSuffix(name, "' referenced"))
		return
	}
	known := yamlProblem{fact: "the YAML is not well-formed: " + problem, remedy: "correct the syntax at this line or above it"}
	for _, candidate := range yamlProblems {
		if strings.Contains(problem, candidate.says) {
			known = candidate
			break
		}
	}
	if known.late {
		line++
	}
	if known.far {
		line = p.failingLine(file, line, problem)
	}
	line = known.opening(file, min(max(line, 1), len(file.starts)))
	if at, ok := p.tabNear(file, line); ok {
		p.report(diag.Errorf(at, ruleSyntax, "a tab stands in the indentation").Fix("indent with spaces"))
		return
	}
	if at, wrong, right, ok := p.fullWidthNear(file, line); ok {
		p.report(diag.Errorf(at, ruleSyntax, "a full-width %s stands where YAML has %s", wrong, right).
			Fix("write the half-width %s, and a space after a colon or a comma", right))
		return
	}
	pos := p.at(line, known.column(file.Line(line)))
	p.report(diag.Errorf(pos, ruleSyntax, "%s", known.fact).Fix("%s", known.remedy))
}

// opening returns the line that the problem is about. For what begins on the
// first line the library names the line at which it gave up.
func (y yamlProblem) opening(file *File, line int) int {
	if y.place != nil && !y.place.MatchString(file.Line(line)) && y.place.MatchString(file.Line(1)) {
		return 1
	}
	return line
}

// column returns where in a line the problem lies: its first character that
// is no space when nothing better is known.
func (y yamlProblem) column(line string) int {
	offset := len(line) - len(strings.TrimLeft(line, " \t"))
	if y.place != nil {
		if at := y.place.FindStringSubmatchIndex(line); at != nil {
			offset = at[len(at)-2]
		}
	}
	return utf8.RuneCountInString(line[:offset]) + 1
}

// slowToRead is the size of files that are not read again to find a better place.
const slowToRead = 2 << 20

// failingLine finds the line at which the library stumbles: the last one of
// the shortest beginning of the file that fails in the same way. Files that
// are long to read keep the line that the library names.
func (p *parser) failingLine(file *File, line int, problem string) int {
	if len(p.data) > slowToRead {
		return line
	}
	low, high := max(line, 1), len(file.starts)
	for low < high {
		middle := (low + high) / 2
		if _, found := yamlProblemOf(p.data[:file.starts[middle]]); found == problem {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// yamlProblemOf reads a file's beginning and returns what is wrong with it.
func yamlProblemOf(data []byte) (line int, problem string) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := decodeYAML(decoder)
		switch {
		case err == nil:
		case errors.Is(err, errNoDocument):
			return 0, ""
		default:
			return cutYAMLError(err)
		}
	}
}

func (p *parser) unknownAnchor(name string) {
	pos := p.at(0, 0)
	if i := bytes.Index(p.data, []byte("*"+name)); i >= 0 {
		pos = p.locate(p.data, i)
	}
	p.report(diag.Errorf(pos, ruleAlias, "the alias *%s names no anchor", name).
		Fix("write &%s before the value that it means, above this place; a text that begins with * needs quotes", name))
}
