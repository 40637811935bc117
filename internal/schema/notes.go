package schema

import (
	"regexp"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// note reads a keyword that constrains nothing. The outermost object has
// precedence.
func (r *Reader) note(s *Schema, key string, value *doctree.Node, index int) {
	switch key {
	case "title":
		s.Title = first(s.Title, value)
	case "description":
		if s.Description == "" {
			s.DescriptionPos = value.At()
		}
		s.Description = first(s.Description, value)
	case "default":
		if s.Default == nil {
			s.Default = value
		}
	case "example":
		if s.Example == nil {
			s.Example = value
		}
	case "deprecated":
		if on, _ := value.Bool(); on && index == 0 {
			s.Deprecated = true
		}
	case "readOnly":
		on, _ := value.Bool()
		s.ReadOnly = s.ReadOnly || on
	case "writeOnly":
		on, _ := value.Bool()
		s.WriteOnly = s.WriteOnly || on
	default:
		r.extension(s, key, value)
	}
}

// extension reads the extensions of this project. Foreign extensions are
// ignored.
func (r *Reader) extension(s *Schema, key string, value *doctree.Node) {
	switch key {
	case "x-go-name":
		if name := r.word(key, value); name != "" && s.GoName.Value == "" {
			s.GoName = Text{Value: name, Pos: value.At()}
		}
	case "x-go-type":
		r.goType(s, value)
	case "x-enum-varnames":
		if !value.Is(doctree.Sequence) {
			r.extensionShape(key, value, "a list of Go names, one for each member of enum")
			return
		}
		s.VarNames = value.Items()
	case "x-length-unit":
		s.LengthInBytes = r.oneWord(key, value, "characters", "bytes") == "bytes" || s.LengthInBytes
	case "x-length":
		s.LengthUnpublished = r.oneWord(key, value, "unpublished") != ""
	case "x-mode":
		s.Mode = r.oneWord(key, value, "common", "institutional")
	case "x-required-in-mode":
		s.RequiredInMode = r.yes(key, value)
	case "x-echo":
		if !s.Echo.IsSaid() {
			s.Echo = r.echo(value)
		}
	case "x-encrypted":
		s.Encrypted = r.yes(key, value) || s.Encrypted
	}
}

var goTypeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~/-]*\.[A-Z][A-Za-z0-9_]*$`)

// goType reads x-go-type. Other generators have the word, too: what they mean by it is
// ignored.
func (r *Reader) goType(s *Schema, value *doctree.Node) {
	name := r.word("x-go-type", value)
	switch {
	case s.GoType.Value != "" || name == "":
	case !goTypeForm.MatchString(name):
		r.report(extensionFault("x-go-type", value.At(), "x-go-type is %s, which is no import path with a type", diag.Quote(name)).
			Fix("write it as example.com/shop/money.Fen"))
	default:
		s.GoType = Text{Value: name, Pos: value.At()}
	}
}

// echo reads x-echo: true, false, or the name of a member.
func (r *Reader) echo(value *doctree.Node) Echo {
	e := Echo{Pos: value.At()}
	name, isName := value.Str()
	on, isBool := value.Bool()
	if !isBool && (!isName || name == "") {
		r.extensionShape("x-echo", value, "true, false or the name of the request's member")
	}
	e.On, e.Name = on || isName && name != "", name
	return e
}

func first(old string, value *doctree.Node) string {
	if old != "" {
		return old
	}
	return value.Text()
}

// extensionFault is an error where money or secrets depend on the word. Other words
// are ignored with a warning: other tools have some of them.
func extensionFault(key string, pos diag.Position, fact string, args ...any) diag.Diagnostic {
	if key == "x-encrypted" || key == "x-echo" || key == "x-required-in-mode" {
		return diag.Errorf(pos, "extension", fact, args...)
	}
	return diag.Warningf(pos, "extension", fact+"; it is ignored", args...)
}

func (r *Reader) extensionShape(key string, value *doctree.Node, want string) {
	r.report(extensionFault(key, value.At(), "%s is %s, not %s", key, value.Kind, want).Fix("write %s", want))
}

func (r *Reader) word(key string, value *doctree.Node) string {
	word, ok := value.Str()
	if !ok {
		r.extensionShape(key, value, "a string")
	}
	return word
}

func (r *Reader) yes(key string, value *doctree.Node) bool {
	on, ok := value.Bool()
	if !ok {
		r.extensionShape(key, value, "true or false")
	}
	return on
}

// oneWord returns value if it is one of words.
func (r *Reader) oneWord(key string, value *doctree.Node, words ...string) string {
	got := r.word(key, value)
	list := ""
	for i, word := range words {
		if got == word {
			return got
		}
		if i > 0 {
			list += " or "
		}
		list += word
	}
	if got != "" {
		r.report(extensionFault(key, value.At(), "%s is %s, not %s", key, diag.Quote(got), list).Fix("write %s", list))
	}
	return ""
}
