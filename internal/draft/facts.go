package draft

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/page"
)

// A fact has the known attributes of a field or a code. A missing attribute is
// unknown.
type fact struct {
	key   string // the place: body amount.total
	about map[string]string
}

// attributes are in the order in which they are written.
var attributes = []string{"type", "min", "max", "unit", "of", "enum", "required", "mode"}

func (f fact) String() string {
	var parts []string
	for _, name := range attributes {
		value := f.about[name]
		switch {
		case value == "":
		case name == "type" || name == "required":
			parts = append(parts, value)
		default:
			parts = append(parts, name+" "+value)
		}
	}
	if parts == nil {
		return f.key
	}
	return f.key + ": " + strings.Join(parts, ", ")
}

// set sets an attribute. It ignores an empty value.
func (f fact) set(name, value string) {
	if value != "" {
		f.about[name] = value
	}
}

func newFact(key string) fact { return fact{key, map[string]string{}} }

func digits(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// factsOfPage returns the facts about an operation in a page.
func factsOfPage(p *page.Page) []fact {
	var list []fact
	for _, f := range p.Params {
		list = pageField(list, f.In+" ", f)
	}
	for _, f := range p.Body {
		list = pageField(list, "body ", f)
	}
	for _, f := range p.Response {
		list = pageField(list, "response ", f)
	}
	if p.Status != 0 {
		list = append(list, newFact(fmt.Sprintf("success %d", p.Status)))
	}
	codes, _ := codesOf(p)
	for _, c := range codes {
		list = append(list, newFact(fmt.Sprintf("code %d %s", c.Status, c.Name)))
	}
	return sorted(list)
}

// sorted sorts codes by status and name. Fields keep the order of the request.
func sorted(list []fact) []fact {
	rank := func(f fact) string {
		if strings.HasPrefix(f.key, "code ") || strings.HasPrefix(f.key, "success ") {
			return "2" + f.key
		}
		return "1"
	}
	slices.SortStableFunc(list, func(a, b fact) int { return cmp.Compare(rank(a), rank(b)) })
	return list
}

func pageField(list []fact, prefix string, f *page.Field) []fact {
	one := newFact(prefix + f.Name)
	if !f.Type.Doubtful && f.Type.Name != "" {
		typeFacts(one, f, f.Type)
	}
	one.set("mode", f.Mode)
	if f.In == "path" {
		one.set("required", "required")
	} else {
		one.set("required", []string{"", "required", "optional"}[f.Required])
	}
	list = append(list, one)
	for _, child := range f.Fields {
		list = pageField(list, prefix+f.Name+".", child)
	}
	return list
}

func typeFacts(one fact, f *page.Field, t page.Type) {
	switch {
	case t.Name == page.Array:
		one.set("type", "array")
		one.set("min", digits(t.Min))
		one.set("max", digits(t.Max))
		switch {
		case len(f.Fields) > 0:
			one.set("of", "object")
		case t.Items != nil && t.Items.Name != page.Object:
			one.set("of", strings.TrimSpace(t.Items.Name+" "+digits(t.Items.Max)))
		}
	case f.DateTime:
		one.set("type", "date-time")
	case t.Name == page.File:
		one.set("type", "binary")
	case len(f.Enum) > 0:
		one.set("type", "string")
		one.set("enum", enumText(f.Enum))
	default:
		one.set("type", t.Name)
		one.set("min", digits(t.Min))
		one.set("max", digits(t.Max))
		if hasLength(f) {
			one.set("unit", lengthUnit(f))
		}
	}
}

func enumText(members []page.Member) string {
	var list []string
	for _, m := range members {
		list = append(list, m.Value)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// align puts the facts of a page into the order of those of a spec, and completes
// them with attributes that the page lacks.
func align(ofPage, ofSpec []fact) []fact {
	var out []fact
	used := map[string]bool{}
	pageHasCodes := slices.ContainsFunc(ofPage, func(f fact) bool { return strings.HasPrefix(f.key, "code ") })
	pageHasStatus := slices.ContainsFunc(ofPage, func(f fact) bool { return strings.HasPrefix(f.key, "success ") })
	for _, s := range ofSpec {
		i := slices.IndexFunc(ofPage, func(f fact) bool { return sameKey(f.key, s.key) })
		switch {
		case i >= 0:
			used[ofPage[i].key] = true
			ofPage[i].key = s.key // a code may be spelled differently
			used[s.key] = true
			out = append(out, withUnsaid(ofPage[i], s))
		case strings.HasPrefix(s.key, "code ") && !pageHasCodes, strings.HasPrefix(s.key, "success ") && !pageHasStatus:
			out = append(out, s)
		}
	}
	for _, f := range ofPage {
		if !used[f.key] {
			out = append(out, f)
		}
	}
	return sorted(out)
}

func sameKey(a, b string) bool {
	return a == b || strings.HasPrefix(a, "code ") && sameCode(a, b)
}

// withUnsaid completes a fact of a page with attributes that the page lacks.
func withUnsaid(f, of fact) fact {
	out := newFact(f.key)
	for name, value := range of.about {
		// A length of another type, or next to an enumeration, does not count.
		if _, isType := f.about["type"]; name != "type" && isType && f.about["type"] != of.about["type"] {
			continue
		}
		out.about[name] = value
	}
	for name, value := range f.about {
		out.about[name] = value
	}
	if f.about["type"] != "" && f.about["mode"] == "" {
		delete(out.about, "mode")
	}
	if _, ok := f.about["enum"]; ok { // a length adds nothing
		delete(out.about, "min")
		delete(out.about, "max")
		delete(out.about, "unit")
	}
	return out
}

func lines(list []fact) []byte {
	var out strings.Builder
	for _, f := range list {
		out.WriteString(f.String() + "\n")
	}
	return []byte(out.String())
}
