package draft

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/page"
)

// responses writes the success and then the errors by their status.
func (w *writer) responses(p *page.Page) *node {
	n := object("responses", w.success(p))
	codes, comments := codesOf(p)
	n.comment(comments...)
	var statuses []int
	for _, c := range codes {
		if !slices.Contains(statuses, c.Status) {
			statuses = append(statuses, c.Status)
		}
	}
	slices.Sort(statuses)
	for _, status := range statuses {
		of := slices.DeleteFunc(slices.Clone(codes), func(c code) bool { return c.Status != status })
		n.add(w.failure(status, of))
	}
	return n
}

func (w *writer) success(p *page.Page) *node {
	status := p.Status
	has := len(p.Response) > 0 || len(p.ResponseExamples) > 0
	if status == 0 && has {
		status = 200
	}
	n := object(strconv.Itoa(cmp.Or(status, 204)), text("description", "The call succeeded."))
	switch {
	case status == 0:
		n.comment(unknown("the success response is missing; 204 without a body is assumed"))
	case p.Status == 0:
		n.comment(unknown("the status of a success is missing; 200 is assumed"))
	case status == 204 && len(p.Response) > 0:
		n.comment(unknown("it says 204, but lists members of a response"))
	case status != 204 && !has:
		n.comment(unknown("the members of the response are missing"))
	}
	if !has {
		return n
	}
	schema := object("schema", raw("type", "object"))
	if len(p.Response) > 0 {
		w.properties(schema, p.Response, true)
	} else {
		schema.comment(unknown("the members of the response are missing, but there is an example"))
	}
	media := object("application/json", schema)
	media.add(examples(p.ResponseExamples, p))
	n.add(object("content", media))
	return n
}

// A code is a row of the table, once for each status and name.
type code struct {
	*page.Code
	comments []string
}

// codesOf returns the distinct codes, and comments about all of them.
func codesOf(p *page.Page) (list []code, comments []string) {
	if len(p.Codes) == 0 {
		return nil, []string{unknown("the error codes are missing")}
	}
	for _, c := range p.Codes {
		if c.Status == 0 || c.Status == 200 || c.Status == 204 || c.Status > 599 {
			comments = append(comments, unknown("the code %s in line %d has the status %d and is skipped", c.Name, c.Line, c.Status))
			continue
		}
		i := slices.IndexFunc(list, func(k code) bool { return k.Status == c.Status && sameCode(k.Name, c.Name) })
		if i < 0 {
			list = append(list, code{c, notes(c.Notes)})
			continue
		}
		if list[i].Name == c.Name && list[i].Title == c.Title && list[i].Remedy == c.Remedy {
			continue
		}
		other := list[i].Code
		if !c.Common { // the operation's own table has precedence
			list[i].Code = c
		} else {
			other = c
		}
		list[i].comments = append(list[i].comments, unknown("%s is listed twice, also as %s, %s: %s", list[i].Name, other.Name, other.Title, other.Remedy))
	}
	return list, comments
}

// sameCode reports whether two names are one code: products write some with and
// some without underscores, and errors.Is ignores them.
func sameCode(a, b string) bool {
	return strings.ReplaceAll(a, "_", "") == strings.ReplaceAll(b, "_", "")
}

// about has a description for each status.
var about = map[int]string{
	202: "Accepted, but not decided yet.",
	400: "The request is rejected.",
	401: "The request's signature is not accepted.",
	403: "The merchant has no permission.",
	404: "The number does not exist.",
	429: "Too many requests.",
	500: "WeChat Pay failed; the outcome is unknown.",
}

func (w *writer) failure(status int, list []code) *node {
	if w.shared != nil {
		if ref := w.shared.response(status, list); ref != "" {
			return object(strconv.Itoa(status), text("$ref", ref))
		}
	}
	codes := object("x-error-codes")
	for _, c := range list {
		codes.add(w.code(c))
	}
	errorRef := "#/components/schemas/Error"
	if w.shared != nil && w.shared.errorRef != "" {
		errorRef = w.shared.errorRef
	}
	return object(strconv.Itoa(status),
		text("description", orElse(about[status], fmt.Sprintf("The call failed with %d.", status))),
		codes,
		object("content", object("application/json", object("schema", text("$ref", errorRef)))),
	)
}

func (w *writer) code(c code) *node {
	if w.shared != nil {
		if ref := w.shared.code(c.Code); ref != "" {
			return object(c.Name, text("$ref", ref)).comment(c.comments...)
		}
	}
	n := object(c.Name, text("title", orElse(c.Title, c.Name)), text("description", orElse(c.Title, c.Name))).comment(c.comments...)
	switch {
	case isDamaged(c.Remedy):
		n.comment(unknown("the remedy of %s is damaged in this copy", c.Name))
		fallthrough
	case c.Remedy != "":
		n.add(text("remedy", strings.Map(withoutPrivate, c.Remedy)))
	default:
		n.comment(unknown("the remedy for %s is missing", c.Name))
	}
	return n
}

// isDamaged reports whether a copy lost characters of a text.
func isDamaged(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return withoutPrivate(r) < 0 }) || strings.Contains(s, "?") && strings.ContainsAny(s, "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ")
}

func withoutPrivate(r rune) rune {
	if r >= 0xE000 && r <= 0xF8FF || r == 0xFFFD {
		return -1
	}
	return r
}
