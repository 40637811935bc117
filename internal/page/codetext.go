package page

import (
	"regexp"
	"strings"
)

var (
	jsonStart = regexp.MustCompile(`^\s*(?:\d{1,3}\s*)?[{\[]\s*(?:$|"|\d{1,3}"|\{|\d{1,3}\{|//)`)
	curlStart = regexp.MustCompile(`^\s*(?:1\s*)?(?:\$ )?curl\s`)
)

const (
	maxCodeLines = 3000
	// maxFailed limits how often the end of a piece of code is not found.
	maxFailed = 100
)

// codeAt returns the piece of code at the beginning of lines, and its number of
// lines: JSON up to its closing bracket, a call of curl, or a statement of PHP.
// failed counts pieces without an end.
func codeAt(lines []string, failed *int) (text string, count int) {
	if *failed > maxFailed {
		return "", 0
	}
	switch {
	case jsonStart.MatchString(lines[0]):
		text, count = balanced(lines)
	case curlStart.MatchString(lines[0]):
		return curl(lines)
	case phpStart.MatchString(lines[0]):
		text, count = php(lines)
	default:
		return "", 0
	}
	if count == 0 {
		*failed++
	}
	return text, count
}

// balanced returns the lines up to the bracket that closes the first.
func balanced(lines []string) (string, int) {
	depth, quoted, escaped := 0, false, false
	for i, text := range lines[:min(len(lines), maxCodeLines)] {
		for _, c := range text {
			switch {
			case escaped:
				escaped = false
			case quoted && c == '\\':
				escaped = true
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			}
		}
		quoted = false // a string of JSON ends in its line
		if depth <= 0 {
			return strings.Join(lines[:i+1], "\n"), i + 1
		}
	}
	return "", 0
}

// curl returns a call of curl: lines that end with a backslash, and a body.
func curl(lines []string) (string, int) {
	i := 0
	for i < len(lines) && i < maxCodeLines {
		text := strings.TrimSpace(lines[i])
		i++
		if body := strings.Index(text, "'{"); body >= 0 {
			_, count := balanced(append([]string{text[body+1:]}, lines[i:]...))
			i += max(count-1, 0)
			break
		}
		if !strings.HasSuffix(text, `\`) {
			break
		}
	}
	return strings.Join(lines[:i], "\n"), i
}

var phpStart = regexp.MustCompile(`^\s*\$instance\s*(?:->|\[)|^\s*\$response\s*=\s*\$instance`)

// php returns a statement of PHP.
func php(lines []string) (string, int) {
	for i, text := range lines[:min(len(lines), maxCodeLines)] {
		if strings.HasSuffix(strings.TrimSpace(text), ";") && !strings.HasPrefix(strings.TrimSpace(text), "print_r") {
			return strings.Join(lines[:i+1], "\n"), i + 1
		}
	}
	return "", 0
}
