package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/specdiff"
	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// A diffReport is the content of a report.
type diffReport struct {
	Old      string        `json:"old"`
	New      string        `json:"new"`
	Breaking int           `json:"breaking"`
	Additive int           `json:"additive"`
	Wording  int           `json:"wording"`
	Products []productDiff `json:"products"`

	fails bool // a breaking change is an error
}

// diffFormats are the formats of the command diff.
var diffFormats = map[string]func(diffReport) (string, error){
	"text": diffText, "json": diffJSON, "github": diffGitHub, "markdown": diffMarkdown,
}

// oneOf sets a flag that has a fixed set of values.
func oneOf(target *string, value string, values []string, are string) error {
	if !slices.Contains(values, value) {
		return errors.New(are + strings.Join(values, ", "))
	}
	*target = value
	return nil
}

func (a *app) reportDiff(o diffOptions, old, now *version, products []productDiff) error {
	r := diffReport{Old: old.label, New: now.label, Products: []productDiff{}, fails: o.breaking}
	for _, p := range products {
		r.count(p.Changes)
		p.Changes = slices.DeleteFunc(p.Changes, func(c specdiff.Change) bool { return c.Level > o.level })
		if len(p.Changes) > 0 {
			r.Products = append(r.Products, p)
		}
	}
	text, err := diffFormats[o.format](r)
	if err != nil {
		return err
	}
	if _, err := a.stdout.Write([]byte(text)); err != nil {
		return err
	}
	if o.format == "text" {
		a.complain("%s", r.summary())
	}
	if o.breaking && r.Breaking > 0 {
		return errSaid
	}
	return nil
}

func (r *diffReport) count(changes []specdiff.Change) {
	for _, c := range changes {
		*[]*int{&r.Breaking, &r.Additive, &r.Wording}[c.Level]++
	}
}

func (r *diffReport) summary() string {
	between := fmt.Sprintf(" between %s and %s", r.Old, r.New)
	if r.Breaking+r.Additive+r.Wording == 0 {
		return "no change" + between
	}
	return fmt.Sprintf("%s, %d additive, %d of wording%s", report.Plural(r.Breaking, "breaking change"), r.Additive, r.Wording, between)
}

// place is where a change is shown: in the new version, or in the old one.
func place(c specdiff.Change) diag.Position {
	if c.Pos.IsZero() {
		return c.Old
	}
	return c.Pos
}

// others returns the text for further places.
func others(c specdiff.Change) string {
	switch n := len(c.Others); {
	case n == 0:
		return ""
	case n <= 2:
		return " (and " + strings.Join(c.Others, ", ") + ")"
	default:
		return fmt.Sprintf(" (and %d other places)", n)
	}
}

func diffText(r diffReport) (string, error) {
	var b strings.Builder
	for _, p := range r.Products {
		for _, c := range p.Changes {
			b.WriteString(visible.Line(fmt.Sprintf("%s: %s: %s%s: %s [%s]", place(c), c.Level, c.Where(), others(c), c.Fact, c.What)) + "\n")
		}
	}
	return b.String(), nil
}

func diffJSON(r diffReport) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(r)
	return report.EscapeHidden(b.String()), err
}

// diffGitHub writes an annotation for each change. A breaking one is an error when it
// fails the run, and else a warning.
func diffGitHub(r diffReport) (string, error) {
	var b strings.Builder
	for _, p := range r.Products {
		for _, c := range p.Changes {
			kind := "notice"
			switch {
			case c.Level == specdiff.Breaking && r.fails:
				kind = "error"
			case c.Level == specdiff.Breaking:
				kind = "warning"
			}
			pos := c.Pos
			if pos.IsZero() { // it was removed: there is no line to annotate
				pos.File = p.Spec
			}
			b.WriteString(report.Annotation(kind, pos, c.Level.String()+": "+c.What, c.Where()+others(c)+": "+c.Fact) + "\n")
		}
	}
	return visible.Text(b.String()), nil
}

// diffMarkdown writes a changelog.
func diffMarkdown(r diffReport) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Changes from %s to %s\n", markdown(r.Old), markdown(r.New))
	if len(r.Products) == 0 {
		b.WriteString("\nNone.\n")
	}
	for _, p := range r.Products {
		fmt.Fprintf(&b, "\n## %s\n", markdown(p.Package))
		for level, title := range []string{"Breaking", "Additive", "Wording"} {
			heading := "\n### " + title + "\n\n"
			for _, c := range p.Changes {
				if int(c.Level) == level {
					fmt.Fprintf(&b, "%s* `%s`%s%s\n", heading, strings.ReplaceAll(c.Subject, "`", "'"), inMarkdown(c.Place), markdown(others(c)+": "+c.Fact))
					heading = ""
				}
			}
		}
	}
	return visible.Text(b.String()), nil
}

func inMarkdown(place string) string {
	if place == "" {
		return ""
	}
	return " " + markdown(place)
}

// markdown escapes the syntax of Markdown and HTML.
func markdown(text string) string { return markdownEscaper.Replace(visible.Line(text)) }

var markdownEscaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "|", `\|`, "~", `\~`,
)
