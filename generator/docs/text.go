package docs

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// prose is a text of the spec as Markdown shows it: what would be markup there
// is escaped, line ends are spaces.
func prose(text string) string {
	var b strings.Builder
	runes := []rune(strings.Join(strings.Fields(text), " "))
	for i, r := range runes {
		switch {
		case r == '_' && i > 0 && i+1 < len(runes) && isWord(runes[i-1]) && isWord(runes[i+1]):
			b.WriteRune(r) // inside of a name it is no markup
		case strings.ContainsRune("\\`*_[]<>|#~", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '&':
			b.WriteString("&amp;")
		case visible.Hidden(r):
			b.WriteRune(visible.Replacement)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// cell is prose for a table.
func cell(text string) string { return prose(text) }

// code is a text in a fixed-width face. It works in tables too, where a bar has
// to be escaped even there.
func code(text string) string {
	text = visible.Line(text)
	if strings.TrimSpace(text) == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + strings.ReplaceAll(text, "|", "\\|") + fence
}

// autolink links an address of the web, and writes anything else as code.
func autolink(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || strings.ContainsAny(address, "<> \t\n|`") {
		return code(address)
	}
	return "<" + address + ">"
}

// anchor is a name that can stand in an address.
func anchor(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, name)
}

// titled puts the official name before the description.
func titled(title, text string) string {
	title, text = strings.TrimSpace(title), strings.TrimSpace(text)
	switch {
	case title == "":
		return text
	case text == "" || text == title:
		return title
	}
	return title + ": " + text
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func each(list []string, f func(string) string) []string {
	var out []string
	for _, s := range list {
		out = append(out, f(s))
	}
	return out
}

// join makes "a, b and c" of a list.
func join(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
