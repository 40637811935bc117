package page

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each page of testdata has a golden file: the result of reading it, or why
// reading stopped. The pages are written for the tests, in the forms of real
// ones.
func TestRead(t *testing.T) {
	names, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, name := range names {
		if strings.HasSuffix(name, ".golden") {
			continue
		}
		read++
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, name+".golden", dump(filepath.Base(name), data))
		})
	}
	if read < 20 {
		t.Fatalf("only %d pages were found", read)
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("(-want +got; -update writes it anew):\n%s", diff)
	}
}

func dump(name string, data []byte) string {
	pages, err := Read(name, data)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var out strings.Builder
	for _, p := range pages {
		dumpPage(&out, p)
	}
	return out.String()
}

func dumpPage(out *strings.Builder, p *Page) {
	fmt.Fprintf(out, "%s %s\n", p.Method, p.Path)
	for _, fact := range []struct{ name, value string }{
		{"line", fmt.Sprint(p.Line)},
		{"form", p.Form},
		{"title", p.Title},
		{"product", p.Product},
		{"date", p.Date},
		{"url", p.URL},
		{"host", p.Host},
		{"fallback", p.Fallback},
		{"roles", strings.Join(p.Roles, ", ")},
		{"modes", strings.Join(p.Modes, ", ")},
		{"repeated", p.Idempotent},
		{"status", fmt.Sprint(p.Status)},
	} {
		if fact.value != "" {
			fmt.Fprintf(out, "%s: %s\n", fact.name, fact.value)
		}
	}
	if p.English {
		out.WriteString("english\n")
	}
	dumpFields(out, "parameters", p.Params)
	dumpFields(out, "body", p.Body)
	dumpFields(out, "response", p.Response)
	for _, c := range p.Codes {
		fmt.Fprintf(out, "%d %s %q %q", c.Status, c.Name, c.Title, c.Remedy)
		if c.Common {
			out.WriteString(" common")
		}
		out.WriteString("\n")
		dumpNotes(out, "  ", c.Notes)
	}
	for _, e := range p.RequestExamples {
		fmt.Fprintf(out, "request %q %s %s\n", e.Title, e.URL, e.Value.AppendJSON(nil))
	}
	for _, e := range p.ResponseExamples {
		fmt.Fprintf(out, "response %q %s\n", e.Title, e.Value.AppendJSON(nil))
	}
	dumpNotes(out, "", p.Notes)
	out.WriteString("\n")
}

func dumpNotes(out *strings.Builder, indent string, notes []Note) {
	for _, n := range notes {
		fmt.Fprintf(out, "%s! %d: %s\n", indent, n.Line, n.Text)
	}
}

func dumpFields(out *strings.Builder, what string, fields []*Field) {
	if len(fields) > 0 {
		out.WriteString(what + ":\n")
	}
	for _, f := range fields {
		dumpField(out, "  ", f)
	}
}

func dumpField(out *strings.Builder, indent string, f *Field) {
	fmt.Fprintf(out, "%s%s %q %s", indent, f.Name, f.Title, typeText(f.Type))
	for _, word := range []string{[]string{"", "required", "optional"}[f.Required], f.In, f.Mode} {
		if word != "" {
			out.WriteString(" " + word)
		}
	}
	if f.Encrypted {
		out.WriteString(" encrypted")
	}
	if f.DateTime {
		out.WriteString(" date-time")
	}
	if f.Example != nil {
		fmt.Fprintf(out, " example %s", f.Example.AppendJSON(nil))
	}
	fmt.Fprintf(out, " line %d\n", f.Line)
	for _, m := range f.Enum {
		fmt.Fprintf(out, "%s  = %s %s\n", indent, m.Value, m.Text)
	}
	dumpNotes(out, indent+"  ", f.Notes)
	for _, child := range f.Fields {
		dumpField(out, indent+"    ", child)
	}
}

func typeText(t Type) string {
	text := t.Name
	if t.Items != nil {
		text += " of " + typeText(*t.Items)
	}
	if t.Min != nil || t.Max != nil {
		text += "["
		if t.Min != nil {
			text += fmt.Sprint(*t.Min)
		}
		text += ","
		if t.Max != nil {
			text += fmt.Sprint(*t.Max)
		}
		text += "]"
	}
	if t.Doubtful {
		text += fmt.Sprintf(" doubtful %q", t.Raw)
	}
	return text
}
