package doctree

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// resolve loads what the object refers to, and reports broken references.
func (l *loader) resolve(n *Node, s shape) []visit {
	var next []visit
	if ref := n.Get("$ref"); ref != nil && s.takesRef() {
		next = append(next, l.reference(n, "$ref", s)...)
	}
	if s == shapeSchema {
		mapping := n.Get("discriminator").Get("mapping")
		for name, value := range mapping.Members() {
			if text, ok := value.Str(); ok && !isNameOnly(text) {
				next = append(next, l.reference(mapping, name, s)...)
			}
		}
	}
	next = append(next, l.fresh...)
	l.fresh = nil
	return next
}

// reference follows the reference that a member of n is.
func (l *loader) reference(n *Node, key string, s shape) []visit {
	ref := n.Get(key)
	text, ok := ref.Str()
	if !ok {
		l.fault(n, diag.Errorf(ref.Pos, ruleRefType, "the $ref is %s", ref.Kind).
			Fix("write a string, as in `$ref: \"#/components/schemas/Error\"`; in YAML a # after a space begins a comment"))
		return nil
	}
	end, fault := l.follow(ref.Pos.File, text)
	if fault != nil {
		end, fault = l.meant(n, key, s, fault)
	}
	if fault != nil && l.intoCorrected(ref, text) {
		return nil
	}
	if fault != nil {
		d := diag.Errorf(ref.Pos, fault.rule, "%s", fault.fact).Fix("%s", fault.remedy)
		if !fault.related.IsZero() && fault.related != ref.Pos {
			d = d.See(fault.related)
		}
		l.fault(n, d)
		return nil
	}
	l.sloppy(ref, text, end, s)
	return []visit{{end.node, s}}
}

// intoCorrected reports whether a reference leads into another file that has syntax
// errors: what it refers to may have been lost with them.
func (l *loader) intoCorrected(ref *Node, text string) bool {
	name, _, fault := fileOf(l.set.root, ref.Pos.File, text)
	return fault == nil && name != ref.Pos.File && l.set.File(name).IsCorrected()
}

// sloppy warns of a reference that leads to a value in a way that OpenAPI does not
// have.
func (l *loader) sloppy(ref *Node, text string, end place, s shape) {
	if end.via != nil {
		l.diags = append(l.diags, diag.Warningf(ref.Pos, ruleSloppyRef, "the $ref %s goes through another $ref", diag.Quote(text)).
			See(end.via.Pos).Fix("refer to the place that it points to, as is assumed here"))
	}
	if section, own := sectionOf(end.ref); own != 0 && own != s {
		l.diags = append(l.diags, diag.Warningf(ref.Pos, ruleSloppyRef, "the $ref %s points to one of components.%s, and %s belongs here",
			diag.Quote(text), section, objectNames[s]).Fix("put it where it belongs; it is read as one here"))
	}
}

// meant finds the entry of components, or of what 2.0 has in its place, that a
// reference means which leads nowhere: a name alone, a pointer without #, or one
// into the other version's place. The reference is then written anew.
func (l *loader) meant(n *Node, key string, s shape, fault *refFault) (place, *refFault) {
	ref := n.Get(key)
	file, name := ref.Pos.File, lastName(ref.text)
	if l.set.guests[file] {
		file = l.set.root
	}
	root := l.set.File(file).tree()
	for section, slot := range grammar[shapeComponents] {
		if slot.shape != s || name == "" {
			continue
		}
		for _, at := range []struct {
			table   *Node
			pointer string
		}{{root.Get("components").Get(section), "#/components/" + section}, {root.Get(oldSections[section]), "#/" + oldSections[section]}} {
			if at.table.Get(name) == nil {
				continue
			}
			text := at.pointer + "/" + tokenEscaper.Replace(name)
			end, again := l.follow(file, text)
			if again != nil || end.node == n {
				continue
			}
			l.diags = append(l.diags, diag.Warningf(ref.Pos, ruleSloppyRef, "the $ref %s leads nowhere", diag.Quote(ref.text)).
				Fix("write %s, as is assumed here", text))
			n.Set(key, NewScalar(String, text, ref.Pos))
			return end, nil
		}
	}
	return place{}, fault
}

// oldSections has where 2.0 keeps what 3.0 has under components.
var oldSections = map[string]string{"schemas": "definitions", "parameters": "parameters", "responses": "responses"}

// sloppyRef is a reference that names an entry, with or without the way to it.
var sloppyRef = regexp.MustCompile(`^#?/?(?:(?:components[/\\])?(?:schemas|parameters|responses|requestBodies|headers|definitions)[/\\])?([^#/\\]+)$`)

// lastName returns the name that a sloppy reference has, "" for any other.
func lastName(ref string) string {
	match := sloppyRef.FindStringSubmatch(strings.ReplaceAll(ref, "\\", "/"))
	if match == nil {
		return ""
	}
	name, err := url.PathUnescape(tokenUnescaper.Replace(match[1]))
	if err != nil {
		return ""
	}
	return name
}

// sectionOf returns the part of components of which a canonical reference names
// an entry, and the shape of its entries; 0 if it names something else.
func sectionOf(ref string) (string, shape) {
	_, pointer, _ := strings.Cut(ref, "#/components/")
	section, name, _ := strings.Cut(pointer, "/")
	if name == "" || strings.Contains(name, "/") {
		return "", 0
	}
	return section, grammar[shapeComponents][section].shape
}

// follow is Set.follow. It loads the files on the way.
func (l *loader) follow(base, ref string) (place, *refFault) {
	for {
		end, fault := l.set.follow(base, ref, newCrossings())
		if fault == nil || fault.file == "" {
			return end, fault
		}
		if fault := l.need(fault.file); fault != nil {
			return place{}, fault
		}
	}
}
