package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// checkPathForm refuses the paths that would not be sent as they are written, or
// not to the host that they are meant for.
func (l *lowerer) checkPathForm(path string, pos diag.Position) {
	refuse := func(fact, remedy string) {
		l.report(diag.Errorf(pos, "path-form", "the path %s %s", diag.Quote(path), fact).Fix("%s", remedy))
	}
	if !strings.HasPrefix(path, "/") {
		refuse("does not begin with a slash", "write /"+path)
		return
	}
	if hasDotSegment(path) {
		refuse("has a segment . or .., which servers and proxies resolve to another path", "write the path that is meant")
		return
	}
	plain := path
	for _, name := range placeholdersOf(path) {
		plain = strings.Replace(plain, "{"+name+"}", "", 1)
	}
	for _, r := range plain {
		switch {
		case r == '{' || r == '}':
			refuse("has a brace without its counterpart", "write {name} for a parameter")
		case r == '?' || r == '#':
			refuse("has a query or a fragment", "describe the query as parameters with in: query")
		case r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`|%", r):
			refuse("has a character that an address writes otherwise", "write the path as the documentation of the API does")
		default:
			continue
		}
		return
	}
}

// hasDotSegment reports whether a path has a segment that is no name.
func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
