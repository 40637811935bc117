package lifecycle

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Link leads from a resource to another, or to several.
type Link struct {
	Name string
	// Resources are names of resources, of another document with its name before:
	// directpay.transaction.
	Resources []string
	// By are members of the other resource and what they equal: a member of the
	// request or of the own resource. Absent members are ignored; at least one
	// is present.
	By   []Match
	Many bool
}

// Link returns the link of that name, nil if it is undefined.
func (r *Resource) Link(name string) *Link {
	i := slices.IndexFunc(r.Links, func(l Link) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return &r.Links[i]
}

// identifiers reads what identifies a resource other than its key.
func (r *reader) identifiers(a at, out *Resource) {
	if lookups, ok := a.member("lookups"); ok && r.is(lookups, doctree.Sequence) {
		for _, item := range lookups.elements() {
			if list, ok := r.strings(item); ok && len(list) > 0 {
				out.Lookups = append(out.Lookups, list)
			}
		}
	}
	if aliases, ok := a.member("aliases"); ok && r.is(aliases, doctree.Mapping) {
		out.Aliases = map[string]string{}
		for _, m := range aliases.members() {
			if r.is(m, doctree.String) {
				out.Aliases[m.name()] = m.Text()
			}
		}
	}
	if identity, ok := a.member("identity"); ok && r.is(identity, doctree.Mapping) {
		for _, m := range identity.members() {
			if codes, ok := r.oneOrMore(m); ok {
				out.Identity = append(out.Identity, Identity{Member: m.name(), Codes: codes})
			}
		}
	}
}

// memberName is the name of a link: it appears in expressions, and in responses
// as a member.
var memberName = regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`)

// oneOrMore reads a string or a list of strings.
func (r *reader) oneOrMore(a at) ([]string, bool) {
	if a.Is(doctree.Sequence) {
		if a.Len() == 0 {
			r.fault(a.path, RuleForm, "write one, or a list of several", "%s is empty", a.name())
		}
		return r.strings(a)
	}
	if !r.is(a, doctree.String) {
		return nil, false
	}
	return []string{a.Text()}, true
}

func (r *reader) links(a at) (list []Link) {
	links, ok := a.member("links")
	if !ok || !r.is(links, doctree.Mapping) {
		return nil
	}
	for _, m := range links.members() {
		if !memberName.MatchString(m.name()) {
			r.keyFault(m.path, RuleForm, "write it as the member that shows it, as in sub_orders", "%q is not a name for a link", m.name())
			continue
		}
		if !r.mapping(m, "resource!", "by!", "many") {
			continue
		}
		link := Link{Name: m.name(), By: r.matches(m), Many: r.flag(m, "many")}
		if resource, ok := m.member("resource"); ok {
			link.Resources, _ = r.oneOrMore(resource)
		}
		list = append(list, link)
	}
	return list
}

func (r *reader) counts(a at) (list []Count) {
	counts, ok := a.member("counts")
	if !ok || !r.is(counts, doctree.Mapping) {
		return nil
	}
	for _, m := range counts.members() {
		if r.is(m, doctree.String) {
			list = append(list, Count{Name: m.name(), Description: m.Text()})
		}
	}
	return list
}

// reserved are the names in expressions that a link cannot have.
var reserved = []string{"state", "stored", "policy", "age", "now", "states", "number", "merchant", "item"}

// linked checks the links of a resource, and its aliases.
func (c *checker) linked(resource *Resource) {
	for _, link := range resource.Links {
		path := []string{resource.Name, "links", link.Name}
		if slices.Contains(reserved, link.Name) {
			c.keyFault(path, RuleName, "give the link another name", "%s means something else in expressions", link.Name)
		}
		for i, name := range link.Resources {
			if c.model.Resource(name) == nil && !strings.Contains(name, ".") {
				at := append(slices.Clip(path), "resource")
				if len(link.Resources) > 1 {
					at = append(at, strconv.Itoa(i))
				}
				c.unknown(at, "resource", name, c.resourceNames())
			}
		}
	}
}

// neededLink checks a need that names a link. The states of another document's
// resource are not known here.
func (c *checker) neededLink(op *Operation, need Need, at func(string) []string) {
	resource := c.model.Resource(op.Resource)
	if resource == nil {
		return
	}
	link := resource.Link(need.Link)
	if link == nil {
		c.unknown(at("link"), "link of "+resource.Name, need.Link, linkNames(resource))
		return
	}
	if target := c.target(link); target != nil {
		c.states(target, need.In, at("in"))
		c.states(target, need.Without, at("without"))
	}
}

// target returns the resource that a link leads to, nil if it is another
// document's or one of several.
func (c *checker) target(link *Link) *Resource {
	if link == nil || len(link.Resources) != 1 {
		return nil
	}
	return c.model.Resource(link.Resources[0])
}

func linkNames(r *Resource) (names []string) {
	for _, link := range r.Links {
		names = append(names, link.Name)
	}
	return names
}
