package wire

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// CheckPath reports how the path of an operation, and its path parameters, differ
// from what is sent, and what cannot be sent.
func CheckPath(op *apimodel.Operation) []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, note := range op.Route.Notes {
		list = append(list, diag.Warningf(op.PathPos, "path-form", "the path %s %s", diag.Quote(op.Key), note.Fact).Fix("%s", note.Remedy))
	}
	if fact, remedy := pathFault(op.Path); fact != "" {
		list = append(list, diag.Errorf(op.PathPos, "path-form", "the path %s %s", diag.Quote(op.Key), fact).Fix("%s", remedy))
	}
	for _, p := range op.Params {
		list = append(list, checkPathParam(op, p)...)
	}
	for _, p := range op.Unplaced {
		p.Node.Consume()
		list = append(list, diag.Warningf(p.Pos, "path-parameter", "the path parameter %s is not in the path %s, and is not sent", diag.Quote(p.Name), op.Path).
			Fix("put {%s} into the path, or remove the parameter", p.Name))
	}
	return list
}

func checkPathParam(op *apimodel.Operation, p *apimodel.Param) []diag.Diagnostic {
	var list []diag.Diagnostic
	switch {
	case p.In != "path":
	case p.Undeclared:
		list = append(list, diag.Warningf(op.PathPos, "path-parameter", "the path has {%s}, and %s no path parameter of that name", p.Name, op.Method).
			Fix("add the parameter with in: path; it is any text here"))
	case !p.Required:
		list = append(list, diag.Warningf(p.Pos, "path-required", "the path parameter %s does not say required: true, as each must", diag.Quote(p.Name)).
			Fix("write required: true, as is assumed here"))
	}
	if p.Listed != "" {
		list = append(list, diag.Warningf(p.Pos, "path-parameter", "the path parameter %s is {%s} in the path", diag.Quote(p.Listed), p.Name).
			Fix("give both the same name, as is assumed here"))
	}
	return list
}

// pathFault returns why a path would not be sent as it is meant, "" if it would.
func pathFault(path string) (fact, remedy string) {
	if HasDotSegment(path) {
		return "has a segment . or .., which servers and proxies resolve to another path", "write the path without . and .."
	}
	plain := path
	for _, name := range apimodel.ReadPath(path).Names {
		if name == "" {
			return "has {} without a name", "write {name} for a parameter"
		}
		plain = strings.ReplaceAll(plain, "{"+name+"}", "")
	}
	for _, r := range plain {
		switch {
		case r == '{' || r == '}':
			return "has a brace without its counterpart", "write {name} for a parameter"
		case r < ' ' || r == 0x7f:
			return "has a control character", "write the path as the documentation of the API does"
		}
	}
	return "", ""
}

// dots are those that are escaped, which means the same.
var dots = strings.NewReplacer("%2e", ".", "%2E", ".")

// HasDotSegment reports whether a path has a segment that is no name.
func HasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		segment = dots.Replace(segment)
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
