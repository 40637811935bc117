package pattern

import (
	"slices"
	"unicode"
)

// class is a set of characters: ranges and properties or, if negated, all other
// characters.
type class struct {
	negated bool
	ranges  []rune // pairs
	props   []property
}

// property is a property for which Go has a name.
type property struct {
	name    string
	negated bool
	table   *unicode.RangeTable
}

// The sets for which ECMA-262 has escapes.
var (
	digits = []rune{'0', '9'}
	words  = []rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}
	spaces = []rune{
		'\t', '\r', ' ', ' ', 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029,
		0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff,
	}
	lineBreaks = []rune{'\n', '\n', '\r', '\r', 0x2028, 0x2029}
	all        = []rune{0, unicode.MaxRune}
)

// add adds the characters of another class to c.
func (c *class) add(other class) {
	switch {
	case !other.negated:
		c.ranges = append(c.ranges, other.ranges...)
		c.props = append(c.props, other.props...)
	case len(other.props) == 0:
		c.ranges = append(c.ranges, complement(merge(other.ranges))...)
	default:
		c.ranges = append(c.ranges, other.set()...)
	}
}

// set returns the characters as sorted ranges.
func (c class) set() []rune {
	set := slices.Clone(c.ranges)
	for _, p := range c.props {
		set = append(set, p.set()...)
	}
	set = merge(set)
	if c.negated {
		return complement(set)
	}
	return set
}

func (p property) set() []rune {
	set := tableRanges(p.table)
	if p.negated {
		return complement(set)
	}
	return set
}

func tableRanges(table *unicode.RangeTable) []rune {
	var set []rune
	add := func(low, high, stride rune) {
		if stride == 1 {
			set = append(set, low, high)
			return
		}
		for r := low; r <= high; r += stride {
			set = append(set, r, r)
		}
	}
	for _, r := range table.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range table.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return merge(set)
}

// Surrogates do not occur in strings. Go would match them against U+FFFD.
const (
	firstSurrogate = 0xd800
	lastSurrogate  = 0xdfff
)

// clip returns a range without surrogates at its ends.
func clip(low, high rune) (rune, rune) {
	if low >= firstSurrogate && low <= lastSurrogate {
		low = lastSurrogate + 1
	}
	if high >= firstSurrogate && high <= lastSurrogate {
		high = firstSurrogate - 1
	}
	return low, high
}

// merge sorts ranges, and joins adjacent ones. The result is never nil.
func merge(ranges []rune) []rune {
	pairs := make([][2]rune, 0, len(ranges)/2)
	for i := 0; i+1 < len(ranges); i += 2 {
		if low, high := clip(ranges[i], ranges[i+1]); low <= high {
			pairs = append(pairs, [2]rune{low, high})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]rune) int { return int(a[0] - b[0]) })
	merged := make([]rune, 0, len(ranges))
	for _, pair := range pairs {
		last := len(merged) - 1
		if last > 0 && pair[0] <= merged[last]+1 {
			merged[last] = max(merged[last], pair[1])
			continue
		}
		merged = append(merged, pair[0], pair[1])
	}
	return merged
}

// complement returns all characters that are not in merged ranges.
func complement(ranges []rune) []rune {
	out := []rune{}
	next := rune(0)
	for i := 0; i+1 < len(ranges); i += 2 {
		if ranges[i] > next {
			out = append(out, next, ranges[i]-1)
		}
		next = ranges[i+1] + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, next, unicode.MaxRune)
	}
	return merge(out)
}

func sameSet(a, b []rune) bool { return slices.Equal(a, b) }
