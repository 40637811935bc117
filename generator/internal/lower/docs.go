package lower

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// typeDoc is the comment of a declared type.
func (l *lowerer) typeDoc(name string, s *schema.Schema) ir.Doc {
	doc := text.Subject(name, s.Description, s.Title).Doc()
	if s.Deprecated {
		doc = append(doc, deprecated)
	}
	return doc
}

const deprecated = ir.Para("Deprecated: the documentation of the API says so.")

// fieldDoc is the comment of a field: what it is, its limits with their unit,
// and its default.
func (l *lowerer) fieldDoc(field ir.Field, s *schema.Schema) ir.Doc {
	target := l.schemas.Target(s)
	description, title := s.Description, s.Title
	if s.Ref != "" && !l.isDeclared(target) {
		description, title = firstOf(description, target.Description), firstOf(title, target.Title)
	}
	comment := text.Subject(field.Name, description, title)
	if _, isList := field.Value.Type.(*ir.Slice); isList {
		comment = comment.Plural(field.Name)
	}
	limits := append(text.Limits(target), text.PatternNotes(target)...)
	if s.Mode != "" {
		limits = append(limits, text.ModeNote(s))
	}
	comment = comment.WithLimits(field.Name, limits).With(defaultNote(s, target))
	doc := comment.Doc()
	if s.Deprecated {
		doc = append(doc, deprecated)
	}
	return doc
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// defaultNote says what the server assumes if the field is not sent.
func defaultNote(s, target *schema.Schema) string {
	if s.Default != nil {
		return text.Default(s.Default)
	}
	return text.Default(target.Default)
}

func (l *lowerer) restDoc(name string) ir.Doc {
	return ir.Doc{ir.Para(name + " has the properties that are not declared.")}
}

// packageDoc is the comment of the package.
func (l *lowerer) packageDoc() ir.Doc {
	info := l.doc.Root.Get("info")
	doc := ir.Doc{ir.Para("Package " + l.opts.Package + " calls " + firstOf(info.Get("title").Text(), "WeChat Pay APIv3") + ".")}
	doc = append(doc, text.Blocks(info.Get("description").Text())...)
	if url := l.doc.Root.Get("externalDocs").Get("url").Text(); url != "" {
		doc = append(doc, ir.Para("See "+url))
	}
	return doc
}

func (l *lowerer) clientDoc() ir.Doc {
	return ir.Doc{ir.Para("Client calls the operations of this package. It is safe for concurrent use when its caller is, as " +
		"[*wxpay.Client] is.")}
}

// operationDoc is the comment of a method.
func (l *lowerer) operationDoc(op *operation, out *ir.Operation) ir.Doc {
	doc := text.Action(out.Name, op.Text, op.Title).Doc()
	if len(doc) == 0 {
		doc = ir.Doc{ir.Para(out.Name + " calls the operation " + op.id + ".")}
	}
	doc = append(doc, l.stateDoc(op)...)
	doc = append(doc, ir.Verbatim(op.Method+" "+op.Path))
	if out.Validates {
		doc = append(doc, ir.Para("A request outside the documented limits is not sent; the error is a [*wxpay.ValidationError]."))
	}
	if len(out.Errors) > 0 {
		doc = append(doc, ir.Para("A refusal is a [*wxpay.Error]. [errors.Is] tells its code, and these are documented:"), codeList(out.Errors))
	}
	doc = append(doc, answerDoc(out)...)
	if names := l.answerHeaders(op); len(names) > 0 {
		doc = append(doc, ir.Para("The answer has the headers "+strings.Join(names, ", ")+"; [wxpay.WithResponse] hands them out."))
	}
	if op.URL != "" {
		doc = append(doc, ir.Para("See "+op.URL))
	}
	if op.Deprecated {
		doc = append(doc, deprecated)
	}
	return doc
}

// statusName is the Go name of a status: OK, Accepted.
func statusName(status int) string {
	if status == anySuccess {
		return "Other"
	}
	name := strings.ReplaceAll(http.StatusText(status), " ", "")
	if name == "" {
		return fmt.Sprintf("Status%d", status)
	}
	return strings.ReplaceAll(name, "-", "")
}
