package wire

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// CheckPath compares the placeholders of an operation's path with its parameters,
// and checks the form of the path.
func CheckPath(op *apimodel.Operation) []diag.Diagnostic {
	placeholders := placeholdersOf(op.Path)
	var list []diag.Diagnostic
	for _, name := range placeholders {
		if !op.BrokenParam && !slices.ContainsFunc(op.Params, func(p *apimodel.Param) bool { return p.In == "path" && p.Name == name }) {
			list = append(list, diag.Errorf(op.PathPos, "path-parameter", "the path has {%s}, and %s no path parameter of that name", name, op.Method).
				Fix("add the parameter with in: path"))
		}
	}
	list = append(list, checkPathForm(op.Path, op.PathPos)...)
	for _, p := range op.Params {
		if p.In != "path" {
			continue
		}
		if !p.Required {
			list = append(list, diag.Warningf(p.Pos, "path-required", "the path parameter %s does not say required: true, as each must", diag.Quote(p.Name)).
				Fix("write required: true, as is assumed here"))
		}
		if !slices.Contains(placeholders, p.Name) {
			list = append(list, diag.Errorf(p.Pos, "path-parameter", "the path parameter %s is not in the path %s", diag.Quote(p.Name), op.Path).
				Fix("put {%s} into the path, or take the parameter out", p.Name))
		}
	}
	return list
}

func placeholdersOf(path string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(path, "{")
		if !ok {
			return out
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return out
		}
		out = append(out, name)
		path = after
	}
}

// checkPathForm returns an error for a path that would not be sent as it is
// written, or not to the host that is meant.
func checkPathForm(path string, pos diag.Position) []diag.Diagnostic {
	fact, remedy := pathFault(path)
	if fact == "" {
		return nil
	}
	return []diag.Diagnostic{diag.Errorf(pos, "path-form", "the path %s %s", diag.Quote(path), fact).Fix("%s", remedy)}
}

func pathFault(path string) (fact, remedy string) {
	if !strings.HasPrefix(path, "/") {
		return "does not begin with a slash", "write /" + path
	}
	if HasDotSegment(path) {
		return "has a segment . or .., which servers and proxies resolve to another path", "write the path that is meant"
	}
	plain := path
	for _, name := range placeholdersOf(path) {
		plain = strings.Replace(plain, "{"+name+"}", "", 1)
	}
	for _, r := range plain {
		switch {
		case r == '{' || r == '}':
			return "has a brace without its counterpart", "write {name} for a parameter"
		case r == '?' || r == '#':
			return "has a query or a fragment", "describe the query as parameters with in: query"
		case r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`|%", r):
			return "has a character that an address writes otherwise", "write the path as the documentation of the API does"
		}
	}
	return "", ""
}

// HasDotSegment reports whether a path has a segment that is no name.
func HasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
