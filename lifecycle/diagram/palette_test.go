package diagram

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
)

// Renderers other than browsers know neither CSS variables nor, some of them,
// style sheets: each shape and text needs its colours as attributes.
func TestLiteralColours(t *testing.T) {
	literal := regexp.MustCompile(`^(none|#[0-9a-f]{6})$`)
	for name, texts := range models {
		data := draw(t, texts)
		if bytes.Contains(data, []byte("var(")) {
			t.Errorf("%s: it has a CSS variable", name)
		}
		shapes := 0
		for _, e := range elements(t, data) {
			fill, stroke := attribute(e, "fill"), attribute(e, "stroke")
			switch e.Name.Local {
			case "rect", "circle", "path", "text":
				shapes++
			default:
				continue
			}
			if !literal.MatchString(fill) {
				t.Errorf("%s: a %s of the class %q is filled with %q", name, e.Name.Local, attribute(e, "class"), fill)
			}
			if stroke != "" && (!literal.MatchString(stroke) || attribute(e, "stroke-width") == "") {
				t.Errorf("%s: a %s of the class %q has the stroke %q", name, e.Name.Local, attribute(e, "class"), stroke)
			}
			if fill == "none" && stroke == "" {
				t.Errorf("%s: a %s of the class %q cannot be seen", name, e.Name.Local, attribute(e, "class"))
			}
			if e.Name.Local == "text" && attribute(e, "font-size") == "" {
				t.Errorf("%s: a text of the class %q has no size", name, attribute(e, "class"))
			}
		}
		if shapes < 5 {
			t.Errorf("%s: it has %d shapes", name, shapes)
		}
	}
}

// Every class has a rule for dark paper, so that no shape keeps its light colour.
func TestDarkColours(t *testing.T) {
	for name, texts := range models {
		data := draw(t, texts)
		_, dark, _ := strings.Cut(string(data), "prefers-color-scheme: dark")
		for _, e := range elements(t, data) {
			if attribute(e, "fill") == "" {
				continue
			}
			if rule := "." + strings.ReplaceAll(attribute(e, "class"), " ", ".") + " { fill: "; !strings.Contains(dark, rule) {
				t.Errorf("%s: there is no %s", name, rule)
			}
		}
	}
}

func elements(t *testing.T, data []byte) (list []xml.StartElement) {
	t.Helper()
	for decoder := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			list = append(list, start.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
