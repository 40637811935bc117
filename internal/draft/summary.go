package draft

import (
	"bytes"
	"fmt"

	"github.com/wxpaygen/wxpaygen/internal/page"
	"github.com/wxpaygen/wxpaygen/internal/unchecked"
)

// Unchecked returns the number of comments in a spec that are still to be
// checked.
func Unchecked(spec []byte) int {
	n := 0
	for line := range bytes.Lines(spec) {
		if _, _, ok := unchecked.In(string(line)); ok {
			n++
		}
	}
	return n
}

// Summary describes the content of a page.
func Summary(p *page.Page) string {
	fields, codes := 0, map[string]bool{}
	all := append(append(append([]*page.Field(nil), p.Params...), p.Body...), p.Response...)
	each(all, func(*page.Field) { fields++ })
	for _, c := range p.Codes {
		codes[fmt.Sprint(c.Status, c.Name)] = true
	}
	return fmt.Sprintf("%s: %s, %s", orElse(p.Title, "no title"), plural(fields, "field"), plural(len(codes), "code"))
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
