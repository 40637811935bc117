// Package unchecked has the form of the comments that a drafted spec has where
// the documentation page says nothing, or leaves something open:
//
//	# from the page: the status of a success is not said; 200 is taken; check
//
// The command draft writes them, and the lint reports those that are left.
package unchecked

import "strings"

const (
	begin = "# from the page: "
	end   = "; check"
)

// Comment returns a comment without its number sign: one line, whatever s has.
func Comment(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return begin[2:] + strings.TrimRight(s, " .;；。") + end
}

// In returns what is open by the comment in a line of YAML, where in the line the
// comment begins, in bytes, and whether there is one.
func In(line string) (text string, at int, ok bool) {
	at = strings.Index(line, begin)
	if at < 0 || strings.ContainsAny(line[:at], `"'`) || at > 0 && line[at-1] != ' ' {
		return "", 0, false
	}
	text, ok = strings.CutSuffix(strings.TrimRight(line[at+len(begin):], " \r\n"), end)
	return text, at, ok
}
