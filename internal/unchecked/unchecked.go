// Package unchecked defines the form of the comments in a drafted spec about
// facts that the documentation page lacks or leaves open:
//
//	# from the page: the status of a success is missing; 200 is assumed; check
//
// The command draft writes them, and lint reports the remaining ones.
package unchecked

import "strings"

const (
	begin = "# from the page: "
	end   = "; check"
)

// Comment returns a comment without its number sign, as one line.
func Comment(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return begin[2:] + strings.TrimRight(s, " .;；。") + end
}

// In returns the text of the comment in a line of YAML, the offset of the comment
// in bytes, and whether there is one.
func In(line string) (text string, at int, ok bool) {
	at = strings.Index(line, begin)
	if at < 0 || strings.ContainsAny(line[:at], `"'`) || at > 0 && line[at-1] != ' ' {
		return "", 0, false
	}
	text, ok = strings.CutSuffix(strings.TrimRight(line[at+len(begin):], " \r\n"), end)
	return text, at, ok
}
