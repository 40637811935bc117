package schema

import (
	"slices"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/diag"
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

// checkOrder drops two limits that no value is within.
func (r *Reader) checkOrder(rule, minKey string, least **Limit, maxKey string, most **Limit) {
	low, high := *least, *most
	if low == nil || high == nil || low.N <= high.N {
		return
	}
	*least, *most = nil, nil
	d := diag.Warningf(high.Pos, rule, "%s %d is less than %s %d; neither is checked", maxKey, high.N, minKey, low.N).
		Fix("raise %s or lower %s", maxKey, minKey)
	if low.Pos.File != high.Pos.File || low.Pos.Line+1 < high.Pos.Line || high.Pos.Line+1 < low.Pos.Line {
		d = d.See(low.Pos)
	}
	r.report(d)
}

// checkBounds drops limits of numbers that are too large to work with, and those
// that no number is within.
func (r *Reader) checkBounds(s *Schema) {
	s.Minimum, s.Maximum = r.workable(s.Minimum), r.workable(s.Maximum)
	s.MultipleOf = slices.DeleteFunc(s.MultipleOf, func(b Bound) bool { return r.workable(&b) == nil })
	low, high := s.Range()
	if low == nil || high == nil {
		return
	}
	order := compare(low.Text, high.Text)
	if order > 0 || order == 0 && (low.Exclusive || high.Exclusive) {
		r.report(diag.Warningf(high.Pos, "bounds-order", "no number is above the minimum %s and below the maximum %s; neither is checked",
			low.Text, high.Text).See(low.Pos).Fix("raise the maximum or lower the minimum"))
		s.Minimum, s.Maximum = nil, nil
	}
}

// workable returns a limit, nil for one that is too large to work with.
func (r *Reader) workable(b *Bound) *Bound {
	if b == nil {
		return nil
	}
	if _, ok := Rational(b.Text); !ok {
		r.report(diag.Warningf(b.Pos, "number", "%s is out of the range that can be checked, and is ignored", diag.Quote(b.Text)).
			Fix("remove the limit"))
		return nil
	}
	return b
}

// IsUnsigned reports whether an integer is one of 64 bits without a sign: by its
// format, or because its limits or members are beyond those of int64.
func (s *Schema) IsUnsigned() bool {
	if !s.Is("integer") {
		return false
	}
	if s.Format == "uint64" {
		return true
	}
	const signed, unsigned = "9223372036854775807", "18446744073709551615"
	beyond := s.Maximum != nil && compare(s.Maximum.Text, signed) > 0 && compare(s.Maximum.Text, unsigned) <= 0 &&
		s.Minimum != nil && compare(s.Minimum.Text, "0") >= 0
	for _, m := range s.Enum {
		number, _ := m.Number()
		if compare(string(number), "0") < 0 || compare(string(number), unsigned) > 0 {
			return false
		}
		beyond = beyond || compare(string(number), signed) > 0
	}
	return beyond
}
