package lint

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// echoes suggests x-echo if a success response has a member with the name of a
// path parameter.
func (c *checker) echoes(op *apimodel.Operation) {
	for _, r := range op.Responses {
		body := r.Body.Schema()
		if !strings.HasPrefix(r.Status, "2") || body == nil {
			continue
		}
		for _, p := range c.api.Schemas.Target(body).Properties {
			value := c.api.Schemas.Read(p.Nodes...)
			named := slices.ContainsFunc(op.Params, func(q *apimodel.Param) bool { return q.In == "path" && q.Name == p.Name })
			if !named || value.Echo.IsSaid() || c.api.Schemas.Target(value).Echo.IsSaid() || c.unechoed[p.Pos] {
				continue
			}
			c.unechoed[p.Pos] = true
			c.warn(p.Pos, NoEcho, "the response has the path parameter %s again, and nothing compares them", diag.Quote(p.Name)).
				Fix("write x-echo: true on it, or x-echo: false if it need not be the same")
		}
	}
}
