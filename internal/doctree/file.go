// Package doctree reads YAML and JSON files, and the files that they refer to,
// into trees. Each value has its position.
//
// Both formats give the same tree, of JSON's kinds. Plain scalars of YAML are
// read by the core schema of YAML 1.2: yes, on, 1_000, 2020-01-01 and 0b1 are
// strings. A number with leading zeros is a string as well, because the
// versions of YAML disagree about it; .inf and .nan are errors. Numbers and
// booleans are valid keys and are compared by their text. Aliases are replaced
// by copies, and merge keys are merged.
package doctree

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// The rules of this package's diagnostics.
const (
	ruleSyntax      = "syntax"
	ruleEncoding    = "encoding"
	ruleEmpty       = "empty-document"
	ruleDuplicate   = "duplicate-key"
	ruleKeyType     = "key-type"
	ruleAlias       = "alias"
	ruleDepth       = "depth"
	ruleSize        = "size"
	ruleNumber      = "number"
	ruleRefMissing  = "ref-missing"
	ruleSloppyRef   = "sloppy-ref"
	ruleRefLoop     = "ref-loop"
	ruleRefOutside  = "ref-outside"
	ruleRefURL      = "ref-url"
	ruleRefType     = "ref-type"
	ruleFileMissing = "file-missing"
)

// Limits bound what is read. A field that is not positive has its default.
type Limits struct {
	Bytes int // of all files together; 64 MiB
	Nodes int // values and keys' values, aliases expanded, of all files together; 2,000,000
	Depth int // of nesting; 500
}

func (l Limits) withDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 64 << 20
	}
	if l.Nodes <= 0 {
		l.Nodes = 2_000_000
	}
	if l.Depth <= 0 {
		l.Depth = 500
	}
	return l
}

// File is a file that was read. Root is nil if it could not be parsed.
type File struct {
	Path string
	Root *Node

	data   []byte
	starts []int32 // offset of each line

	corrected []int // lines with syntax errors that were reported, and corrected to read on
	once      sync.Once
	table     *nameTable
}

// Line returns line n, counted from 1, without its line break, and "" if there
// is no such line.
func (f *File) Line(n int) string {
	if f == nil || n < 1 || n > len(f.starts) {
		return ""
	}
	end := len(f.data)
	if n < len(f.starts) {
		end = int(f.starts[n])
	}
	line := string(f.data[f.starts[n-1]:end])
	return strings.TrimRight(line, "\r\n")
}

// Lines returns how many lines the file has.
func (f *File) Lines() int {
	if f == nil {
		return 0
	}
	return len(f.starts)
}

// IsCorrected reports whether the file has syntax errors that were reported and
// corrected, so that it could be read further.
func (f *File) IsCorrected() bool { return f != nil && len(f.corrected) > 0 && f.Root != nil }

// IsCorrectedAt reports whether that was in a line, whose values may have another form
// than they are meant to have.
func (f *File) IsCorrectedAt(line int) bool { return f != nil && slices.Contains(f.corrected, line) }

// Parse reads a file: JSON if it begins with a brace or a bracket, otherwise
// YAML. Positions have the given path. Errors are sorted; the file is never
// nil, and has what could be read.
func Parse(path string, data []byte, limits Limits) (*File, []diag.Diagnostic) {
	limits = limits.withDefaults()
	p := &parser{path: path, limits: limits, nodes: limits.Nodes}
	if len(data) > limits.Bytes {
		p.report(p.tooManyBytes())
		return &File{Path: path}, p.diags
	}
	file := p.parse(data)
	return file, diag.Sort(p.diags)
}

// maxFaults bounds the diagnostics of one file.
const maxFaults = 200

// parser is the state that both formats share while a file is read.
type parser struct {
	path   string
	data   []byte
	limits Limits
	nodes  int // how many more are allowed
	diags  []diag.Diagnostic
	full   bool              // the limit was reported
	fixed  []int             // lines that were corrected to read on
	unveil *strings.Replacer // nil unless characters are veiled; see veil
}

func (p *parser) at(line, column int) diag.Position {
	return diag.Position{File: p.path, Line: line, Column: column}
}

func (p *parser) report(d diag.Diagnostic) {
	if len(p.diags) < maxFaults {
		p.diags = append(p.diags, d)
	}
}

func (p *parser) parse(data []byte) *File {
	file := &File{Path: p.path}
	data, ok := p.checkEncoding(data)
	p.data = data
	file.data = data
	file.starts = lineStarts(data, false)
	if ok && bytes.Contains(data, []byte(conflictStart)) {
		p.conflicts(file)
	}
	first := firstByte(p.data)
	isJSON := first == '{' || first == '['
	file.starts = lineStarts(p.data, !isJSON)
	switch {
	case !ok:
	case isJSON && (validJSON(p.data) || !isYAMLName(p.path)):
		file.Root = p.parseJSON()
	default:
		p.veil()
		file.data, file.starts = p.data, lineStarts(p.data, true)
		file.Root = p.parseYAML(file)
	}
	file.data, file.starts = data, lineStarts(data, !isJSON)
	file.corrected = p.fixed
	return file
}

func firstByte(data []byte) byte {
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	if len(trimmed) == 0 {
		return 0
	}
	return trimmed[0]
}

func isYAMLName(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// take counts a node. It returns false if there are more than allowed, and
// reports that once.
func (p *parser) take(pos diag.Position) bool {
	p.nodes--
	if p.nodes >= 0 {
		return true
	}
	p.tooManyNodes(pos)
	return false
}

func (p *parser) tooManyNodes(pos diag.Position) {
	if p.full {
		return
	}
	p.full = true
	p.report(diag.Errorf(pos, ruleSize, "the document has more than %d values", p.limits.Nodes).
		Fix("split it; aliases count as often as they are used"))
}

func (p *parser) tooManyBytes() diag.Diagnostic {
	return diag.Errorf(diag.Position{File: p.path}, ruleSize, "the spec's files have more than %d bytes", p.limits.Bytes).
		Fix("leave out what is not an API description")
}

func (p *parser) tooDeep(pos diag.Position) {
	p.report(diag.Errorf(pos, ruleDepth, "values are nested more than %d deep", p.limits.Depth).
		Fix("move inner schemas to components and refer to them"))
}

// duplicate decides between two values of one key: it reports whether the second
// counts. One that says nothing, or the same again, does not.
func (p *parser) duplicate(pos, first diag.Position, key string, old, again *Node) bool {
	if string(old.AppendJSON(nil)) == string(again.AppendJSON(nil)) || again.isEmpty() || old.isEmpty() {
		p.report(diag.Warningf(pos, ruleDuplicate, "the key %s appears twice in one mapping, with the same value or with none", diag.Quote(key)).
			See(first).Fix("remove one of them, as is assumed here"))
		return old.isEmpty()
	}
	p.report(diag.Errorf(pos, ruleDuplicate, "the key %s appears twice in one mapping", diag.Quote(key)).
		See(first).Fix("remove or rename one of them"))
	return false
}

// isEmpty reports whether a value says nothing.
func (n *Node) isEmpty() bool {
	return n.Kind == Null || len(n.items) == 0 && (n.Kind == Mapping || n.Kind == Sequence)
}

func (p *parser) empty() {
	p.report(diag.Errorf(diag.Position{File: p.path}, ruleEmpty, "the file contains no document").
		Fix("write an OpenAPI description, which begins with `openapi:`"))
}
