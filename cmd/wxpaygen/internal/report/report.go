// Package report prints diagnostics: as lines, with an excerpt on a terminal, and in the formats of other programs.
package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// A Format is an output format.
type Format string

// The formats. The zero value is Text.
const (
	Text   Format = "text"   // a line each
	JSON   Format = "json"   // an array of objects
	GitHub Format = "github" // workflow commands, which annotate a change
	SARIF  Format = "sarif"  // SARIF 2.1.0, for code scanning and editors
	GitLab Format = "gitlab" // a report for GitLab's Code Quality
	JUnit  Format = "junit"  // a test report, in which errors are failures
)

// Formats are the names of all formats.
var Formats = []string{string(Text), string(JSON), string(GitHub), string(SARIF), string(GitLab), string(JUnit)}

// A Printer prints diagnostics to Writer.
type Printer struct {
	Writer   io.Writer
	Format   Format
	Excerpts bool                              // text: show the lines of the positions
	Color    bool                              // text: use colours
	ReadFile func(name string) ([]byte, error) // for excerpts: a file as it is displayed
}

// Print prints the diagnostics in order. It returns the error of the writer.
func (p Printer) Print(list []diag.Diagnostic) error {
	switch p.Format {
	case JSON:
		return printJSON(p.Writer, list)
	case GitHub:
		return printGitHub(p.Writer, list)
	case SARIF:
		return printSARIF(p.Writer, list)
	case GitLab:
		return printGitLab(p.Writer, list)
	case JUnit:
		return printJUnit(p.Writer, list)
	default:
		return p.printText(list)
	}
}

func (p Printer) printText(list []diag.Diagnostic) error {
	var b strings.Builder
	files := map[string][]string{}
	for _, d := range list {
		b.WriteString(p.paint(d) + "\n")
		if p.Excerpts && d.Pos.Line > 0 {
			b.WriteString(p.excerpt(files, d.Pos))
		}
	}
	_, err := io.WriteString(p.Writer, b.String())
	return err
}

// The colours.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	reset  = "\x1b[0m"
)

// paint returns the line of d, with a highlighted position if there are colours.
func (p Printer) paint(d diag.Diagnostic) string {
	line, place := visible.Line(d.String()), visible.Line(d.Pos.String())
	if !p.Color || place == "" || !strings.HasPrefix(line, place) {
		return line
	}
	return bold + place + reset + line[len(place):]
}

// excerpt prints the line of pos, or nothing if it cannot be read.
func (p Printer) excerpt(files map[string][]string, pos diag.Position) string {
	lines, ok := files[pos.File]
	if !ok {
		if data, err := p.ReadFile(pos.File); err == nil {
			lines = splitLines(string(data))
		}
		files[pos.File] = lines
	}
	if pos.Line > len(lines) {
		return ""
	}
	text, indent := excerpt(lines[pos.Line-1], pos.Column)
	number := fmt.Sprintf("%5d", pos.Line)
	out := number + " | " + text + "\n"
	if pos.Column > 0 {
		caret := "^"
		if p.Color {
			caret = red + caret + reset
		}
		out += strings.Repeat(" ", len(number)) + " | " + strings.Repeat(" ", indent) + caret + "\n"
	}
	return out
}

func splitLines(text string) []string {
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

func printJSON(w io.Writer, list []diag.Diagnostic) error {
	if list == nil {
		list = []diag.Diagnostic{}
	}
	return writeJSON(w, list)
}

// EscapeHidden escapes invisible characters in JSON, which can only be in strings; the value does not change.
func EscapeHidden(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && visible.Hidden(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func printGitHub(w io.Writer, list []diag.Diagnostic) error {
	var b strings.Builder
	for _, d := range list {
		b.WriteString(Annotation(d.Severity.String(), d.Pos, cmp.Or(d.Rule, "wxpaygen"), message(d)) + "\n")
	}
	_, err := io.WriteString(w, visible.Text(b.String()))
	return err
}

// Annotation returns a workflow command of GitHub: kind is error, warning or notice.
func Annotation(kind string, pos diag.Position, title, text string) string {
	var b strings.Builder
	b.WriteString("::" + kind + " ")
	if pos.File != "" {
		b.WriteString("file=" + property(pos.File) + ",")
	}
	if pos.Line > 0 {
		fmt.Fprintf(&b, "line=%d,", pos.Line)
	}
	if pos.Column > 0 {
		fmt.Fprintf(&b, "col=%d,", pos.Column)
	}
	b.WriteString("title=" + property(title) + "::" + data.Replace(text))
	return b.String()
}

// message returns the text of an annotation.
func message(d diag.Diagnostic) string {
	text := d.Fact
	if len(d.Related) > 0 {
		var places []string
		for _, pos := range d.Related {
			places = append(places, pos.String())
		}
		text += " (see " + strings.Join(places, ", ") + ")"
	}
	if d.Remedy != "" {
		text += "; " + d.Remedy
	}
	return text
}

var (
	data          = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyChars = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func property(text string) string { return propertyChars.Replace(text) }

// Count returns the numbers of errors and warnings as text, or "".
func Count(list []diag.Diagnostic) string {
	errors := len(slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool { return d.Severity != diag.Error }))
	var parts []string
	for _, count := range []struct {
		n    int
		what string
	}{{errors, "error"}, {len(list) - errors, "warning"}} {
		if count.n > 0 {
			parts = append(parts, Plural(count.n, count.what))
		}
	}
	return strings.Join(parts, ", ")
}

// Plural returns text such as "1 file" or "2 files".
func Plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
