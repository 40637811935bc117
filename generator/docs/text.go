package docs

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// prose escapes a text of the spec for Markdown, and replaces line ends by
// spaces.
func prose(text string) string {
	var b strings.Builder
	runes := []rune(strings.Join(strings.Fields(text), " "))
	for i, r := range runes {
		switch {
		case r == '_' && i > 0 && i+1 < len(runes) && isWord(runes[i-1]) && isWord(runes[i+1]):
			b.WriteRune(r) // within a name it is not markup
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

// code formats a text as code, also within tables, where a bar has to be
// escaped.
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

// anchor returns a name for use in an address.
func anchor(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, name)
}

// titled combines a description with the official name.
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

// inBoth writes a remedy in English, and in brackets in Chinese.
func inBoth(english, chinese string) string {
	english, chinese = strings.TrimSpace(english), strings.TrimSpace(chinese)
	if english == "" || chinese == "" {
		return english + chinese
	}
	return english + " (" + chinese + ")"
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
