package pattern

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/internal/program"
)

// oraclePatterns are written by hand; node's own engine says what they match.
var oraclePatterns = []string{
	``, `a`, `^a$`, `^a|b$`, `(a|b)c`, `^(a|b|)$`, `^.$`, `^.*$`, `a.c`, `^[^]$`, `[]`, `^[^a]$`, `^\d+$`, `^\D+$`, `^\w{2,3}$`, `^\W$`, `^\s$`, `^\S$`, `^[\s\S]$`, `^[^\s]$`, `^[^\S]$`, `^[\d.]+$`, `^[^\d\W]+$`,
	`\bab\b`, `a\Bb`, `^\b$`, `^[\b]$`, `^\x41\u0042\u{43}$`, `^\u4e00$`, `^[\u4e00-\u9fa5]{2,4}$`, `^[\u4e00-\u9fa5_a-zA-Z0-9]+$`, `^\ud83d\ude00$`, `^[\ud83d\ude00-\ud83d\ude4f]$`, `^\ud83d$`, `^[\ud800-\udfff]$`, `^[^\ud800-\udfff]$`,
	`^[\u{1F300}-\u{1FAFF}]+$`, `^\cJ$`, `^\0$`, `^\t\n\v\f\r$`, `^\/a\/$`, `^\^\$\\\.\*\+\?\(\)\[\]\{\}\|$`, `^[\]\\^-]$`, `^[a-]$`, `^[-a]$`, `^[a\-z]$`, `^[+-]?[0-9]+(\.[0-9]{1,2})?$`, `^[*-.]$`, `^[!-~]+$`, `^[ -\/]$`,
	`^(?:a{2,3}b)+$`, `^(ab?){2}$`, `^(a{2}){2,3}$`, `^(a{2,3}){2,3}$`, `^([a-c]+)*$`, `^a{0}$`, `^a{0,0}b$`, `^a{2,}$`, `^a*?b+?c??$`, `^(?<n>a)(?<m>b)$`, `(^)*a`, `^(|a)$`, `^(?:)$`, `$^`, `a$b`, `a^b`, `^a$|^b{2}$`, `^($|a)`,
	`^\p{L}$`, `^\P{L}$`, `^\p{Lu}\p{Ll}$`, `^[\p{Script=Han}]+$`, `^\p{sc=Hira}$`, `^[^\p{Nd}]$`, `^\p{Alphabetic}$`, `^\P{Uppercase}$`, `^\p{White_Space}$`, `^\p{ASCII}+$`, `^[\P{ASCII}a]$`, `^\p{Any}$`, `^[\P{Alphabetic}]$`, `^[^\P{L}]$`,
	`^a{1001}$`, `^(a|b){0,1500}$`, `^[ab]{2,1200}c$`, `^(ab{400}){3}$`,
	`a{`, `{x}`, `^a{,5}$`, `^a]$`, `^a}$`, `^[\w-.]+$`, `^[a-\d]$`, `^[\d-x]$`, `^\_\@\"$`, `^[\_\@]$`, `^[[:alpha:]]$`, `^\-$`, `^a{1$`, `^a{1,x}$`,
	`^(([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$`, `^[A-Za-z0-9_\-|*]{6,32}$`, `^https://([^\s/]+)(/.*)?$`, `^[^@\s]+@[^@\s]+\.[a-z]{2,}$`, `^1[3-9]\d{9}$`, `^\d{17}[\dXx]$`,
}

// corpusPatterns are those of the documents next to the checkout.
func corpusPatterns(t *testing.T) []string {
	t.Helper()
	var patterns []string
	quoted := regexp.MustCompile(`"pattern": *("(?:[^"\\]|\\.)*")`)
	plain := regexp.MustCompile(`(?m)^ *pattern: *(\^.*?|'[^']*'|"(?:[^"\\]|\\.)*") *$`)
	names, _ := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "corpus", "*", "*"))
	nested, _ := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "corpus", "*", "*", "*"))
	for _, name := range append(names, nested...) {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for _, match := range append(quoted.FindAllSubmatch(data, -1), plain.FindAllSubmatch(data, -1)...) {
			text := string(match[1])
			switch text[0] {
			case '"':
				if err := json.Unmarshal(match[1], &text); err != nil {
					continue
				}
			case '\'':
				text = strings.ReplaceAll(text[1:len(text)-1], "''", "'")
			}
			patterns = append(patterns, text)
		}
	}
	return patterns
}

// question is a pattern and strings to try; node answers with a list of
// truths, and whether the u flag took the pattern.
type question struct {
	Pattern string   `json:"pattern"`
	Texts   []string `json:"texts"`
}

type answer struct {
	Unicode bool   `json:"unicode"`
	Matches []bool `json:"matches"`
}

const oracleScript = `
const questions = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(questions.map(({pattern, texts}) => {
  for (const flag of ["u", ""]) {
    try {
      const re = new RegExp(pattern, flag);
      return {unicode: flag === "u", matches: texts.map(t => re.test(t))};
    } catch (e) {}
  }
  return {};
})));`

func ask(t *testing.T, questions []question) []answer {
	t.Helper()
	node := program.Find(t, "node") // its engine is the oracle
	input, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, "-e", oracleScript)
	command.Stdin = bytes.NewReader(input)
	output, err := command.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var answers []answer
	if err := json.Unmarshal(output, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

func TestMatchesECMAScript(t *testing.T) {
	var questions []question
	var translated []Pattern
	for _, ecma := range append(corpusPatterns(t), oraclePatterns...) {
		got, err := Translate(ecma)
		if err != nil {
			t.Logf("not translated: %s: %v", ecma, err)
			continue
		}
		questions = append(questions, question{ecma, trials(t, ecma)})
		translated = append(translated, got)
	}
	matched := 0
	for i, answer := range ask(t, questions) {
		matched += compareAnswer(t, questions[i], translated[i], answer)
	}
	if matched < 2000 {
		t.Errorf("only %d strings match: the trials are too weak", matched)
	}
}

// compareAnswer returns how many strings match.
func compareAnswer(t *testing.T, q question, p Pattern, a answer) (matched int) {
	t.Helper()
	if len(a.Matches) != len(q.Texts) {
		t.Errorf("%s: translated, and node refuses it", q.Pattern)
		return 0
	}
	compiled := regexp.MustCompile(p.Go)
	for i, text := range q.Texts {
		if !a.Unicode && strings.ContainsFunc(text, func(r rune) bool { return r > 0xffff }) {
			continue // without the flag, node counts code units
		}
		if a.Matches[i] {
			matched++
		}
		if got := compiled.MatchString(text); got != a.Matches[i] {
			t.Errorf("%s as %s: %.60q matches = %t, node says %t", q.Pattern, p.Go, text, got, a.Matches[i])
		}
		if p.ClassOnly() && p.admits(text) != a.Matches[i] {
			t.Errorf("%s as the class %q %d to %d: %.60q matches, node says %t", q.Pattern, p.Class, p.Min, p.Max, text, a.Matches[i])
		}
	}
	return matched
}

// trials are strings that match, strings at the edges of the pattern's
// classes, strings of common suspects, and mutations of all of these.
func trials(t *testing.T, ecma string) []string {
	t.Helper()
	tree, err := (&parser{input: []rune(ecma)}).parse()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, uint64(len(ecma))))
	texts := []string{"", "\n", "a\n", "\na", " ", "\u00a0", "\ufeff", "\u2028", "\u0085", "\u180e", "\u200b", "\x00", "\b", "\v", "A", "ab", "abc", "aab", "0", "٣", "_", "-", "订", "订单", "é", "ß", "ſ", "K", "😀", "\U0010ffff", "\ufffd"}
	for range 40 {
		text := []rune(sample(tree, random))
		texts = append(texts, string(text), mutate(text, random), mutate(text, random))
	}
	for _, r := range edges(tree, nil) {
		texts = append(texts, string(r), string([]rune{r, r}))
	}
	known := texts[:0]
	for _, text := range texts {
		text = strings.ToValidUTF8(text, "")
		if !strings.Contains(ecma, `\p`) && !strings.Contains(ecma, `\P`) || !strings.ContainsFunc(text, isUnsettled) {
			known = append(known, text)
		}
	}
	return known
}

// isUnsettled reports characters whose properties differ between versions of
// Unicode: those not assigned yet, and marks, of which 16 calls more alphabetic.
func isUnsettled(r rune) bool { return unicode.In(r, unicode.Cn, unicode.Mn) }

// sample returns a string that the tree matches, assertions aside.
func sample(n *node, random *rand.Rand) string {
	switch n.kind {
	case kindClass:
		set := n.class.set()
		if len(set) == 0 {
			return ""
		}
		i := random.IntN(len(set)/2) * 2
		width := min(set[i+1]-set[i], 300)
		return string(set[i] + rune(random.IntN(int(width)+1)))
	case kindAlternatives:
		return sample(n.subs[random.IntN(len(n.subs))], random)
	case kindRepeat:
		most := n.max
		if most < 0 || random.IntN(2) == 0 {
			most = n.min + random.IntN(3)
		}
		times := most
		if n.max >= 0 {
			times = min(most, n.max)
		}
		var b strings.Builder
		for range times {
			b.WriteString(sample(n.subs[0], random))
		}
		return b.String()
	}
	var b strings.Builder
	for _, sub := range n.subs {
		b.WriteString(sample(sub, random))
	}
	return b.String()
}

// mutate drops, doubles or replaces a character, or adds a line break.
func mutate(text []rune, random *rand.Rand) string {
	if len(text) == 0 {
		return "x"
	}
	at := random.IntN(len(text))
	head, tail := string(text[:at]), string(text[at+1:])
	switch random.IntN(4) {
	case 0:
		return head + tail
	case 1:
		return head + string(text[at]) + string(text[at]) + tail
	case 2:
		return head + string(text[at]+1) + tail
	}
	return string(text) + "\n"
}

// edges are the first and last characters of ranges and their neighbours.
func edges(n *node, found []rune) []rune {
	if n.kind == kindClass && len(found) < 400 {
		for _, r := range n.class.set() {
			for _, near := range []rune{r - 1, r, r + 1} {
				if utf8.ValidRune(near) {
					found = append(found, near)
				}
			}
		}
	}
	for _, sub := range n.subs {
		found = edges(sub, found)
	}
	return found
}
