package draft

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/page"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// shared has the components that operations can refer to: those of an existing
// spec and of the files that it refers to.
type shared struct {
	model    *apimodel.Model
	errorRef string

	schemas    map[string][]reference // by the name of a field with this schema
	params     map[string][]reference // by name and place
	responses  []reference
	codeByName map[string][]reference
}

// A reference is how the spec refers to a component.
type reference struct {
	text string
	node *doctree.Node
}

func newShared(m *apimodel.Model, dir string) *shared {
	s := &shared{model: m, schemas: map[string][]reference{}, params: map[string][]reference{}, codeByName: map[string][]reference{}}
	files := slices.Sorted(maps.Keys(m.Doc.Set.Files))
	// The spec's own components come first.
	slices.SortStableFunc(files, func(a, b string) int { return boolOrder(b == m.Doc.Path) - boolOrder(a == m.Doc.Path) })
	for _, file := range files {
		root := m.Doc.Set.File(file).Root
		prefix, ok := prefixOf(m.Doc.Path, file, dir)
		if !ok || root == nil {
			continue
		}
		s.components(root.Get("components"), prefix)
		s.used(root, prefix, 0)
	}
	return s
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// prefixOf returns the beginning of references to a file: "" for the spec itself.
func prefixOf(spec, file, dir string) (string, bool) {
	if spec == file {
		return "", true
	}
	if dir == "." {
		return file, true
	}
	return strings.CutPrefix(file, path.Clean(dir)+"/")
}

func (s *shared) components(c *doctree.Node, prefix string) {
	for name, node := range c.Get("schemas").Peek() {
		ref := reference{prefix + "#/components/schemas/" + name, node}
		key := plainName(name)
		s.schemas[key] = append(s.schemas[key], ref)
		if name == "Error" && s.errorRef == "" {
			s.errorRef = ref.text
		}
	}
	for name, node := range c.Get("parameters").Peek() {
		key := node.Get("in").Text() + " " + node.Get("name").Text()
		s.params[key] = append(s.params[key], reference{prefix + "#/components/parameters/" + name, node})
	}
	for name, node := range c.Get("responses").Peek() {
		s.responses = append(s.responses, reference{prefix + "#/components/responses/" + name, node})
	}
	for name, node := range c.Get("x-error-codes").Peek() {
		s.codeByName[name] = append(s.codeByName[name], reference{prefix + "#/components/x-error-codes/" + name, node})
	}
}

// plainName returns the form in which names of fields and of components are
// compared: out_trade_no and OutTradeNo have the same.
func plainName(s string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(s))
}

// used records the fields that are references: another field of the same name
// probably has the same schema.
func (s *shared) used(n *doctree.Node, prefix string, depth int) {
	if depth > 60 {
		return
	}
	for key, value := range n.Peek() {
		if key == "properties" {
			for name, property := range value.Peek() {
				s.useOf(name, property, prefix)
			}
		}
		s.used(value, prefix, depth+1)
	}
	for _, item := range n.PeekItems() {
		s.used(item, prefix, depth+1)
	}
}

func (s *shared) useOf(name string, property *doctree.Node, prefix string) {
	ref, ok := property.Get("$ref").Str()
	if !ok || !strings.Contains(ref, "#/components/schemas/") {
		return
	}
	if strings.HasPrefix(ref, "#") {
		ref = prefix + ref
	} else if prefix != "" && path.Dir(prefix) != "." {
		return // relative to another directory
	}
	key := plainName(name)
	known := slices.ContainsFunc(s.schemas[key], func(r reference) bool { return r.text == ref })
	if target, _, ok := s.model.Doc.Set.Resolve(property); ok && !known {
		s.schemas[key] = append(s.schemas[key], reference{ref, target})
	}
}

// schema returns a reference to the schema of a field, "" if there is none.
// called is the title of the schema if the page has another one.
func (s *shared) schema(f *page.Field) (ref, called string) {
	for _, candidate := range s.schemas[plainName(f.Name)] {
		value := s.model.Schemas.Target(s.model.Schemas.Read(candidate.node))
		if s.fits(f, value, 0) {
			if value.Title != "" && value.Title != f.Title {
				called = value.Title
			}
			return candidate.text, called
		}
	}
	return "", ""
}

// fits reports whether a schema agrees with the page about a field, and does not
// restrict its values more than the page.
func (s *shared) fits(f *page.Field, value *schema.Schema, depth int) bool {
	one := newFact("")
	r := &specReader{model: s.model}
	r.value(one, value)
	ofPage := pageField(nil, "", f)[0]
	for _, name := range []string{"type", "min", "max", "of", "enum"} {
		if said := ofPage.about[name]; said != "" && said != one.about[name] {
			return false
		}
	}
	if ofPage.about["enum"] == "" && one.about["enum"] != "" || depth > maxDepth || f.Type.Doubtful {
		return false
	}
	return s.sameMembers(f, value, depth)
}

// sameMembers reports whether an object has the members of a field and the same
// of them are required.
func (s *shared) sameMembers(f *page.Field, value *schema.Schema, depth int) bool {
	if len(value.Items) > 0 && len(f.Fields) > 0 {
		value = s.model.Schemas.Target(s.model.Schemas.Read(value.Items...))
	}
	if len(f.Fields) == 0 {
		return len(value.Properties) == 0 || f.Type.Name != page.Object
	}
	if len(f.Fields) != len(value.Properties) {
		return false
	}
	for _, child := range f.Fields {
		p := value.Property(child.Name)
		if p == nil || !s.fits(child, s.model.Schemas.Target(s.model.Schemas.Read(p.Nodes...)), depth+1) {
			return false
		}
		required := slices.ContainsFunc(value.Required, func(t schema.Text) bool { return t.Value == child.Name })
		if child.Required != page.Unknown && required != (child.Required == page.Yes) {
			return false
		}
	}
	return true
}

// param returns the reference to a parameter, "" if there is none.
func (s *shared) param(f *page.Field) string {
	for _, candidate := range s.params[f.In+" "+f.Name] {
		required, _ := candidate.node.Get("required").Bool()
		if f.Required != page.Unknown && f.In != "path" && required != (f.Required == page.Yes) || f.Mode != candidate.node.Get("x-mode").Text() {
			continue
		}
		if s.fits(f, s.model.Schemas.Target(s.model.Schemas.Read(candidate.node.Get("schema"))), 0) {
			return candidate.text
		}
	}
	return ""
}

// response returns the reference to a response that has exactly these codes.
func (s *shared) response(status int, list []code) string {
	for _, candidate := range s.responses {
		codes := candidate.node.Get("x-error-codes")
		if !codes.Is(doctree.Mapping) || codes.Len() != len(list) {
			continue
		}
		same := !slices.ContainsFunc(list, func(c code) bool { return codes.Get(c.Name) == nil || !s.means(codes.Get(c.Name), c) })
		if same {
			return candidate.text
		}
	}
	return ""
}

// means reports whether a description of a code agrees with the page. It returns
// false for a code that the page lists twice, or that has a comment to check.
func (s *shared) means(n *doctree.Node, c code) bool {
	title := s.model.Deref(n).Get("title").Text()
	return len(c.comments) == 0 && (title == c.Title || c.Common)
}

// code returns the reference to a code that means the same, "" if there is none.
func (s *shared) code(c *page.Code) string {
	for _, candidate := range s.codeByName[c.Name] {
		if s.means(candidate.node, code{Code: c}) {
			return candidate.text
		}
	}
	return ""
}
