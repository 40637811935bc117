package doctree

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Upgrade turns a set whose document is OpenAPI 2.0 into one of 3.0, in place:
// values keep their nodes, so that they keep their positions, and references to
// them are written anew. Other files of the set are converted where the document
// refers to them. It reports false, and does nothing, for any other document.
//
// What 2.0 says and 3.0 does not is written in the way that the lowering reads:
// tabDelimited is a style of arrays, and pipeDelimited one of headers too.
func Upgrade(set *Set) ([]diag.Diagnostic, bool) {
	root := set.Root()
	swagger := root.Get("swagger")
	if version := swagger.Text(); root.Get("openapi") != nil || version != "2.0" && version != "2" {
		return nil, false
	}
	u := &upgrade{set: set, root: root, shared: map[*Node]string{}, done: map[*Node]bool{}}
	u.collect()
	for _, item := range u.found[shapePathItem] {
		u.pathItem(item)
	}
	for _, item := range u.found[shapePathItem] {
		u.dropBodies(item)
	}
	for _, p := range u.found[shapeParameter] {
		u.parameter(p)
	}
	for _, r := range u.found[shapeResponse] {
		u.response(r, u.root.Get("produces"))
	}
	for _, h := range u.found[shapeHeader] {
		u.schemaOf(h)
	}
	for _, s := range u.found[shapeSchema] {
		u.schema(s)
	}
	u.document()
	u.mendRefs()
	for _, made := range u.responses {
		made.write()
	}
	return u.diags, true
}

// upgrade is a run of Upgrade.
type upgrade struct {
	set       *Set
	root      *Node
	found     map[shape][]*Node // that can be reached, but for references
	refs      []oldRef
	shared    map[*Node]string // a body parameter under parameters -> the name of its schema under components
	done      map[*Node]bool   // operations, parameters and responses that are converted
	responses []ownTypes
	diags     []diag.Diagnostic
}

// oldRef is an object with a $ref, and what that pointed to before anything
// was moved.
type oldRef struct{ node, target *Node }

func (u *upgrade) warn(pos diag.Position, rule, fact, remedy string) {
	u.diags = append(u.diags, diag.Warningf(pos, rule, "%s", fact).Fix("%s", remedy))
}

func (u *upgrade) collect() {
	u.found = map[shape][]*Node{}
	m := &mender{set: u.set}
	m.walk(func(n *Node, s shape) {
		if ref := n.Get("$ref"); ref.Is(String) && s.takesRef() {
			if target, _, ok := u.set.Step(n); ok {
				u.refs = append(u.refs, oldRef{n, target})
			}
			if s != shapePathItem && s != shapeSchema { // which have members of their own, too
				return
			}
		}
		u.found[s] = append(u.found[s], n)
	})
}

func (u *upgrade) resolve(n *Node) *Node {
	if target, _, ok := u.set.Resolve(n); ok {
		return target
	}
	return n
}

// document converts what is at the root.
func (u *upgrade) document() {
	root := u.root
	swagger := root.Get("swagger")
	components := NewMapping(swagger.Pos)
	for _, part := range []struct{ old, now string }{
		{"definitions", "schemas"}, {"parameters", "parameters"}, {"responses", "responses"}, {"securityDefinitions", "securitySchemes"},
	} {
		if table := root.Get(part.old); table != nil {
			components.add(part.now, root.Key(part.old), table)
			root.Remove(part.old)
		}
	}
	u.sharedSchemas(components)
	parameters := components.Get("parameters")
	for _, name := range parameters.names() {
		if isBody(parameters.Get(name)) {
			parameters.Remove(name)
		}
	}
	for _, scheme := range components.Get("securitySchemes").Peek() {
		securityScheme(scheme)
	}
	if root.Get("host") != nil || root.Get("basePath") != nil {
		root.Set("servers", u.servers(root, root))
	}
	for _, key := range []string{"host", "basePath", "schemes", "consumes", "produces"} {
		root.Remove(key)
	}
	root.rename("swagger", "openapi")
	root.Set("openapi", NewScalar(String, "3.0.3", swagger.Pos))
	if len(components.items) > 0 {
		root.add("components", components.Pos, components)
	}
}

// sharedSchemas puts the schemas of the body parameters that operations refer to
// under components.
func (u *upgrade) sharedSchemas(components *Node) {
	for _, p := range components.Get("parameters").Peek() {
		name := u.shared[p]
		if name == "" {
			continue
		}
		if components.Get("schemas") == nil {
			components.add("schemas", components.Pos, NewMapping(components.Pos))
		}
		components.Get("schemas").add(name, p.Pos, p.Get("schema"))
	}
}

// servers returns the servers of the document, or of an operation with schemes of
// its own. What is encrypted comes first, and what is not goes if there is any.
func (u *upgrade) servers(root, of *Node) *Node {
	var schemes []string
	pos := of.Key("schemes")
	for _, scheme := range of.Get("schemes").Items() {
		schemes = append(schemes, strings.ToLower(scheme.Text()))
	}
	if len(schemes) == 0 || slices.Contains(schemes, "https") {
		schemes = []string{"https"}
	}
	schemes = slices.DeleteFunc(schemes, func(scheme string) bool { return scheme != "https" && scheme != "http" })
	host, base := strings.TrimSuffix(root.Get("host").Text(), "/"), strings.TrimSuffix(root.Get("basePath").Text(), "/")
	if value := root.Get("host"); value != nil {
		pos = value.Pos
	} else if value := root.Get("basePath"); value != nil {
		pos = value.Pos
	}
	if before, after, ok := strings.Cut(host, "://"); ok {
		schemes, host = []string{strings.ToLower(before)}, after
	}
	if base != "" && !strings.HasPrefix(base, "/") {
		base = "/" + base
	}
	list := NewSequence(pos)
	for _, scheme := range schemes {
		server := NewMapping(pos)
		url := scheme + "://" + host + base
		if host == "" {
			url = base + "/"
		}
		server.Set("url", NewScalar(String, url, pos))
		list.Append(server)
	}
	return list
}

// securityScheme converts a security scheme.
func securityScheme(n *Node) {
	kind := n.Get("type")
	switch kind.Text() {
	case "basic":
		n.Set("type", NewScalar(String, "http", kind.Pos))
		n.Set("scheme", NewScalar(String, "basic", kind.Pos))
	case "oauth2":
		names := map[string]string{"application": "clientCredentials", "accessCode": "authorizationCode"}
		name := n.Get("flow").Text()
		if now := names[name]; now != "" {
			name = now
		}
		flow, flows := NewMapping(n.Pos), NewMapping(n.Pos)
		for _, key := range []string{"authorizationUrl", "tokenUrl", "scopes"} {
			if value := n.Get(key); value != nil {
				flow.add(key, n.Key(key), value)
				n.Remove(key)
			}
		}
		n.Remove("flow")
		if name != "" {
			flows.Set(name, flow)
		}
		n.Set("flows", flows)
	}
}

// mendRefs writes the references anew whose targets were moved.
func (u *upgrade) mendRefs() {
	places := map[*Node]string{}
	for _, f := range u.set.Files {
		index(f.Root, "", places)
	}
	for _, ref := range u.refs {
		old := ref.node.Get("$ref")
		if now, _, ok := u.set.Step(ref.node); ok && now == ref.target || old == nil {
			continue
		}
		if pointer, ok := places[ref.target]; ok {
			file, _, _ := strings.Cut(old.Text(), "#")
			ref.node.Set("$ref", NewScalar(String, file+"#"+pointer, old.Pos))
		}
	}
}

// index notes the pointer of each value of a tree.
func index(n *Node, pointer string, places map[*Node]string) {
	if n == nil {
		return
	}
	if _, known := places[n]; known {
		return
	}
	places[n] = pointer
	for name, value := range n.Peek() {
		index(value, pointer+"/"+tokenEscaper.Replace(name), places)
	}
	for i, item := range n.PeekItems() {
		index(item, pointer+"/"+strconv.Itoa(i), places)
	}
}
