package lint

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// empties reports the required texts of a request that may be empty. In Go a text that
// was forgotten is one: it would be sent as "".
func (c *checker) empties(op *apimodel.Operation) {
	seen := map[*schema.Schema]bool{}
	for _, p := range op.Params {
		if p.Required && p.In != "path" && p.Schema() != nil { // an empty segment is refused anyway
			c.empty(p.Schema(), "the parameter "+diag.Quote(p.Name))
		}
	}
	if body := op.Body.Schema(); body != nil {
		c.emptiesIn(body, seen)
	}
}

func (c *checker) emptiesIn(s *schema.Schema, seen map[*schema.Schema]bool) {
	target := c.api.Schemas.Target(s)
	if seen[target] {
		return
	}
	seen[target] = true
	required := map[string]bool{}
	for _, name := range target.Required {
		required[name.Value] = true
	}
	for _, p := range target.Properties {
		value := c.api.Schemas.Read(p.Nodes...)
		if required[p.Name] {
			c.empty(value, "the field "+diag.Quote(p.Name))
		}
		c.emptiesIn(value, seen)
	}
	if len(target.Items) > 0 {
		c.emptiesIn(c.api.Schemas.Read(target.Items...), seen)
	}
	for _, v := range target.Variants {
		c.emptiesIn(c.api.Schemas.Read(v.Nodes...), seen)
	}
}

// empty reports a text without anything that an empty one breaks.
func (c *checker) empty(s *schema.Schema, what string) {
	target := c.api.Schemas.Target(s)
	for _, one := range []*schema.Schema{s, target} {
		if one.MinLength != nil || one.Enum != nil || len(one.Patterns) > 0 || one.Node().Get("const") != nil || one.Node().HasIgnored() {
			return
		}
	}
	if !target.Is("string") || len(target.Variants) > 0 || target.Nullable || s.Nullable || filled[target.Format] || filled[s.Format] || c.unfilled[target.Pos] {
		return
	}
	c.unfilled[target.Pos] = true
	c.warn(s.Pos, NoMinLength, "%s is required, and may be an empty text", what).
		Fix("write minLength: 1, or minLength: 0 if it may be empty")
}

// filled are the formats that an empty text does not have, and those of no text.
var filled = map[string]bool{"date-time": true, "date": true, "uri": true, "email": true, "uuid": true, "binary": true}
