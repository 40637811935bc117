package draft

import (
	"slices"
	"strings"
)

// verbs are the last segments of paths of operations that act on a resource.
var verbs = []string{
	"cancel", "close", "reverse", "modify", "complete", "pay", "sync", "terminate", "apply", "unfreeze", "deactivate", "response",
	"associate", "disassociate", "add", "delete", "remove", "create", "query", "update", "send", "upload", "download", "bind", "unbind",
	"notify", "start", "stop", "pause", "resume", "restart", "confirm", "return", "refund", "use", "schedule",
}

// operationID makes a name from a method and a path.
func operationID(method, path string) string {
	var literal []string
	endsInParameter := false
	for part := range strings.SplitSeq(path, "/") {
		endsInParameter = strings.HasPrefix(part, "{")
		if part != "" && part != "v3" && !endsInParameter && !strings.HasPrefix(part, "out-") && part != "id" {
			literal = append(literal, part)
		}
	}
	if len(literal) == 0 {
		literal = []string{"resource"}
	}
	last := literal[len(literal)-1]
	noun := literal
	verb := map[string]string{"GET": "query", "POST": "create", "PUT": "replace", "PATCH": "modify", "DELETE": "delete"}[method]
	first, rest, compound := strings.Cut(last, "-")
	switch {
	case compound && slices.Contains(verbs, first): // apply-abnormal-refund
		return first + camel(rest)
	case slices.Contains(verbs, last) && len(literal) > 1:
		verb, noun = last, literal[:len(literal)-1]
	case method == "POST" && endsInParameter:
		verb = "post"
	}
	words := noun[max(0, len(noun)-2):]
	return verb + camel(strings.Join(words, "-"))
}

func camel(s string) string {
	var out strings.Builder
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') }) {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}
