package site

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/chinese"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// language is a language of the site.
type language struct {
	Code string // of HTML's attribute lang
	Name string // in itself
}

var languages = []language{{"en", "English"}, {"zh", "中文"}}

// say formats a text, given its English format.
func (l language) say(english string, args ...any) string {
	return fmt.Sprintf(l.translate(english), args...)
}

func (l language) translate(english string) string {
	if l.Code == "zh" {
		return chinese.Format(english)
	}
	return english
}

// Other is the language to change to.
func (l language) Other() language {
	if l == languages[0] {
		return languages[1]
	}
	return languages[0]
}

// paragraph joins sentences. Chinese ones have no space after them.
func (l language) paragraph(sentences []string) string {
	var b strings.Builder
	for _, sentence := range sentences {
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "。") {
			b.WriteByte(' ')
		}
		b.WriteString(sentence)
	}
	return strings.TrimSpace(b.String())
}

// titled combines WeChat Pay's name of something with its description. The
// descriptions of specs are English.
func (l language) titled(title, text string) string {
	title, text = strings.TrimSpace(title), strings.TrimSpace(text)
	switch {
	case title == "" || text == title:
		return text
	case text == "":
		return title
	}
	return l.say("%[1]s: %[2]s", title, text)
}

// The marks of code within a sentence, until it is HTML.
const codeBegin, codeEnd = "\x02", "\x03"

// style is that of the sentences about lifecycles.
func (l language) style() lifecycle.Style {
	style := lifecycle.Style{Code: code, Value: code}
	if l.Code == "zh" {
		style.Translate = chinese.Format
	}
	return style
}

func code(text string) string { return codeBegin + text + codeEnd }

// marked makes HTML of a text in which code has marks.
func marked(text string) template.HTML {
	text = html.EscapeString(text)
	text = strings.ReplaceAll(text, codeBegin, "<code>")
	return template.HTML(strings.ReplaceAll(text, codeEnd, "</code>")) //nolint:gosec // it is escaped
}
