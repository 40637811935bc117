package page

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// readExamples reads the examples of a section: JSON, calls of curl, and lines
// with a method and an address before a body.
func readExamples(s section) (list []*Example, missed []Note) {
	title, url := "", ""
	for _, b := range s.blocks {
		switch address := addressOf(b.text); {
		case b.kind != code && address != "":
			url = address
			list = append(list, &Example{Line: b.n, Title: title, URL: url})
		case b.kind == row:
		case b.kind != code:
			if text := visibleText(b.text); len([]rune(text)) <= 40 && !methodLine.MatchString(text) && statusOf(text) == 0 {
				title = text
			}
		default:
			e, note := readExample(b)
			if note != "" {
				missed = append(missed, Note{b.n, note})
			}
			if e == nil {
				continue
			}
			if n := len(list); n > 0 && list[n-1].Value == nil && e.URL == "" {
				list[n-1].Value = e.Value // the body below an address
				list[n-1].Title = title
			} else {
				e.Title = title
				list = append(list, e)
			}
			title = ""
		}
	}
	return list, missed
}

var address = regexp.MustCompile(`https?://[a-z0-9.\-]+(/v3/[^\s'"\\]*)`)

func addressOf(text string) string {
	if m := address.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

var (
	bodyOf    = regexp.MustCompile(`(?s)(?:-d|--data(?:-raw|-binary)?)\s*\$?['"]?(\{.*\})`)
	looksJSON = regexp.MustCompile(`(?s)^\s*[{\[]\s*(?:"|\}|\]|\{|//)`)
	looksCurl = regexp.MustCompile(`^\s*(?:\$\s*)?curl\s`)
)

// readExample reads a piece of code. It returns nil for a program.
func readExample(b block) (*Example, string) {
	text := unnumbered(b.text)
	e := &Example{Line: b.n}
	switch {
	case looksCurl.MatchString(text):
		e.URL = addressOf(text)
		m := bodyOf.FindStringSubmatch(text)
		if m == nil {
			return e, ""
		}
		text = m[1]
	case looksJSON.MatchString(text):
	case looksPHP.MatchString(text):
		if e.Value, e.Arguments = phpCall(text); e.Arguments == nil {
			return nil, ""
		}
		return e, ""
	default:
		return nil, ""
	}
	if e.Value = parseJSON(text); e.Value == nil {
		if e.URL != "" {
			return e, "an example is not JSON, and is skipped"
		}
		return nil, "an example is not JSON, and is skipped"
	}
	return e, ""
}

var (
	trailingComma = regexp.MustCompile(`,(\s*[}\]])`)
	comment       = regexp.MustCompile(`(?m)(^|[\s,{\[])//[^\n"]*$`)
	missingComma  = regexp.MustCompile(`(?m)("|\d|true|false|null|\}|\])(\s*\n\s*")`)
)

// parseJSON reads JSON with the usual mistakes of its authors: comments, surplus
// or missing commas, and quotation marks of word processors.
func parseJSON(text string) *doctree.Node {
	text = strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		if r == 0xA0 || r == 0x3000 {
			return ' '
		}
		return r
	}, text)
	mended := strings.NewReplacer("“", `"`, "”", `"`).Replace(text)
	mended = comment.ReplaceAllString(mended, "$1")
	mended = trailingComma.ReplaceAllString(mended, "$1")
	for _, candidate := range []string{text, mended, missingComma.ReplaceAllString(mended, "$1,$2")} {
		file, diags := doctree.Parse("example.json", []byte(strings.TrimSpace(candidate)), doctree.Limits{})
		if !diag.HasErrors(diags) && (file.Root.Is(doctree.Mapping) || file.Root.Is(doctree.Sequence)) {
			return file.Root
		}
	}
	return nil
}

var lineNumber = regexp.MustCompile(`^\s*(\d{1,4})(.*)$`)

// unnumbered removes line numbers from code: 1{, 2 "a": 1.
func unnumbered(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	if len(lines) == 1 {
		return joinedLines(text)
	}
	out := make([]string, 0, len(lines))
	for i, one := range lines {
		m := lineNumber.FindStringSubmatch(one)
		if m == nil || m[1] != strconv.Itoa(i+1) {
			return text
		}
		out = append(out, m[2])
	}
	return strings.Join(out, "\n")
}

// joinedLines removes line numbers from lines that a copy joined:
// 1{2"a":1,3"b":127}5}. A number is a line number if it is the next one and no
// value is expected, or if the digits of a value end with it.
func joinedLines(text string) string {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "1{") && !strings.HasPrefix(text, "1[") {
		return text
	}
	var out strings.Builder
	next, quoted, afterColon := 1, false, false
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case quoted && c == '\\' && i+1 < len(text):
			out.WriteString(text[i : i+2])
			i += 2
			continue
		case c == '"':
			quoted = !quoted
		case !quoted && c >= '0' && c <= '9':
			digits := leadingDigits(text[i:])
			i += len(digits)
			number := strconv.Itoa(next)
			switch {
			case digits == number && !afterColon:
				next++
			case strings.HasSuffix(digits, number) && digits != number && endsLine(text[i:]):
				out.WriteString(strings.TrimSuffix(digits, number))
				next++
			default:
				out.WriteString(digits)
			}
			afterColon = false
			continue
		}
		if c != ' ' {
			afterColon = c == ':' && !quoted
		}
		out.WriteByte(c)
		i++
	}
	return out.String()
}

// endsLine reports whether a line ended before the text: only a closing bracket
// follows a value without a comma.
func endsLine(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return strings.HasPrefix(rest, "}") || strings.HasPrefix(rest, "]")
}

func leadingDigits(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// distinct returns the examples without duplicates.
func distinct(list []*Example) []*Example {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(e *Example) bool {
		key := e.URL + string(e.Value.AppendJSON(nil)) + string(e.Arguments.AppendJSON(nil))
		known := seen[key]
		seen[key] = true
		return known
	})
}

// isError reports whether an example is the body of an error.
func (e *Example) isError() bool {
	return e.Value.Get("code") != nil && e.Value.Get("message") != nil && e.Value.Len() <= 3
}
