package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/types"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// lifecycles returns what is wrong with the lifecycles of a document. Generated
// code does not depend on them, so that all of it is a warning.
func lifecycles(api *apimodel.Model) []diag.Diagnostic {
	src := api.Lifecycles()
	c := &states{api: api, node: src.Resources}
	for i := range src.Operations {
		src.Operations[i].Members = c.requestOf(src.Operations[i].Name)
	}
	model, diags := lifecycle.Read(src)
	c.model, c.diags = model, diags
	c.members()
	for i := range c.diags {
		c.diags[i].Severity = diag.Warning
	}
	return c.diags
}

// states validates lifecycles against the schemas of a document.
type states struct {
	api   *apimodel.Model
	model *lifecycle.Model
	node  *doctree.Node // components.x-lifecycles
	diags []diag.Diagnostic
}

// requestOf returns the members of an operation's request with their types.
// Scalars may be absent, so that they are of any type.
func (r *states) requestOf(id string) types.Map {
	i := slices.IndexFunc(r.api.Operations, func(op *apimodel.Operation) bool { return op.ID == id })
	op := r.api.Operations[i]
	members := types.Map{}
	for _, p := range op.Params {
		members[p.Name] = types.Any
	}
	if op.Body.Schema() != nil {
		for _, p := range r.api.Schemas.Target(op.Body.Schema()).Properties {
			members[p.Name] = r.typeOf(r.api.Schemas.Read(p.Nodes...), 0)
		}
	}
	return members
}

const maxDepth = 8

func (r *states) typeOf(s *schema.Schema, depth int) types.Type {
	s = r.api.Schemas.Target(s)
	switch {
	case depth > maxDepth:
	case s.Is("object") && len(s.Properties) > 0:
		m := types.Map{}
		for _, p := range s.Properties {
			m[p.Name] = r.typeOf(r.api.Schemas.Read(p.Nodes...), depth+1)
		}
		return m
	case s.Is("array") && len(s.Items) > 0:
		return types.Array(r.typeOf(r.api.Schemas.Read(s.Items...), depth+1))
	}
	return types.Any
}

// members checks the keys of resources, and what their states show, against the
// members of requests and responses.
func (r *states) members() {
	for _, resource := range r.model.Resources {
		said := r.saidOf(resource)
		for i, name := range resource.Key {
			if !isMerchant(name) && !said.open && len(said.names) > 0 && !slices.Contains(said.names, name) {
				fact := "no request or response about " + resource.Name + " has the member " + diag.Quote(name)
				r.unknown([]string{resource.Name, "key", strconv.Itoa(i)}, false, fact, name, said.names)
			}
		}
		for _, state := range resource.States {
			for _, show := range state.Shows {
				r.shown(said, show, []string{resource.Name, "states", state.Name, "shows", show.Path})
			}
		}
	}
}

// isMerchant reports whether a member of a key is the number of the merchant who
// signs, which no request has to contain.
func isMerchant(name string) bool { return name == "mchid" || name == "sp_mchid" }

// said is what a document describes of a resource.
type said struct {
	names     []string         // the members at the top of requests and responses, and of an upload's meta
	open      bool             // a body has variants with other members
	responses []*schema.Schema // of its operations and notifications
}

func (r *states) saidOf(resource *lifecycle.Resource) said {
	var s said
	notified := map[string]bool{}
	for _, event := range resource.Events {
		notified[event.Notifies] = true
	}
	for _, op := range r.api.Operations {
		if read := r.model.Operation(op.ID); read != nil && read.Resource == resource.Name {
			r.add(&s, op)
			notified[read.Notifies] = true
			for _, outcome := range read.To {
				notified[outcome.Notifies] = true
			}
		}
	}
	for _, notice := range r.api.Callbacks {
		if notified[notice.EventType] && notice.Body.Schema() != nil {
			s.responses = append(s.responses, notice.Body.Schema())
		}
	}
	return s
}

// add adds the members of an operation's request and of its successful responses.
func (r *states) add(s *said, op *apimodel.Operation) {
	for _, p := range op.Params {
		s.names = append(s.names, p.Name)
		r.addObject(s, p.Schema()) // its members can be parameters of their own
	}
	bodies := []*apimodel.Body{op.Body}
	for _, response := range op.Responses {
		if strings.HasPrefix(response.Status, "2") && len(response.Codes) == 0 && response.Body.Schema() != nil {
			bodies = append(bodies, response.Body)
			s.responses = append(s.responses, response.Body.Schema())
		}
	}
	for _, body := range bodies {
		if body == nil {
			continue
		}
		object := r.addObject(s, body.Schema())
		if object != nil && body.Main().Type == "multipart/form-data" && object.Property("meta") != nil {
			r.addObject(s, r.api.Schemas.Read(object.Property("meta").Nodes...))
		}
	}
}

// addObject adds the members of an object, and returns it; nil for nil.
func (r *states) addObject(s *said, object *schema.Schema) *schema.Schema {
	if object == nil {
		return nil
	}
	object = r.api.Schemas.Target(object)
	s.names = append(s.names, propertyNames(object)...)
	s.open = s.open || len(object.Variants) > 0
	return object
}

func propertyNames(s *schema.Schema) []string {
	var names []string
	for _, p := range s.Properties {
		names = append(names, p.Name)
	}
	return names
}

// shown checks that a response has the member that a state shows.
func (r *states) shown(said said, show lifecycle.Show, path []string) {
	text, isText := show.Value.(string)
	var siblings, values []string
	for _, response := range said.responses {
		at, names := r.follow(response, strings.Split(show.Path, "."))
		switch {
		case at == nil && names != nil:
			siblings = append(siblings, names...)
		case at == nil, at.Enum == nil, !isText, slices.Contains(texts(at.Enum), text):
			return
		default:
			values = append(values, texts(at.Enum)...)
		}
	}
	resource, last := path[0], show.Path[strings.LastIndex(show.Path, ".")+1:]
	switch {
	case values != nil:
		r.unknown(path, false, "no response about "+resource+" has "+diag.Quote(text)+" for "+show.Path, text, values)
	case siblings != nil:
		r.unknown(path, true, "no response about "+resource+" has the member "+diag.Quote(show.Path), last, siblings)
	}
}

func texts(nodes []*doctree.Node) []string {
	list := make([]string, len(nodes))
	for i, node := range nodes {
		list[i] = node.Text()
	}
	return list
}

// follow returns the schema at a path. If a name on it is undefined, siblings has
// the names next to it; both are nil where the schema is open.
func (r *states) follow(s *schema.Schema, path []string) (at *schema.Schema, siblings []string) {
	s = r.api.Schemas.Target(s)
	if len(path) == 0 {
		return s, nil
	}
	if _, err := strconv.Atoi(path[0]); err == nil && len(s.Items) > 0 {
		return r.follow(r.api.Schemas.Read(s.Items...), path[1:])
	}
	if len(s.Variants) > 0 || len(s.Properties) == 0 {
		return nil, nil
	}
	for _, p := range s.Properties {
		if p.Name == path[0] {
			return r.follow(r.api.Schemas.Read(p.Nodes...), path[1:])
		}
	}
	return nil, propertyNames(s)
}

// unknown reports a name that is not one of names, at a path below
// x-lifecycles or at its key.
func (r *states) unknown(path []string, atKey bool, fact, name string, names []string) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	remedy := diag.Hint(name, names, "it is one of "+strings.Join(names, ", "))
	d := diag.Warningf(lifecycle.Place(r.node, path, atKey), lifecycle.RuleName, "%s", fact)
	r.diags = append(r.diags, d.Fix("%s", remedy))
}
