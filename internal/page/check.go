package page

import (
	"regexp"
	"slices"
	"strings"
)

// callOf returns an error if the method or the path is unknown.
func (a *assembler) callOf(blocks []block) error {
	p := a.page
	for _, e := range p.RequestExamples {
		p.fromURL(e.URL)
	}
	if p.Path != "" && p.Method == "" {
		for _, b := range blocks {
			if methodLine.MatchString(b.text) {
				p.Method = strings.Fields(b.text)[0]
				break
			}
		}
	}
	last := blocks[len(blocks)-1]
	switch {
	case p.Path == "" && mentions(blocks, "回调", "notify", "通知") && mentions(blocks, "回调通知", "event_type", "notification"):
		return &Error{
			p.File, last.n, "the page seems to describe a notification: no line has 请求URL, 请求方式 or Request URL with a path",
			"draft writes operations; write notifications by hand, as docs/writing-specs.md shows",
		}
	case p.Path == "":
		return &Error{
			p.File, last.n, "this is not the documentation page of an operation: it was read to its end (" + shorten(last.text) + "), and no line has 请求URL, 请求方式 or Request URL with a path",
			"give the complete page of one operation; docs/draft.md lists the forms",
		}
	case p.Method == "":
		return &Error{p.File, last.n, "the method of " + p.Path + " is missing; the page was read to its end", "write a line such as 请求方式：【POST】 into the file"}
	case !strings.HasPrefix(p.Path, "/v3/"):
		return &Error{p.File, p.Line, p.Method + " " + p.Path + " is not an operation of APIv3", "give a page whose path begins with /v3/"}
	}
	return nil
}

func mentions(blocks []block, words ...string) bool {
	return slices.ContainsFunc(blocks, func(b block) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(b.text, w) })
	})
}

// fromURL uses the path of an example if no line has it. Variables in it are
// values, so that only a path without variables is used.
func (p *Page) fromURL(url string) {
	if path, _, _ := strings.Cut(url, "?"); p.Path == "" && path != "" && !hasDigits.MatchString(path[4:]) {
		p.Path = path
	}
}

var hasDigits = regexp.MustCompile(`\d{4,}`)

var nothingToSend = regexp.MustCompile(`(?i)无请求参数|无需?参数|no (?:request )?parameters|^无$`)

// check returns an error if only a part of the operation was understood.
func (a *assembler) check(blocks []block, list []section) error {
	p := a.page
	i := slices.IndexFunc(list, func(s section) bool { return s.part == request })
	hasRequest := i >= 0
	if hasRequest && len(p.Params)+len(p.Body) == 0 && !a.isEmptyRequest() {
		s := list[i]
		at := s.at
		if len(s.blocks) > 0 {
			at = s.blocks[0].n
		}
		return &Error{
			p.File, at, "the fields of the request are of an unknown form; reading stopped at " + shorten(firstText(s)),
			"docs/draft.md lists the forms; copy the text of the page if the file was made by a tool",
		}
	}
	if !hasRequest && len(p.Response) == 0 && p.Codes == nil && p.ResponseExamples == nil && p.Status == 0 {
		last := blocks[len(blocks)-1]
		return &Error{
			p.File, last.n, p.Method + " " + p.Path + " is all that was understood, up to " + shorten(last.text),
			"give the complete page; docs/draft.md lists the forms",
		}
	}
	return nil
}

func firstText(s section) string {
	if len(s.blocks) == 0 {
		return "the end of the section"
	}
	return s.blocks[0].text
}

// isEmptyRequest reports whether the sections of the request say that nothing is
// sent, or describe only headers.
func (a *assembler) isEmptyRequest() bool {
	for _, s := range a.request {
		r := readFields(s.blocks, true)
		if len(r.items) > 0 || slices.ContainsFunc(s.blocks, func(b block) bool { return nothingToSend.MatchString(b.text) }) {
			return true
		}
	}
	return len(a.page.pathParams()) == 0 && a.page.Method == "GET" && len(a.counts) == 0
}
