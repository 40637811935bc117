package docs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// index writes the page that links to the others, with the numbers of each.
func index(products []Product) []byte {
	var b strings.Builder
	var sources []string
	for _, p := range products {
		sources = append(sources, p.Doc.Path)
	}
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("<!-- %s -->\n", Mark(strings.Join(sources, ", ")))
	line("# API reference\n")
	line("| product | official name | states |\n|---|---|---|")
	for _, p := range products {
		var resources []string
		for _, r := range p.model.Resources {
			resources = append(resources, fmt.Sprintf("[%s](%s.md#state-%s)", prose(titledName(r)), p.Name, anchor(r.Name)))
		}
		line("| [%s](%s.md) | %s | %s |", prose(p.Name), p.Name, cell(p.api.Title), strings.Join(resources, ", "))
	}
	line("\n## In numbers\n")
	line("A field counts once, however many places share it. A string without a length is one of an enum, a date, or")
	line("one for which no page gives a length.\n")
	line("| spec | operations | callbacks | fields | strings | length in characters | in bytes | enum | date | unpublished | no length | codes |")
	line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
	var total numbers
	for _, p := range products {
		n := count(p.api)
		line("| %s | %s |", code(p.Doc.Path), n)
		total.add(n)
	}
	line("| all | %s |", total)
	return []byte(b.String())
}

// numbers count what a spec has.
type numbers struct {
	operations, callbacks, fields, strings, characters, bytes, enums, dates, unpublished, none, codes int
}

func (n numbers) list() []int {
	return []int{n.operations, n.callbacks, n.fields, n.strings, n.characters, n.bytes, n.enums, n.dates, n.unpublished, n.none, n.codes}
}

func (n numbers) String() string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(n.list())), " | "), "[]")
}

func (n *numbers) add(m numbers) {
	n.operations, n.callbacks, n.fields, n.strings = n.operations+m.operations, n.callbacks+m.callbacks, n.fields+m.fields, n.strings+m.strings
	n.characters, n.bytes, n.enums, n.dates = n.characters+m.characters, n.bytes+m.bytes, n.enums+m.enums, n.dates+m.dates
	n.unpublished, n.none, n.codes = n.unpublished+m.unpublished, n.none+m.none, n.codes+m.codes
}

type counter struct {
	numbers
	api  *apimodel.Model
	seen map[diag.Position]bool // fields and objects that are counted
}

func count(o *apimodel.Model) numbers {
	c := &counter{api: o, seen: map[diag.Position]bool{}}
	c.operations, c.callbacks, c.codes = len(o.Operations), len(o.Callbacks), len(allCodes(o))
	for _, op := range o.All() {
		for _, p := range op.Params {
			c.field(p.Node.At(), p.Schema())
		}
		if op.Body.Schema() != nil {
			c.schema(op.Body.Schema())
		}
		for _, r := range op.Responses {
			if r.Body.Schema() != nil {
				c.schema(r.Body.Schema())
			}
		}
	}
	return c.numbers
}

func (c *counter) field(pos diag.Position, s *schema.Schema) {
	if c.seen[pos] {
		return
	}
	c.seen[pos] = true
	c.fields++
	c.text(c.api.Schemas.Target(s))
	c.schema(s)
}

// schema counts the fields below a schema.
func (c *counter) schema(s *schema.Schema) {
	target := c.api.Schemas.Target(s)
	if len(target.Properties) == 0 && len(target.Items) == 0 && len(target.Additional) == 0 && len(target.Variants) == 0 {
		return
	}
	key := target.Pos
	key.Column = -key.Column // a property and its schema can have the same position
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	for _, p := range target.Properties {
		c.field(p.Pos, c.api.Schemas.Read(p.Nodes...))
	}
	if len(target.Items) > 0 {
		c.schema(c.api.Schemas.Read(target.Items...))
	}
	if len(target.Additional) > 0 {
		c.schema(c.api.Schemas.Read(target.Additional...))
	}
	for _, v := range target.Variants {
		c.schema(c.api.Schemas.Read(v.Nodes...))
	}
}

func (c *counter) text(s *schema.Schema) {
	if !s.Is("string") {
		return
	}
	c.strings++
	switch {
	case s.Enum != nil:
		c.enums++
	case s.MaxLength != nil && s.LengthInBytes:
		c.bytes++
	case s.MaxLength != nil:
		c.characters++
	case strings.HasPrefix(s.Format, "date"):
		c.dates++
	case s.LengthUnpublished:
		c.unpublished++
	default:
		c.none++
	}
}

// codeUse is an error code and the operations that return it.
type codeUse struct {
	apimodel.Code
	operations []string
}

func allCodes(o *apimodel.Model) []codeUse {
	var list []codeUse
	for _, op := range o.Operations {
		for _, r := range op.Responses {
			for _, c := range r.Codes {
				i := slices.IndexFunc(list, func(u codeUse) bool { return u.Name == c.Name })
				if i < 0 {
					list = append(list, codeUse{Code: c})
					i = len(list) - 1
				}
				if !slices.Contains(list[i].operations, op.ID) {
					list[i].operations = append(list[i].operations, op.ID)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b codeUse) int { return strings.Compare(a.Name, b.Name) })
	return list
}
