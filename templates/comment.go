package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// The widths of the text of comments, in display columns: lines have at most 100 columns, and
// a tab has four.
const (
	topWidth  = 100 - len("// ")
	bodyWidth = topWidth - 4
)

// doc writes the comment of a top-level declaration.
//
//	// Text of the first paragraph.
//	//
//	//	POST /v3/path
func doc(d ir.Doc) *jen.Statement { return comment(d, topWidth) }

// memberDoc writes the comment of a field or of a constant in a block.
func memberDoc(d ir.Doc) *jen.Statement { return comment(d, bodyWidth) }

// note writes a comment with one paragraph of the templates' own text.
func note(text string) *jen.Statement { return doc(ir.Doc{ir.Para(text)}) }

func comment(d ir.Doc, width int) *jen.Statement {
	s := new(jen.Statement)
	if lines := commentLines(d, width); len(lines) > 0 {
		s.Comment(strings.Join(lines, "\n")).Line()
	}
	return s
}

// commentLines is the only function that makes comments from text. For any text, its lines
// start with "//", are nothing but comments, and are not changed by gofmt.
func commentLines(d ir.Doc, width int) []string {
	var lines []string
	var last ir.Block
	for _, block := range d {
		block = inContext(clean(block), last)
		text := blockLines(block, width)
		if len(text) == 0 {
			continue
		}
		if last != nil && !continues(block, last) {
			lines = append(lines, "//")
		}
		lines = append(lines, text...)
		last = block
	}
	return lines
}

// continues reports whether block continues last, without an empty line between them.
func continues(block, last ir.Block) bool {
	switch block.(type) {
	case ir.Verbatim:
		_, ok := last.(ir.Verbatim)
		return ok
	case ir.List:
		_, ok := last.(ir.List)
		return ok
	default:
		return false
	}
}

// inContext turns an indented block into a paragraph where its indentation would have another
// meaning: at the beginning of a comment, and after an indented block of another kind.
func inContext(block, last ir.Block) ir.Block {
	if _, ok := block.(ir.Para); ok {
		return block
	}
	_, afterPara := last.(ir.Para)
	if afterPara || last != nil && continues(block, last) {
		return block
	}
	switch b := block.(type) {
	case ir.List:
		return ir.Para(strings.Join(b, "; "))
	case ir.Verbatim:
		return ir.Para(b)
	case ir.Literal:
		return ir.Para(strings.Join(words(strings.Join(b, " ")), " "))
	default:
		return block
	}
}

// clean removes the characters that a comment must not contain. An empty block becomes an
// empty paragraph.
func clean(block ir.Block) ir.Block {
	switch b := block.(type) {
	case ir.Para:
		return ir.Para(strings.Join(words(string(b)), " "))
	case ir.Verbatim:
		text := strings.Join(words(string(b)), " ")
		if isMarker(text) {
			return ir.Para(text)
		}
		return ir.Verbatim(text)
	case ir.List:
		items := make(ir.List, 0, len(b))
		for _, item := range b {
			if text := strings.Join(words(item), " "); text != "" {
				items = append(items, text)
			}
		}
		return items
	case ir.Literal:
		return cleanCode(b)
	default:
		panic(fail("no template for a comment's block of type %T", block))
	}
}

// cleanCode keeps the indentation of the lines. If gofmt would not read the block as code, it
// becomes a paragraph.
func cleanCode(code ir.Literal) ir.Block {
	var lines ir.Literal
	for _, line := range code {
		line = strings.ReplaceAll(line, "\t", "    ")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		text := strings.Join(words(line), " ")
		if text != "" {
			text = strings.Repeat(" ", indent) + text
		}
		if text == "" && len(lines) == 0 {
			continue
		}
		lines = append(lines, text)
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return ir.Para("")
	}
	if isMarker(strings.TrimSpace(lines[0])) || strings.HasPrefix(lines[0], " ") {
		return ir.Para(strings.Join(words(strings.Join(lines, " ")), " "))
	}
	return lines
}

// blockLines writes a clean block.
func blockLines(block ir.Block, width int) []string {
	var lines []string
	switch b := block.(type) {
	case ir.Para:
		for _, line := range wrap(paragraph(string(b)), width) {
			lines = append(lines, "// "+line)
		}
	case ir.Verbatim:
		if b != "" {
			lines = append(lines, "//\t"+string(b))
		}
	case ir.Literal:
		for _, line := range b {
			lines = append(lines, strings.TrimRight("//\t"+line, "\t"))
		}
	case ir.List:
		for _, item := range b {
			for i, line := range wrap(unlinked(item), width-len("  - ")) {
				if i == 0 {
					lines = append(lines, "//   - "+line)
				} else {
					lines = append(lines, "//     "+line)
				}
			}
		}
	}
	return lines
}

// paragraph changes a paragraph that would be a heading, a build constraint or the definition
// of a link. A heading starts with "# ", or, in an older form, is a short line without a
// period.
func paragraph(text string) string {
	if text == "" {
		return ""
	}
	if strings.HasPrefix(text, "#") || strings.HasPrefix(text, "+build") {
		text = `"` + text[:1] + `"` + text[1:]
	}
	if endsOpen(text) {
		text += "."
	}
	return unlinked(text)
}
