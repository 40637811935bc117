package page

import (
	"regexp"
	"strings"
	"unicode"
)

// Pages have characters that nobody sees: soft hyphens within codes, spaces of
// no width, marks of direction.
func isInvisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0xFEFF, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064:
		return true
	}
	return unicode.IsControl(r) && r != '\n' && r != '\t'
}

// plain replaces the characters of a line that stand for simpler ones: spaces of
// all kinds, and full-width letters and digits. Punctuation stays.
func plain(r rune) rune {
	switch {
	case isInvisible(r):
		return -1
	case r == '\t', unicode.Is(unicode.Zs, r):
		return ' '
	case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r == '＿':
		return r - 0xFEE0
	}
	return r
}

var spaces = regexp.MustCompile(` {2,}`)

// clean returns a line without what a reader of the page does not see, with
// single spaces and without those around it.
func clean(s string) string {
	s = strings.Map(plain, s)
	s = strings.NewReplacer("`", "", "\u00a0", " ").Replace(s)
	return strings.TrimSpace(spaces.ReplaceAllString(s, " "))
}

// cleanCell cleans each line of a cell.
func cleanCell(s string) string {
	var lines []string
	for text := range strings.SplitSeq(s, "\n") {
		if text = clean(text); text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// A picture within a line is written as a mark and its name, because some pages
// say with a picture what is required.
const pictureMark = "\uFFFC"

var picture = regexp.MustCompile(pictureMark + `\{([^}\n]*)\}`)

func pictureText(name string) string {
	return pictureMark + "{" + strings.NewReplacer("{", "", "}", "", "\n", " ").Replace(name) + "}"
}

// visibleText is a line without its pictures.
func visibleText(s string) string {
	return strings.TrimSpace(picture.ReplaceAllString(s, ""))
}

var (
	link     = regexp.MustCompile(`!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*\)`)
	breakTag = regexp.MustCompile(`(?i)<br\s*/?>`)
)

// unmark takes the marks of Markdown out of a line of text.
func unmark(s string) string {
	s = link.ReplaceAllStringFunc(s, func(m string) string {
		if strings.HasPrefix(m, "!") {
			return ""
		}
		return link.FindStringSubmatch(m)[1]
	})
	return strings.NewReplacer("**", "", `\_`, "_", `\|`, "|", `\*`, "*").Replace(breakTag.ReplaceAllString(s, "\n"))
}

// indent is the width of the space that a line begins with; bullets count as
// space.
func indent(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r == '\t':
			n += 4
		case unicode.Is(unicode.Zs, r), r == '•', r == '·':
			n++
		default:
			return n
		}
	}
	return n
}

var bullet = regexp.MustCompile(`^\s*(?:[•·●○▪◦]|[-*] )\s*`)
