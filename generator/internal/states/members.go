package states

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// members holds the keys of resources, and what their states show, to what
// requests and answers have: a misspelt key finds nothing, and a misspelt value
// would be answered.
func (r *reader) members() {
	for _, resource := range r.model.Resources {
		said := r.saidOf(resource)
		for i, name := range resource.Key {
			if !isMerchant(name) && !said.open && len(said.names) > 0 && !slices.Contains(said.names, name) {
				fact := "no request or answer about " + resource.Name + " has the member " + diag.Quote(name)
				r.memberFault(lifecycle.Fault{Path: []string{resource.Name, "key", strconv.Itoa(i)}, Fact: fact}, name, slices.Clone(said.names))
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
// signs, which no request needs to name.
func isMerchant(name string) bool { return name == "mchid" || name == "sp_mchid" }

// said is what a document says about a resource.
type said struct {
	names   []string         // the members at the top of requests and answers, and of an upload's meta
	open    bool             // there may be others, in one form or the other of a body
	answers []*schema.Schema // of its operations and notifications
}

func (r *reader) saidOf(resource *lifecycle.Resource) said {
	var s said
	told := map[string]bool{}
	for _, event := range resource.Events {
		told[event.Notifies] = true
	}
	for _, op := range r.api.Operations {
		if read := r.model.Operation(op.ID); read != nil && read.Resource == resource.Name {
			r.hear(&s, op)
			told[read.Notifies] = true
			for _, outcome := range read.To {
				told[outcome.Notifies] = true
			}
		}
	}
	for _, notice := range r.api.Callbacks {
		if told[notice.EventType] && notice.Body.Schema() != nil {
			s.answers = append(s.answers, notice.Body.Schema())
		}
	}
	return s
}

// hear adds the members of a request and of what answers it when all is well.
func (r *reader) hear(s *said, op *apimodel.Operation) {
	for _, p := range op.Params {
		s.names = append(s.names, p.Name)
		r.hearObject(s, p.Schema()) // its members can be parameters of their own
	}
	bodies := []*apimodel.Body{op.Body}
	for _, response := range op.Responses {
		if strings.HasPrefix(response.Status, "2") && len(response.Codes) == 0 && response.Body.Schema() != nil {
			bodies = append(bodies, response.Body)
			s.answers = append(s.answers, response.Body.Schema())
		}
	}
	for _, body := range bodies {
		if body == nil {
			continue
		}
		object := r.hearObject(s, body.Schema())
		if object != nil && body.Main().Type == "multipart/form-data" && object.Property("meta") != nil {
			r.hearObject(s, r.api.Schemas.Read(object.Property("meta").Nodes...))
		}
	}
}

// hearObject adds the members of an object, and returns it; nil if there is none.
func (r *reader) hearObject(s *said, object *schema.Schema) *schema.Schema {
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

// shown holds what a state shows to the answers: one of them has to have it.
func (r *reader) shown(said said, show lifecycle.Show, path []string) {
	text, isText := show.Value.(string)
	var beside, values []string
	for _, answer := range said.answers {
		at, names := r.follow(answer, strings.Split(show.Path, "."))
		switch {
		case at == nil && names != nil:
			beside = append(beside, names...)
		case at == nil, at.Enum == nil, !isText, slices.Contains(texts(at.Enum), text):
			return
		default:
			values = append(values, texts(at.Enum)...)
		}
	}
	resource, last := path[0], show.Path[strings.LastIndex(show.Path, ".")+1:]
	switch {
	case values != nil:
		r.memberFault(lifecycle.Fault{Path: path, Fact: "no answer about " + resource + " has " + diag.Quote(text) + " for " + show.Path}, text, values)
	case beside != nil:
		r.memberFault(lifecycle.Fault{Path: path, AtKey: true, Fact: "no answer about " + resource + " has the member " + diag.Quote(show.Path)}, last, beside)
	}
}

func texts(nodes []*doctree.Node) []string {
	list := make([]string, len(nodes))
	for i, node := range nodes {
		list[i] = node.Text()
	}
	return list
}

// follow goes along a path. Where it ends, beside has the names that there are;
// both are nil where the document leaves open what there is.
func (r *reader) follow(s *schema.Schema, path []string) (at *schema.Schema, beside []string) {
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

// memberFault tells of a name that is none of those that there are.
func (r *reader) memberFault(fault lifecycle.Fault, name string, names []string) {
	slices.Sort(names)
	fault.Rule, fault.Remedy = lifecycle.RuleName, "it is one of "+strings.Join(slices.Compact(names), ", ")
	if near := diag.Near(name, names); near != "" {
		fault.Remedy = "did you mean " + near + "?"
	}
	r.tell([]lifecycle.Fault{fault})
}
