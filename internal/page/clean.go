package page

import (
	"regexp"
	"strings"
	"unicode"
)

// isInvisible reports whether a character is invisible: a soft hyphen, such as
// in codes, a space without width, or a mark of direction.
func isInvisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0xFEFF, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064:
		return true
	}
	return unicode.IsControl(r) && r != '\n' && r != '\t'
}

// plain replaces characters of a line by simpler ones: spaces of all kinds, and
// full-width letters and digits. It keeps punctuation.
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

// clean returns a line without invisible characters, with single spaces and
// without spaces at its ends.
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

// pictureMark precedes the name of a picture in a line. Some pages mark
// required fields with a picture.
const pictureMark = "\uFFFC"

var picture = regexp.MustCompile(pictureMark + `\{([^}\n]*)\}`)

func pictureText(name string) string {
	return pictureMark + "{" + strings.NewReplacer("{", "", "}", "", "\n", " ").Replace(name) + "}"
}

// visibleText returns a line without its pictures.
func visibleText(s string) string {
	return strings.TrimSpace(picture.ReplaceAllString(s, ""))
}

var (
	link     = regexp.MustCompile(`!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*\)`)
	breakTag = regexp.MustCompile(`(?i)<br\s*/?>`)
)

// unmark removes the marks of Markdown from a line of text.
func unmark(s string) string {
	s = link.ReplaceAllStringFunc(s, func(m string) string {
		if strings.HasPrefix(m, "!") {
			return ""
		}
		return link.FindStringSubmatch(m)[1]
	})
	return strings.NewReplacer("**", "", `\_`, "_", `\|`, "|", `\*`, "*").Replace(breakTag.ReplaceAllString(s, "\n"))
}

// indent returns the width of the space at the beginning of a line. Bullets
// count as space.
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
