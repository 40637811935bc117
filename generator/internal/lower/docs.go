package lower

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// subject makes the first sentence of a comment, which begins with the Go name:
// "Cancels an order." becomes "CancelOrder cancels an order", "The order's
// number." "OrderNo is the order's number". The official Chinese name follows in
// brackets.
func subject(name, description, title string) string {
	first, rest := firstSentence(strings.TrimSpace(description))
	title = strings.TrimSpace(title)
	if first == "" {
		if title == "" {
			return ""
		}
		return name + " is " + strings.TrimSuffix(title, ".") + "."
	}
	word, _, _ := strings.Cut(first, " ")
	body := strings.TrimRight(first, ".。")
	switch {
	case isArticle(word):
		body = " is " + lowerFirst(body)
	case isVerb(word):
		body = " " + lowerFirst(body)
	default:
		body = ": " + lowerWord(body)
	}
	if title != "" && title != strings.TrimSpace(body) && !strings.Contains(first, title) {
		body += " (" + title + ")"
	}
	text := name + body + "."
	if rest != "" {
		text += " " + rest
	}
	return text
}

var articles = []string{"The", "A", "An", "Whether", "What", "Why", "When", "Where", "How", "Who", "One"}

func isArticle(word string) bool { return slices.Contains(articles, word) }

// isVerb reports whether a sentence begins as those about a function do: with a
// verb in the third person.
func isVerb(word string) bool {
	return len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us") &&
		unicode.IsUpper(rune(word[0])) && strings.ToLower(word[1:]) == word[1:] && !strings.HasSuffix(word, "'s")
}

// lowerWord lets a text go on in the middle of a sentence, if it does not begin
// with a name.
func lowerWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if strings.HasPrefix(word, "WeChat") || strings.HasSuffix(word, "'s") || strings.ToLower(word[1:]) != word[1:] {
		return s
	}
	return lowerFirst(s)
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// firstSentence cuts a text after its first sentence.
func firstSentence(text string) (first, rest string) {
	for i, r := range text {
		next := i + utf8.RuneLen(r)
		switch {
		case r == '。' || r == '\n' && strings.HasPrefix(text[next:], "\n"):
		case r == '.' && next < len(text) && (text[next] == ' ' || text[next] == '\n'):
		default:
			continue
		}
		return strings.TrimSpace(text[:next]), strings.TrimSpace(text[next:])
	}
	return text, ""
}

// paragraphs splits a description at its blank lines.
func paragraphs(text string) ir.Doc {
	var doc ir.Doc
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			doc = append(doc, ir.Para(strings.Replace(part, "Deprecated:", "Deprecated,", 1))) // the word has a meaning to Go's tools
		}
	}
	return doc
}

func noteDoc(text string) ir.Doc { return paragraphs(text) }

// typeDoc is the comment of a declared type.
func (l *lowerer) typeDoc(name string, s *schema.Schema) ir.Doc {
	doc := paragraphs(subject(name, s.Description, s.Title))
	if s.Deprecated {
		doc = append(doc, deprecated)
	}
	return doc
}

const deprecated = ir.Para("Deprecated: the documentation of the API says so.")

// meaning is the comment of a thing that has no kind to be: an error code, a
// member of an enum.
func meaning(name, description, title string) string {
	first, rest := firstSentence(strings.TrimSpace(description))
	if first == "" {
		return subject(name, "", title)
	}
	text := name + ": " + lowerWord(strings.TrimRight(first, ".。"))
	if title = strings.TrimSpace(title); title != "" {
		text += " (" + title + ")"
	}
	return strings.TrimSpace(text + ". " + rest)
}

// action is the comment of a thing that happens: an operation, an event. What
// begins with an article is a sentence about it, and not what it is.
func action(name, description, title string) string {
	if word, _, _ := strings.Cut(strings.TrimSpace(description), " "); isArticle(word) {
		return meaning(name, description, title)
	}
	return subject(name, description, title)
}

// fieldDoc is the comment of a field: what it is, its limits with their unit,
// and its default.
func (l *lowerer) fieldDoc(field ir.Field, s *schema.Schema) ir.Doc {
	target := l.schemas.Target(s)
	description, title := s.Description, s.Title
	if s.Ref != "" && !l.isDeclared(target) {
		description, title = firstOf(description, target.Description), firstOf(title, target.Title)
	}
	text := subject(field.Name, description, title)
	if _, isList := field.Value.Type.(*ir.Slice); isList {
		text = strings.Replace(text, field.Name+" is the ", field.Name+" are the ", 1)
	}
	limits := append(l.limits(target), patternNotes(target)...)
	if s.Mode != "" {
		limits = append(limits, modeNote(s))
	}
	switch {
	case len(limits) == 0:
	case text == "":
		text = field.Name + ": " + strings.Join(limits, "; ") + "."
	case strings.Count(text, ". ") == 0:
		text = strings.TrimSuffix(text, ".") + ": " + strings.Join(limits, "; ") + "."
	default:
		limit := strings.Join(limits, "; ")
		text += " " + strings.ToUpper(limit[:1]) + limit[1:] + "."
	}
	if d := l.defaultNote(s, target); d != "" {
		text = strings.TrimSpace(text + " " + d)
	}
	doc := paragraphs(text)
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

func modeNote(s *schema.Schema) string {
	note := s.Mode + " mode only"
	if s.RequiredInMode {
		note += ", and required there"
	}
	return note
}

// defaultNote tells what the other side assumes when the field is not sent.
func (l *lowerer) defaultNote(s, target *schema.Schema) string {
	d := s.Default
	if d == nil {
		d = target.Default
	}
	switch {
	case d == nil || d.Is(doctree.Null):
		return ""
	case d.Is(doctree.Sequence) || d.Is(doctree.Mapping):
		return "Default: " + string(d.AppendJSON(nil)) + "."
	case d.Is(doctree.String):
		return fmt.Sprintf("Default: %q.", d.Text())
	}
	return "Default: " + d.Text() + "."
}

func (l *lowerer) restDoc(name string) ir.Doc {
	return ir.Doc{ir.Para(name + " has the properties that are not declared.")}
}

// packageDoc is the comment of the package.
func (l *lowerer) packageDoc() ir.Doc {
	info := l.doc.Root.Get("info")
	doc := ir.Doc{ir.Para("Package " + l.opts.Package + " calls " + firstOf(info.Get("title").Text(), "WeChat Pay APIv3") + ".")}
	doc = append(doc, paragraphs(info.Get("description").Text())...)
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
	doc := paragraphs(action(out.Name, op.Text, op.Title))
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
