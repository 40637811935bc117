package doctree

import (
	"regexp"
	"strings"
)

// opening finds the quotes with which a value or a key begins.
var opening = regexp.MustCompile(`(?:^\s*|[:,\[{-]\s*|^\s*-\s+)(["'])`)

// closers are the marks at the end of a line that a value in quotes may end before.
var closers = regexp.MustCompile(`\s*[\]},]*\s*$`)

// quotes closes texts in quotes, and mends quotes in them.
func quotes(line string, _ neighbours) []fix {
	var list []fix
	for from := 0; from < len(line); {
		at := opening.FindStringSubmatchIndex(line[from:])
		if at == nil {
			break
		}
		start := from + at[2]
		end := closing(line, start)
		switch {
		case end < 0:
			return append(list, unclosed(line, start)...)
		case !isAfterQuote(line[end+1:]):
			return append(list, inner(line, start, end)...)
		}
		from = end + 1
	}
	return list
}

// closing returns where the text ends that begins with a quote, -1 if it does not.
func closing(line string, start int) int {
	quote := line[start]
	for i := start + 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quote == '"':
			i++
		case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == quote:
			i++
		case line[i] == quote:
			return i
		}
	}
	return -1
}

// isAfterQuote reports whether a text can follow one in quotes.
func isAfterQuote(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return rest == "" || strings.ContainsRune(",]}:#", rune(rest[0]))
}

func unclosed(line string, start int) []fix {
	f := fix{offset: start, fact: noQuote.fact, remedy: noQuote.remedy}
	quote := line[start : start+1]
	tail := closers.FindStringIndex(line)[0]
	texts := []string{line[:tail] + quote + line[tail:], strings.TrimRight(line, " ") + quote}
	for _, mark := range []string{", ", " }", "]"} {
		if at := strings.Index(line[start:], mark); at > 0 {
			texts = append(texts, line[:start+at]+quote+line[start+at:])
		}
	}
	if colon := strings.Index(line[start:], ":"); colon > 0 { // a key
		texts = append(texts, line[:start+colon]+quote+line[start+colon:])
	}
	return f.with(texts...)
}

// inner mends a text whose quote ends before the text does.
func inner(line string, start, end int) []fix {
	quote := line[start : start+1]
	tail := closers.FindStringIndex(line)[0]
	last := strings.LastIndex(line[:tail], quote)
	if last <= end { // "A" and more
		f := fix{offset: end, fact: "a text goes on after its closing quote", remedy: "put the whole text in quotes, of the other kind"}
		other := `'`
		if quote == other {
			other = `"`
		}
		on := f.with(line[:start] + other + line[start:tail] + other + line[tail:])
		if quote == "'" { // the text may go on in the next line
			f.fact, f.remedy = "an apostrophe ends the text in single quotes", "write '' for an apostrophe in it, or put the text in double quotes"
			on = append(on, f.with(line[:end]+"''"+line[end+1:])...)
		}
		return on
	}
	f := fix{offset: end, fact: "an apostrophe ends the text in single quotes", remedy: "write '' for an apostrophe in it, or put the text in double quotes"}
	escaped := "''"
	if quote == `"` {
		f.fact, f.remedy = "a quotation mark ends the text in double quotes", `write \" for a quotation mark in it, or put the text in single quotes`
		escaped = `\"`
	}
	var texts []string
	for _, to := range []int{last, nextEnd(line, end+1, quote)} {
		if to > end {
			texts = append(texts, line[:start+1]+strings.ReplaceAll(line[start+1:to], quote, escaped)+line[to:])
		}
	}
	return f.with(texts...)
}

// nextEnd returns the next quote after which a value can end.
func nextEnd(line string, from int, quote string) int {
	for i := from; i < len(line); i++ {
		if line[i] == quote[0] && isAfterQuote(line[i+1:]) {
			return i
		}
	}
	return -1
}

var wideQuote = regexp.MustCompile(`([:,\[{-]\s*)[“‘＂＇「]([^”’＂＇」]*)[”’＂＇」“‘]`)

// wideQuotes replaces Chinese quotation marks around a value.
func wideQuotes(line string, _ neighbours) []fix {
	at := wideQuote.FindStringSubmatchIndex(line)
	if at == nil {
		return nil
	}
	return []fix{{
		text:   line[:at[3]] + `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(line[at[4]:at[5]]) + `"` + line[at[1]:],
		offset: at[3], fact: "the text is in Chinese quotation marks, which YAML takes for text", remedy: `write straight quotation marks, "`,
	}}
}

var escape = regexp.MustCompile(`\\[^0abtnvfre "/\\N_LPxuU\t]`)

// escapes doubles backslashes that escape nothing.
func escapes(line string, _ neighbours) []fix {
	at := escape.FindStringIndex(line)
	if at == nil {
		return nil
	}
	text := escape.ReplaceAllStringFunc(line, func(found string) string { return `\` + found })
	return []fix{{text: text, offset: at[0], fact: badEscape.fact, remedy: badEscape.remedy}}
}
