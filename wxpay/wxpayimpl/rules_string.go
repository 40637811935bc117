package wxpayimpl

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// PathParam rejects "", "." and "..", which would lead to another path.
func (v *Validator) PathParam(name, s string) {
	if problem := request.SegmentProblem(s); problem != "" {
		v.fault(name, "path", problem)
	}
}

// NoSeparator rejects an element that contains the separator of its list, which is sent
// as one text: the server would read it as several elements.
func (v *Validator) NoSeparator(name, s, separator string) {
	if strings.Contains(s, separator) {
		v.exceeded(name, "separator", "must not contain "+strconv.Quote(separator)+", which separates the values of the list",
			wxpay.Limit{Text: separator})
	}
}

// Length limits s to minimum..maximum characters. Each code point, such as a Chinese
// character or a letter, counts as one. A negative maximum is no limit. Text that is
// not UTF-8 breaks the rule "utf8". WeChat Pay accepts only characters of one to three
// bytes: one of four, such as an emoji, breaks the rule "bmp".
func (v *Validator) Length(name, s string, minimum, maximum int) {
	n := countCharacters(s)
	if n >= minimum && (n <= maximum || maximum < 0) {
		return
	}
	v.badLength(name, n, minimum, maximum)
}

// Bytes limits s to minimum..maximum bytes of UTF-8. A negative maximum is no
// limit. The rules "utf8" and "bmp" are those of [Validator.Length].
func (v *Validator) Bytes(name, s string, minimum, maximum int) {
	if n := countCharacters(s); n < 0 {
		v.badText(name, n)
		return
	}
	v.count(name, "bytes", len(s), minimum, maximum, wxpay.UnitBytes)
}

// UTF8 rejects text that is not UTF-8, and characters of four bytes, with the rules
// "utf8" and "bmp" of [Validator.Length].
func (v *Validator) UTF8(name, s string) {
	if n := countCharacters(s); n < 0 {
		v.badText(name, n)
	}
}

func (v *Validator) badLength(name string, n, minimum, maximum int) {
	if n < 0 {
		v.badText(name, n)
		return
	}
	v.miscount(name, "length", n, minimum, maximum, wxpay.UnitCharacters)
}

// badText reports a negative result n of countCharacters, once per field.
func (v *Validator) badText(name string, n int) {
	if n < beyondBMP {
		v.fault(name, "utf8", "must be valid UTF-8")
		return
	}
	v.fault(name, "bmp", "must not have characters of four bytes in UTF-8, such as emoji")
}

// Negative results of countCharacters, to which the number of characters before the
// bad one may be added.
const (
	notUTF8   = math.MinInt
	beyondBMP = math.MinInt / 2 // outside of the Basic Multilingual Plane
)

// countCharacters counts code points. For text that WeChat Pay does not accept it
// returns about notUTF8 or beyondBMP, whichever comes first in the text. Most fields are
// ASCII; it is scanned eight bytes at a time, and the last eight bytes may overlap.
func countCharacters(s string) int {
	n := 0
	for ; len(s)-n >= 8; n += 8 {
		if eightBytes(s[n:])&highBits != 0 {
			return n + countFrom(s[n:])
		}
	}
	if n > 0 && eightBytes(s[len(s)-8:])&highBits == 0 {
		return len(s)
	}
	return n + countFrom(s[n:])
}

const highBits = 0x8080808080808080

// eightBytes compiles to one load.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func countFrom(s string) int {
	n := 0
	for i := 0; i < len(s); n++ {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			i++
			continue
		case c >= 0xe1 && c <= 0xec && len(s)-i >= 3 && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80:
			i += 3 // U+1000 to U+CFFF, with nearly all of Chinese
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return notUTF8
		}
		if size == utf8.UTFMax {
			return beyondBMP
		}
		i += size
	}
	return n
}

// Pattern requires s to match a regular expression, anywhere in s. The rules
// "utf8" and "bmp" are those of [Validator.Length].
func (v *Validator) Pattern(name, s string, pattern *Regexp) {
	if n := countCharacters(s); n < 0 {
		v.badText(name, n)
		return
	}
	if !pattern.MatchString(s) {
		v.exceeded(name, "pattern", "must match "+pattern.String(), wxpay.Limit{Text: pattern.String()})
	}
}

// Chars requires all of s to consist of the characters of class, and limits it to
// minimum..maximum characters. class is written like the inside of a regular
// expression's brackets: "0-9A-Za-z_-"; a backslash quotes the next character. A
// negative maximum is no limit.
func (v *Validator) Chars(name, s string, class string, minimum, maximum int) {
	n := countCharacters(s)
	if n < minimum || n > maximum && maximum >= 0 {
		v.badLength(name, n, minimum, maximum)
		return
	}
	if !allInClass(s, class) {
		v.exceeded(name, "chars", "must consist of the characters "+class, wxpay.Limit{Text: class})
	}
}

// allInClass first makes a bitmap of the class for ASCII.
func allInClass(s, class string) bool {
	var ascii [2]uint64
	for rest := class; rest != ""; {
		var lo, hi rune
		lo, hi, rest = nextRange(rest)
		for c := lo; c <= min(hi, 127); c++ {
			ascii[c>>6] |= 1 << (c & 63)
		}
	}
	for _, r := range s {
		if r < 128 && ascii[r>>6]&(1<<(r&63)) == 0 || r >= 128 && !inRanges(r, class) {
			return false
		}
	}
	return true
}

func inRanges(r rune, class string) bool {
	for class != "" {
		var lo, hi rune
		lo, hi, class = nextRange(class)
		if lo <= r && r <= hi {
			return true
		}
	}
	return false
}

// nextRange splits the first character or range off a class. A hyphen at the beginning
// or the end is a character.
func nextRange(class string) (lo, hi rune, rest string) {
	lo, rest = nextOfClass(class)
	if len(rest) >= 2 && rest[0] == '-' {
		hi, rest = nextOfClass(rest[1:])
		return lo, hi, rest
	}
	return lo, lo, rest
}

func nextOfClass(class string) (rune, string) {
	if len(class) >= 2 && class[0] == '\\' {
		class = class[1:]
	}
	r, size := utf8.DecodeRuneInString(class)
	return r, class[size:]
}
