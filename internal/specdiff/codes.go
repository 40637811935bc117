package specdiff

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// listed is a code with the response that lists it.
type listed struct {
	apimodel.Code
	status string
}

func codesOf(op *apimodel.Operation) []listed {
	var list []listed
	for _, r := range op.Responses {
		for _, c := range r.Codes {
			list = append(list, listed{c, r.Status})
		}
	}
	return list
}

// codes compares the codes of an operation. One that moved to another status is the
// same code.
func (d *differ) codes(old, now *apimodel.Operation) {
	before, after := codesOf(old), codesOf(now)
	var known []listed
	for _, c := range before {
		same := find(after, func(n listed) bool { return n.Name == c.Name && n.status == c.status })
		moved := find(after, func(n listed) bool {
			return n.Name == c.Name && find(before, func(o listed) bool { return o.Name == n.Name && o.status == n.status }) == nil
		})
		switch {
		case same != nil:
			known = append(known, *same)
			d.within("code "+c.Name, c.Pos, same.Pos, func() { d.code(c.Code, same.Code) })
		case moved != nil:
			known = append(known, *moved)
			d.within("code "+c.Name, c.Pos, moved.Pos, func() {
				d.note(Breaking, Vocabulary, "x-error-codes", "the code comes with status %s; it came with %s", moved.status, c.status)
				d.code(c.Code, moved.Code)
			})
		default:
			d.within("code "+c.Name, c.Pos, d.at.Pos, func() {
				d.note(Breaking, Vocabulary, "x-error-codes", "the code is removed from status %s", c.status)
			})
		}
	}
	for _, n := range after {
		if find(known, func(c listed) bool { return c.Name == n.Name && c.status == n.status }) == nil {
			d.within("code "+n.Name, d.at.Old, n.Pos, func() {
				d.note(Additive, Vocabulary, "x-error-codes", "the code is new, with status %s", n.status)
			})
		}
	}
}

func find(list []listed, is func(listed) bool) *listed {
	i := slices.IndexFunc(list, is)
	if i < 0 {
		return nil
	}
	return &list[i]
}

func (d *differ) code(old, now apimodel.Code) { d.members("errorCode", old.Node, now.Node) }

func lower(text string) string { return strings.ToLower(text) }

func wordsOr(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(slices.Values(list)), ", ")
}
