package types

import (
	"cmp"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Doc returns the comment of a declared type.
func Doc(name string, s *schema.Schema) ir.Doc {
	doc := text.Subject(name, s.Description, s.Title).Doc()
	if s.Deprecated {
		doc = append(doc, Deprecated)
	}
	return doc
}

// Deprecated is the paragraph of whatever the document deprecates.
const Deprecated = ir.Para("Deprecated: deprecated in the documentation of the API.")

// FieldDoc returns the comment of a field: its meaning, its limits with their unit,
// and its default.
func (b *Builder) FieldDoc(field ir.Field, s *schema.Schema) ir.Doc {
	target := b.Schemas.Target(s)
	description, title := s.Description, s.Title
	if s.Ref != "" && !b.Kinds.IsDeclared(target) {
		description, title = cmp.Or(description, target.Description), cmp.Or(title, target.Title)
	}
	comment := text.Subject(field.Name, description, title)
	if _, isList := Pointee(field.Value.Type).(*ir.Slice); isList {
		comment = comment.Plural(field.Name)
	}
	limits := append(text.Limits(target), text.PatternNotes(target)...)
	if s.Mode != "" {
		limits = append(limits, text.ModeNote(s))
	}
	comment = comment.WithLimits(field.Name, limits).With(defaultNote(s, target))
	doc := comment.Doc()
	if s.Deprecated {
		doc = append(doc, Deprecated)
	}
	return doc
}

// defaultNote says what the server assumes if the field is not sent.
func defaultNote(s, target *schema.Schema) string {
	if s.Default != nil {
		return text.Default(s.Default)
	}
	return text.Default(target.Default)
}

func restDoc(name string) ir.Doc {
	return ir.Doc{ir.Para(name + " has the properties that are not declared.")}
}
