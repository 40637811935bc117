package doctree

// cut says how much of a node a skeleton has.
type cut uint8

const (
	whole   cut = iota
	emptied     // {} stands in its place
	leftOut     // nor does its name stand there
)

// emptiedShapes are the objects that are read from the tree alone.
var emptiedShapes = map[shape]bool{
	shapeSchema: true, shapeExample: true, shapeHeader: true, shapeResponse: true, shapeRequestBody: true, shapeLink: true,
	shapeCallback: true, shapeSecurityScheme: true,
}

// leftOutMembers are the members that are.
var leftOutMembers = map[shape][]string{
	shapeDocument: {"info", "servers", "tags", "security", "webhooks", "externalDocs"},
	shapeComponents: {
		"schemas", "examples", "headers", "responses", "requestBodies", "links", "callbacks", "securitySchemes", "mediaTypes",
	},
	shapePathItem:  {"servers"},
	shapeOperation: {"servers", "tags", "security", "externalDocs"},
	shapeParameter: {"schema", "content", "example", "examples"},
}

// Skeletons returns each file of the set as JSON with what kin-openapi is to read:
// paths, operations and parameters. An empty object stands for all that hangs on
// them, and for every reference that leads nowhere.
func (s *Set) Skeletons() map[string][]byte {
	cuts := map[*Node]cut{}
	m := &mender{set: s}
	m.walk(func(n *Node, at shape) {
		_, _, resolves := s.Resolve(n)
		if emptiedShapes[at] || at.takesRef() && n.Get("$ref") != nil && !resolves {
			cuts[n] = emptied
		}
		for _, key := range leftOutMembers[at] {
			if value := n.Get(key); value != nil {
				cuts[value] = leftOut
			}
		}
	})
	out := map[string][]byte{}
	for name, file := range s.Files {
		out[name] = file.Root.appendJSON(nil, cuts)
	}
	return out
}
