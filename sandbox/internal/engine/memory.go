package engine

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// memory says what is remembered of the calls of an operation without a lifecycle.
type memory struct {
	makes *lifecycle.Resource   // what a call creates; nil if it creates nothing
	knows []*lifecycle.Resource // what a call can be about
	names []string              // the parameters of the path and the query that identify it
	// collection reports whether the operation reads what another one creates under the same path.
	collection bool
}

// The states of what is remembered without a lifecycle.
const (
	stateCreated = "created"
	stateDeleted = "deleted"
)

// remember finds out which operations without a lifecycle create what others read. A created object becomes a resource, of a kind that
// is named after the operation.
func (p *Product) remember() {
	var plain []*Operation
	for _, o := range p.Operations {
		if o.Lifecycle == nil {
			o.memory.names = o.identifying()
			plain = append(plain, o)
		}
	}
	for _, o := range plain {
		if key := o.creates(plain); key != nil {
			o.memory.makes = p.newKind(o, key)
		}
	}
	for _, reader := range plain {
		reader.memory.collection = reader.Method == http.MethodGet && (len(reader.memory.names) == 0 || listsObjects(reader.response))
		for _, o := range plain {
			kind := o.memory.makes
			if kind == nil || reader.memory.collection && !samePath(o, reader) {
				continue
			}
			if reader.memory.collection || o.isReadBy(reader) {
				reader.memory.knows = append(reader.memory.knows, kind)
			}
		}
	}
}

// newKind adds a kind of resource without events.
func (p *Product) newKind(o *Operation, key []string) *lifecycle.Resource {
	name := o.ID
	for p.model.Resource(name) != nil {
		name += "Call"
	}
	kind := &lifecycle.Resource{
		Name: name, Title: o.Summary, Key: key, Aliases: make(map[string]string),
		States: []lifecycle.State{{Name: stateCreated}, {Name: stateDeleted, Gone: true, Final: true}},
	}
	p.model.Resources = append(p.model.Resources, kind)
	p.inventedKinds[name] = true
	return kind
}

// identifying returns the parameters that identify something: those of the path, or else numbers in the query.
func (o *Operation) identifying() []string {
	var path, query []string
	for _, p := range o.parameters {
		switch {
		case isParty(p.Name):
		case p.In == "path":
			path = append(path, p.Name)
		case p.In == "query" && isNumber.MatchString(p.Name):
			query = append(query, p.Name)
		}
	}
	if len(path) > 0 {
		return path
	}
	return query
}

// isParty reports whether a member names a merchant or an application, which identify nothing that a call creates.
func isParty(name string) bool {
	return strings.HasSuffix(name, "mchid") || strings.HasSuffix(name, "appid") || strings.HasSuffix(name, "openid")
}

// creates returns the members that identify what a call creates, or nil if no other operation reads it.
func (o *Operation) creates(others []*Operation) []string {
	if o.Method != http.MethodPost && o.Method != http.MethodPut {
		return nil
	}
	for _, other := range others {
		names := other.memory.names
		switch {
		case other.Method == o.Method || other.raw != nil:
		case samePath(o, other) && o.Method == http.MethodPut:
			return names
		case samePath(o, other) && other.Method == http.MethodGet && (len(names) == 0 || listsObjects(other.response)):
			return []string{cmp.Or(o.numberMember(), "id")}
		case !o.isReadBy(other):
		case isItem(o, other) && !o.has(other):
			return []string{cmp.Or(o.numberMember(), names[0])}
		default:
			return names
		}
	}
	return nil
}

// isReadBy reports whether other can be about what a call of o creates. It identifies it by a member of o, and its path is below that of
// o or, as with /v3/pay/transactions/jsapi, next to it; or it identifies it by nothing but the number that merchants give it.
func (o *Operation) isReadBy(other *Operation) bool {
	names := other.memory.names
	if len(names) == 0 || o.ownsAll(names) {
		return false
	}
	own, path := placeholder.ReplaceAllString(o.Path, "{}"), placeholder.ReplaceAllString(other.Path, "{}")
	parent := own[:strings.LastIndex(own, "/")]
	switch {
	case own == path:
		return o.Method == http.MethodPut || !other.inPath(names[0]) && o.has(other)
	case strings.HasPrefix(path, own+"/"):
		return o.has(other) || isItem(o, other)
	case strings.Count(parent, "/") >= 3 && strings.HasPrefix(path, parent+"/"):
		return o.has(other)
	}
	return len(names) == 1 && strings.HasPrefix(names[0], "out_") && o.numberMember() == names[0]
}

// ownsAll reports whether all names are parameters of the path of o: then o is about something that exists.
func (o *Operation) ownsAll(names []string) bool {
	return o.Method == http.MethodPost && !slices.ContainsFunc(names, func(name string) bool { return !o.inPath(name) })
}

// listsObjects reports whether a response lists objects.
func listsObjects(schema *openapi3.Schema) bool {
	_, item := listOf(schema)
	return item != nil
}

// inPath reports whether the path has a parameter.
func (o *Operation) inPath(name string) bool {
	return slices.ContainsFunc(o.parameters, func(p *parameter) bool { return p.In == "path" && p.Name == name })
}

// isItem reports whether the path of item is that of the collection and one more placeholder.
func isItem(collection, item *Operation) bool {
	parent, last := item.Path[:strings.LastIndex(item.Path, "/")], item.Path[strings.LastIndex(item.Path, "/")+1:]
	return strings.HasPrefix(last, "{") && placeholder.ReplaceAllString(parent, "{}") == placeholder.ReplaceAllString(collection.Path, "{}")
}

// has reports whether a request or its response has what identifies something to another operation: all parameters of its path, or one
// of several numbers in its query.
func (o *Operation) has(reader *Operation) bool {
	known, names := o.memberNames(), reader.memory.names
	if !reader.inPath(names[0]) {
		return slices.ContainsFunc(names, func(name string) bool { return known[name] })
	}
	return !slices.ContainsFunc(names, func(name string) bool { return !known[name] })
}

// memberNames returns the members of the request and of the response.
func (o *Operation) memberNames() map[string]bool {
	names := make(map[string]bool)
	for _, p := range o.parameters {
		names[p.Name] = true
	}
	for _, schema := range []*openapi3.Schema{o.bodySchema(), o.response} {
		if schema != nil {
			properties, _ := propertiesOf(schema)
			for name := range properties {
				names[name] = true
			}
		}
	}
	return names
}

// bodySchema returns the schema of the JSON body, or nil.
func (o *Operation) bodySchema() *openapi3.Schema {
	if o.body == nil {
		return nil
	}
	return o.body.schema
}

// numberMember returns the first required number of the body, such as out_trade_no, or "".
func (o *Operation) numberMember() string {
	schema := o.bodySchema()
	if schema == nil {
		return ""
	}
	properties, required := propertiesOf(schema)
	for _, names := range [][]string{required, slices.Sorted(maps.Keys(properties))} {
		for _, name := range names {
			if isNumber.MatchString(name) && !isParty(name) {
				return name
			}
		}
	}
	return ""
}

// recall returns the newest remembered resource that the path and the query identify. asked is false if they identify nothing.
func (e *Engine) recall(in *input) (r *Resource, asked bool) {
	wanted := in.wanted()
	if len(wanted) == 0 {
		return nil, false
	}
	for i := len(e.store.list) - 1; i >= 0; i-- {
		if r := e.store.list[i]; in.remembers(r) && r.answersTo(wanted) {
			return r, true
		}
	}
	return nil, true
}

// wanted returns the members of the path and the query that identify a resource.
func (in *input) wanted() members {
	wanted := make(members)
	for _, name := range in.op.memory.names {
		if value := in.path[name]; value != nil && value != "" {
			wanted[name] = value
		}
	}
	return wanted
}

// isBelow reports whether the operation reads something below what the path identifies, such as /v3/things/{no}/codes.
func (o *Operation) isBelow() bool {
	return o.Method == http.MethodGet && len(o.memory.names) > 0 && o.inPath(o.memory.names[0]) && o.segments[len(o.segments)-1].match == nil
}

// remembers reports whether a call may be about a resource.
func (in *input) remembers(r *Resource) bool {
	return slices.Contains(in.op.memory.knows, r.kind) && !r.gone() && r.Merchant == in.call.MchID
}

// answersTo reports whether a resource has all wanted members. A document may call a number id in the path that its requests call
// something else: then any number of the resource may be meant.
func (r *Resource) answersTo(wanted members) bool {
	for name, value := range wanted {
		own, known := r.Members[name]
		switch {
		case known && fmt.Sprint(own) == fmt.Sprint(value):
		case known:
			return false
		default:
			found := false
			for other, own := range r.Members {
				found = found || isNumber.MatchString(other) && !isParty(other) && fmt.Sprint(own) == fmt.Sprint(value)
			}
			if !found {
				return false
			}
		}
	}
	return true
}
