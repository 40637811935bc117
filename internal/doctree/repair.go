package doctree

import (
	"errors"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// The library reports a syntax error where it cannot read on, which is often far below
// the slip: a quote that is not closed ends at the next one. So the lines at the fault
// and above it are changed as their author may have meant them, and the change with
// which the file can be read furthest shows what is wrong. The file is then read with
// it, so that a run reports all faults.

// A fix is a changed line, and what it corrects.
type fix struct {
	line         int // counted from 1
	text         string
	offset       int // in the line as it was
	rule         string
	fact, remedy string
	guess        bool // to be believed only if it leads to another line
}

// suspect proposes fixes of a line. around are the lines around it that have text.
type suspect struct {
	above, below int // how many lines from the fault it looks at
	propose      func(text string, around neighbours) []fix
}

// neighbours are the lines before and after one, empty lines left out.
type neighbours struct{ before, after string }

// suspects are in the order in which they are believed, of fixes that lead equally far.
var suspects = []suspect{
	{1, 1, tabs},
	{2, 1, wideIndents},
	{1, 1, wideMarks},
	{1, 1, fences},
	{40, 0, comments},
	{80, 0, quotes},
	{1, 1, wideQuotes},
	{1, 1, strays},
	{1, 0, secondKeys},
	{1, 0, pageNotation},
	{1, 0, narrowColons},
	{1, 0, bracketsInText},
	{1, 0, commas},
	{1, 0, colonsInText},
	{40, 0, brackets},
	{1, 0, escapes},
	{1, 0, badStarts},
	{1, 0, markedTexts},
	{1, 0, colons},
	{1, 1, indents},
}

// The bounds of the search. Each proposal is read from the file's beginning.
const (
	mostFixes    = 20
	mostProposed = 120
	mostRead     = 8 << 20 // bytes, for all proposals of a fault
)

// repair finds what causes a syntax error, reports it and corrects it in the data. It
// returns false if nothing leads further.
func (p *parser) repair(file *File, err error) bool {
	fault := loadError(err)
	line := min(max(fault.Mark.Line, 1), len(file.starts))
	if errors.Is(err, errTooDeep) || fault.Stage == yaml.ComposerStage || len(p.fixed) >= mostFixes || p.isStuck() {
		return false
	}
	best, now := fix{}, progressAt(fault.Mark, file.Line(fault.Mark.Line))
	reached := now
	left := min(mostProposed, mostRead/(len(p.data)+1))
	for _, s := range suspects {
		for n := min(line+s.below, len(file.starts)); n >= max(line-s.above, 1) && left > 0; n-- {
			for _, f := range s.propose(file.Line(n), file.around(n)) {
				f.line = n
				if left--; left < 0 {
					break
				}
				if to := p.reads(file, f); to.isBehind(reached) && (!f.guess || to.line > now.line) {
					best, reached = f, to
				}
			}
		}
	}
	if reached == now {
		return false
	}
	p.apply(file, best)
	return true
}

// mostOfLine limits the fixes of one line.
const mostOfLine = 4

// isStuck reports whether the last fixes were all of one line.
func (p *parser) isStuck() bool {
	n := len(p.fixed)
	return n >= mostOfLine && p.fixed[n-1] == p.fixed[n-mostOfLine]
}

// progress is how far a file can be read: up to a line, and how much of it is left.
type progress struct{ line, left int }

func (p progress) isBehind(q progress) bool {
	return p.line > q.line || p.line == q.line && p.left < q.left
}

func progressAt(mark yaml.Mark, line string) progress {
	return progress{mark.Line, utf8.RuneCountInString(line) - mark.Column}
}

// reads returns how far the file can be read with a fix.
func (p *parser) reads(file *File, f fix) progress {
	mark, ok := yamlFaultAt(p.with(file, f))
	switch {
	case ok:
		return progress{math.MaxInt, 0}
	case mark.Line == f.line:
		return progressAt(mark, f.text)
	}
	return progressAt(mark, file.Line(mark.Line))
}

func (p *parser) with(file *File, f fix) []byte {
	start := int(file.starts[f.line-1])
	return slices.Concat(p.data[:start], []byte(f.text), p.data[start+len(file.Line(f.line)):])
}

func (p *parser) apply(file *File, f fix) {
	line := file.Line(f.line)
	offset := min(f.offset, len(line))
	rule := f.rule
	if rule == "" {
		rule = ruleSyntax
	}
	p.report(diag.Errorf(p.at(f.line, utf8.RuneCountInString(line[:offset])+1), rule, "%s", f.fact).Fix("%s", f.remedy))
	p.data = p.with(file, f)
	file.data, file.starts = p.data, lineStarts(p.data, true)
	p.fixed = append(p.fixed, f.line)
}

// around returns the lines with text before and after line n.
func (f *File) around(n int) (out neighbours) {
	for i := n - 1; i >= 1 && out.before == ""; i-- {
		out.before = withText(f.Line(i))
	}
	for i := n + 1; i <= f.Lines() && out.after == ""; i++ {
		out.after = withText(f.Line(i))
	}
	return out
}

func withText(line string) string {
	if text := strings.TrimSpace(line); text == "" || text[0] == '#' {
		return ""
	}
	return line
}

const conflictStart = "<<<<<<< "

// conflicts reports the markers of merges that were left in the file, and takes them
// out with what the second side says.
func (p *parser) conflicts(file *File) {
	var lines []string
	inside, drop := false, false
	for n := 1; n <= file.Lines(); n++ {
		line := file.Line(n)
		isMarker := true
		switch {
		case strings.HasPrefix(line, conflictStart):
			inside, drop = true, false
			p.fixed = append(p.fixed, n)
			p.report(diag.Errorf(p.at(n, 1), ruleSyntax, "a conflict of a merge is not resolved").
				Fix("keep one of the two sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"))
		case inside && (strings.HasPrefix(line, "|||||||") || line == "======="):
			drop = true
		case inside && strings.HasPrefix(line, ">>>>>>> "):
			inside, drop = false, false
		default:
			isMarker = false
		}
		if isMarker || drop {
			line = ""
		}
		lines = append(lines, line)
	}
	if len(p.fixed) > 0 {
		p.data = []byte(strings.Join(lines, "\n"))
		file.data, file.starts = p.data, lineStarts(p.data, false)
	}
}
