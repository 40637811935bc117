package schema

import (
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// IntegerFormats are the limits of the formats of integers.
var IntegerFormats = map[string][2]string{
	"int8": {"-128", "127"}, "int16": {"-32768", "32767"}, "int32": {"-2147483648", "2147483647"},
	"uint8": {"0", "255"}, "uint16": {"0", "65535"}, "uint32": {"0", "4294967295"}, "uint64": {"0", "18446744073709551615"},
}

// Range returns the limits of the numbers that s admits, nil for no limit: the
// schema's own, or those of an integer format if they are narrower.
func (s *Schema) Range() (low, high *Bound) {
	low, high = s.Minimum, s.Maximum
	if format, ok := IntegerFormats[s.Format]; ok && len(s.Types) == 1 && s.Types[0] == "integer" {
		low = narrower(low, &Bound{Text: format[0], Pos: s.FormatPos}, 1)
		high = narrower(high, &Bound{Text: format[1], Pos: s.FormatPos}, -1)
	}
	return low, high
}

// Admits reports whether a text or a number is within the lengths and the limits
// of s. Values of other types have none.
func (s *Schema) Admits(value *doctree.Node) bool {
	if text, ok := value.Str(); ok {
		n := int64(utf8.RuneCountInString(text))
		if s.LengthInBytes {
			n = int64(len(text))
		}
		return (s.MinLength == nil || n >= s.MinLength.N) && (s.MaxLength == nil || n <= s.MaxLength.N)
	}
	number, ok := value.Number()
	if !ok {
		return true
	}
	low, high := s.Range()
	return isWithin(string(number), low, 1) && isWithin(string(number), high, -1)
}

// isWithin reports whether a number is within a limit; sign is 1 for a lower
// limit.
func isWithin(number string, b *Bound, sign int) bool {
	if b == nil {
		return true
	}
	order := compare(number, b.Text) * sign
	return order > 0 || order == 0 && !b.Exclusive
}
