package pattern

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// translations are patterns and what they become.
var translations = []struct{ ecma, want string }{
	{``, ``},
	{`a`, `a`},
	{`^a$`, `^a$`},
	{`a|b|`, `a|b|`},
	{`(a|b)c`, `(?:a|b)c`},
	{`(?<year>\d{4})-(?:\d\d)`, `[0-9]{4}-[0-9][0-9]`},
	{`^[\u4e00-\u9fa5]{2,}$`, `^[\x{4E00}-\x{9FA5}]{2,}$`},
	{`[一-龥]`, `[\x{4E00}-\x{9FA5}]`},
	{`\ud83d`, `[^\x{0}-\x{10FFFF}]`},
	{`[^\ud800-\udfff]`, `[\x{0}-\x{10FFFF}]`},
	{`[a\ud83d-\uffff]`, `[a\x{E000}-\x{FFFF}]`},
	{`\u{1F600}`, `\x{1F600}`},
	{`\ud83d\ude00`, `\x{1F600}`},
	{`[\ud83d\ude00-\ud83d\ude4f]`, `[\x{1F600}-\x{1F64F}]`},
	{`\x41\cJ\0\t\v\/`, `A\n\x{0}\t\x{B}/`},
	{`.`, `[^\n\r\x{2028}\x{2029}]`},
	{`[]`, `[^\x{0}-\x{10FFFF}]`},
	{`[^]`, `[\x{0}-\x{10FFFF}]`},
	{`\w`, `[0-9A-Z_a-z]`},
	{`\W`, `[^0-9A-Z_a-z]`},
	{`[\w.-]`, `[\-.0-9A-Z_a-z]`},
	{`[\w-.]`, `[\-.0-9A-Z_a-z]`},
	{`[^\D]`, `[^\x{0}-/:-\x{10FFFF}]`},
	{`[a-]`, `[\-a]`},
	{`[-a]`, `[\-a]`},
	{`[a\-z]`, `[\-az]`},
	{`\s`, `[\t-\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]`},
	{`[\b]`, `\x{8}`},
	{`\b\B`, `\b\B`},
	{`a{`, `a\{`},
	{`{x}`, `\{x\}`},
	{`a{,5}`, `a\{,5\}`},
	{`a]`, `a\]`},
	{`a}`, `a\}`},
	{`\_\@\"\#\-`, `_@"#-`},
	{`[[:alpha:]]`, `[:\[ahlp]\]`},
	{`a*?b+?c??d{2,3}?`, `a*b+c?d{2,3}`},
	{`(a*)*`, `(?:a*)*`},
	{`(^)*a`, `(?:^)*a`},
	{`(ab){2}`, `(?:ab){2}`},
	{`(?:)`, ``},
	{`a(|b)`, `a(?:|b)`},
	{`a{0}`, `a{0}`},
	{`a{1000}`, `a{1000}`},
	{`a{1001}`, `(?:a{1000}a)`},
	{`a{2000,}`, `(?:a{1000}a{1000,})`},
	{`a{5,2500}`, `(?:a{5,1000}a{0,1000}a{0,500})`},
	{`(a{500}b){3}`, `(?:(?:a{500}b){2}(?:a{500}b))`},
	{`\p{L}\P{Letter}`, `\p{L}\P{L}`},
	{`[\p{Script=Han}\p{sc=Latn}a]`, `[a\p{Han}\p{Latin}]`},
	{`[^\p{Lu}]`, `[^\p{Lu}]`},
	{`\p{gc=Nd}`, `\p{Nd}`},
	{`\p{ASCII}`, `[\x{0}-\x{7F}]`},
	{`\P{Any}`, `[^\x{0}-\x{10FFFF}]`},
}

func TestTranslate(t *testing.T) {
	for _, tt := range translations {
		got, err := Translate(tt.ecma)
		if err != nil || got.Go != tt.want {
			t.Errorf("%s: %q %v, want %q", tt.ecma, got.Go, err, tt.want)
		}
	}
}

func TestClassOnly(t *testing.T) {
	none := []rune(nil)
	tests := []struct {
		ecma     string
		class    []rune
		min, max int
	}{
		{`^[a-c]{2,5}$`, []rune("ac"), 2, 5},
		{`^[a-c]*$`, []rune("ac"), 0, -1},
		{`^[a-c]+$`, []rune("ac"), 1, -1},
		{`^[a-c]$`, []rune("ac"), 1, 1},
		{`^[a-c]?$`, []rune("ac"), 0, 1},
		{`^x{3,}$`, []rune("xx"), 3, -1},
		{`^\d{17}$`, []rune("09"), 17, 17},
		{`^\w+$`, []rune("09AZ__az"), 1, -1},
		{`^[0-9a-z_\-|*]{6,32}$`, []rune("**--09__az||"), 6, 32},
		{`^[^a]+$`, []rune{0, 'a' - 1, 'b', 0x10ffff}, 1, -1},
		{`^([a-c]{2,5})$`, []rune("ac"), 2, 5},
		{`(^[a-c]{2,5}$)`, []rune("ac"), 2, 5},
		{`^(?:(a|b|c)+)$`, []rune("ac"), 1, -1},
		{`^([a-c]{2}){3}$`, []rune("ac"), 6, 6},
		{`^([a-c]{2,3}){2,4}$`, []rune("ac"), 4, 12},
		{`^([a-c]+)*$`, []rune("ac"), 0, -1},
		{`^[a-c][a-c]*$`, []rune("ac"), 1, -1},
		{`^[a-c]{3}[abc]{0,2}$`, []rune("ac"), 3, 5},
		{`^(|[a-c]{1,5})$`, []rune("ac"), 0, 5},
		{`^$|^[a-c]{1,5}$`, []rune("ac"), 0, 5},
		{`^(a{2}|a{3,4})$`, []rune("aa"), 2, 4},
		{`^a{0}b$`, []rune("bb"), 1, 1},
		{`^[\u4e00-\u9fa5]{1,100000}$`, []rune{0x4e00, 0x9fa5}, 1, 100000},
		{`^a{1,9999999}$`, []rune("aa"), 1, 9999999},
		{`^a{1,99999999999999999999}$`, []rune("aa"), 1, -1},
		{`^[a-c]{0,5}?$`, []rune("ac"), 0, 5},
		{`[a-c]{2,5}`, none, 0, 0},
		{`^[a-c]+`, none, 0, 0},
		{`[a-c]+$`, none, 0, 0},
		{`^ab$`, none, 0, 0},
		{`^$`, none, 0, 0},
		{`^([a-c]{2})*$`, none, 0, 0},
		{`^([a-c]{3}){1,2}$`, none, 0, 0},
		{`^(a{2}|a{4})$`, none, 0, 0},
		{`^(a|bc)$`, none, 0, 0},
		{`^a|b$`, none, 0, 0},
		{`^[a-c]+\b$`, none, 0, 0},
		{`^\p{L}+$`, none, 0, 0},
		{`^(aa|b)$`, none, 0, 0},
		{`^(a+|b+)$`, none, 0, 0},
	}
	for _, tt := range tests {
		got, err := Translate(tt.ecma)
		if err != nil || !slices.Equal(got.Class, tt.class) || got.Min != tt.min || got.Max != tt.max || got.ClassOnly() != (tt.class != nil) {
			t.Errorf("%s: class %q, %d to %d (%v); want %q, %d to %d", tt.ecma, string(got.Class), got.Min, got.Max, err, string(tt.class), tt.min, tt.max)
		}
	}
}

func TestAnchored(t *testing.T) {
	for ecma, want := range map[string]bool{
		`^a$`: true, `^a$|^b$`: true, `^(a|b)$`: true, `(^a$)`: true, `(^a)(b$)`: false, `^a`: false, `a$`: false, `^a|b$`: false, ``: false, `^`: false, `^$`: true, `^a$b`: false, `(^a$)?`: false,
	} {
		if got, err := Translate(ecma); err != nil || got.Anchored != want {
			t.Errorf("%s: Anchored = %t %v, want %t", ecma, got.Anchored, err, want)
		}
	}
}

func TestUntranslatable(t *testing.T) {
	noCounterpart := " is not supported by Go's regular expressions"
	tests := []struct{ ecma, want string }{
		{`订a(?=b)`, "a lookahead (?= at offset 2" + noCounterpart},
		{`(?!b)`, "a negative lookahead (?! at offset 0" + noCounterpart},
		{`a(?<=b)`, "a lookbehind (?<= at offset 1" + noCounterpart},
		{`a(?<!b)`, "a negative lookbehind (?<! at offset 1" + noCounterpart},
		{`(a)\1`, "a backreference \\1 at offset 3" + noCounterpart},
		{`(?<n>a)\k<n>`, "a backreference \\k at offset 7" + noCounterpart},
		{`(?i)a`, "a group with flags at offset 0" + noCounterpart},
		{`\p{Emoji}`, `the Unicode property \p{Emoji} at offset 0` + noCounterpart},
		{`\P{scx=Han}`, `the Unicode property \P{scx=Han} at offset 0` + noCounterpart},
		{`(?>a)`, "an atomic group (?> at offset 0 is not part of ECMA-262's regular expressions"},
		{`(?P<n>a)`, "a group (?P at offset 0 is not part of ECMA-262's regular expressions"},
		{`\Aa\z`, `the escape \A at offset 0 is not part of ECMA-262's regular expressions; write ^`},
		{`a\Z`, `the escape \Z at offset 1 is not part of ECMA-262's regular expressions; write $`},
		{`\h`, `the escape \h at offset 0 is not part of ECMA-262's regular expressions`},
		{`\pL`, `the escape \p at offset 0 is not followed by the name of a Unicode property in braces`},
		{`a)`, `a closing parenthesis at offset 1 closes nothing; write \) for the character`},
		{`a(b`, `a group at offset 1 is not closed; write \( for the character`},
		{`a[b`, `a class at offset 1 is not closed; write \[ for the character`},
		{`a\`, `a backslash at offset 1 ends the pattern; write \\ for the character`},
		{`*a`, "the count * at offset 0 follows nothing that can be repeated"},
		{`a**`, "the count * at offset 2 follows nothing that can be repeated"},
		{`a|{2}`, "a count in braces at offset 2 follows nothing that can be repeated"},
		{`^*`, "the assertion ^ at offset 0 cannot be repeated"},
		{`\b+`, `the assertion \b at offset 0 cannot be repeated`},
		{`a{5,3}`, "a count at offset 1 has a maximum below its minimum"},
		{`a{99999999999}`, "a count at offset 1 is larger than any string"},
		{`(ab){300000}`, "a count at offset 0 is larger than Go's regular expressions allow"},
		{`((ab){1000}c){1000}`, "a count at offset 0 is larger than Go's regular expressions allow"},
		{`[z-a]`, "a range of a class at offset 1 ends before it begins"},
		{`\x4`, `the escape \x at offset 0 is not followed by 2 hexadecimal digits`},
		{`\u12`, `the escape \u at offset 0 is not followed by 4 hexadecimal digits`},
		{`\u{110000}`, `the escape \u{ at offset 0 does not contain the hexadecimal number of a character and }`},
		{`\01`, `an octal escape at offset 0 is not allowed; write \xHH`},
		{`\c1`, `the escape \c at offset 0 is not followed by a letter`},
		{`(?<1>a)`, "a named group at offset 0 has no name of letters and digits followed by >"},
		{strings.Repeat("(", 5000), "a group in more than 200 others at offset 200" + noCounterpart},
	}
	for _, tt := range tests {
		_, err := Translate(tt.ecma)
		var typed *Error
		if !errors.As(err, &typed) || err.Error() != tt.want {
			t.Errorf("%.40s:\n got %v\nwant %s", tt.ecma, err, tt.want)
		}
	}
}

func FuzzTranslate(f *testing.F) {
	for _, seed := range oraclePatterns {
		f.Add(seed, "a0_订\n")
	}
	f.Fuzz(func(t *testing.T, ecma, text string) {
		if len(ecma) > 1000 {
			return
		}
		got, err := Translate(ecma)
		if err != nil {
			var typed *Error
			if !errors.As(err, &typed) || typed.Offset < 0 || typed.Offset > len([]rune(ecma)) {
				t.Fatalf("%q: %#v", ecma, err)
			}
			return
		}
		if len(got.Go) > 2000 {
			return
		}
		compiled, err := regexp.Compile(got.Go)
		if err != nil {
			t.Fatalf("%q gives %q: %v", ecma, got.Go, err)
		}
		text = strings.ToValidUTF8(text, "")
		if got.ClassOnly() && got.Go != "" && compiled.MatchString(text) != got.admits(text) {
			t.Fatalf("%q: %q and the class %q %d to %d differ about %q", ecma, got.Go, got.Class, got.Min, got.Max, text)
		}
	})
}

// admits is the result of a loop over the characters.
func (p Pattern) admits(text string) bool {
	n := 0
	for _, r := range text {
		n++
		in := false
		for i := 0; i < len(p.Class); i += 2 {
			in = in || p.Class[i] <= r && r <= p.Class[i+1]
		}
		if !in {
			return false
		}
	}
	return n >= p.Min && (p.Max < 0 || n <= p.Max)
}
