package engine

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Example returns a request of an operation, from the examples of its document: the path with the query, and the JSON body, or "".
func (e *Engine) Example(o *Operation, mchID string) (uri, body string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	b := &builder{engine: e, own: make(members), mchID: mchID, mode: "common"}
	uri = o.Path
	query := url.Values{}
	for _, p := range o.parameters {
		schema := p.schema
		if schema == nil {
			schema = openapi3.NewStringSchema()
		}
		value, _ := b.value(schema, p.Name, nil, true)
		switch {
		case p.In == "path":
			uri = strings.ReplaceAll(uri, "{"+p.Name+"}", url.PathEscape(fmt.Sprint(value)))
		case p.In == "query" && (p.Required || p.Mode == "common" && p.RequiredInMode):
			query.Set(p.Name, fmt.Sprint(value))
		}
	}
	if len(query) > 0 {
		uri += "?" + query.Encode()
	}
	if o.body == nil || o.body.schema == nil || o.Method == http.MethodGet {
		return uri, ""
	}
	if len(o.body.example) > 0 {
		example, _ := cloneValue(plainNumber(o.body.example)).(members)
		for _, own := range []string{"mchid", "sp_mchid"} {
			if _, ok := example[own].(string); ok {
				example[own] = mchID
			}
		}
		return uri, string(writeJSON(example))
	}
	return uri, string(b.json(o.body.schema))
}

// QueryNames returns the names of the parameters of the query.
func (o *Operation) QueryNames() []string {
	names := []string{}
	for _, p := range o.parameters {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	return names
}
