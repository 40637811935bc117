package pattern

import (
	"slices"
	"strings"
	"unicode"
)

// property reads the rest of \p or \P.
func (p *parser) property(offset int, negated bool) class {
	escape := `\p`
	if negated {
		escape = `\P`
	}
	name, ok := p.propertyName()
	if !ok {
		p.invalid(offset, "the escape "+escape, "is not followed by the name of a Unicode property in braces")
		return class{}
	}
	c, ok := lookUp(name)
	if !ok {
		p.unsupported(offset, "the Unicode property "+escape+"{"+name+"}")
		return class{}
	}
	if negated && len(c.props) == 1 && len(c.ranges) == 0 {
		c.props = []property{{name: c.props[0].name, table: c.props[0].table, negated: !c.props[0].negated}}
	} else if negated {
		c.negated = !c.negated
	}
	return c
}

func (p *parser) propertyName() (string, bool) {
	if !p.skip("{") {
		return "", false
	}
	start := p.at
	for r := p.next(); r == '_' || r == '=' || r > 0 && r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)); r = p.next() {
		p.at++
	}
	name := string(p.input[min(start, len(p.input)):min(p.at, len(p.input))])
	return name, name != "" && p.skip("}")
}

// lookUp returns the characters that a property has: General_Category=Lu,
// gc=Lu, Lu, Script=Han, sc=Hani or the name of a binary property.
func lookUp(name string) (class, bool) {
	key, value, hasValue := strings.Cut(name, "=")
	switch {
	case !hasValue:
		if c, ok := category(name); ok {
			return c, true
		}
		return binaryProperty(name)
	case key == "General_Category" || key == "gc":
		return category(value)
	case key == "Script" || key == "sc":
		return script(value)
	}
	return class{}, false
}

func category(name string) (class, bool) {
	if long, ok := unicode.CategoryAliases[name]; ok {
		name = long
	}
	table, ok := unicode.Categories[name]
	if !ok {
		return class{}, false
	}
	return named(name, table), true
}

// scriptAliases are the short names of common scripts.
var scriptAliases = map[string]string{
	"Arab": "Arabic", "Armn": "Armenian", "Beng": "Bengali", "Bopo": "Bopomofo", "Cyrl": "Cyrillic", "Deva": "Devanagari",
	"Geor": "Georgian", "Grek": "Greek", "Hang": "Hangul", "Hani": "Han", "Hebr": "Hebrew", "Hira": "Hiragana", "Kana": "Katakana",
	"Khmr": "Khmer", "Laoo": "Lao", "Latn": "Latin", "Mong": "Mongolian", "Mymr": "Myanmar", "Taml": "Tamil", "Thai": "Thai",
	"Tibt": "Tibetan", "Zinh": "Inherited", "Zyyy": "Common",
}

func script(name string) (class, bool) {
	if long, ok := scriptAliases[name]; ok {
		name = long
	}
	table, ok := unicode.Scripts[name]
	if !ok {
		return class{}, false
	}
	return named(name, table), true
}

func named(name string, table *unicode.RangeTable) class {
	return class{props: []property{{name: name, table: table}}}
}

// derived are binary properties that Go has only as parts.
var derived = map[string][]*unicode.RangeTable{
	"Alphabetic": {unicode.L, unicode.Nl, unicode.Other_Alphabetic},
	"Lowercase":  {unicode.Ll, unicode.Other_Lowercase},
	"Uppercase":  {unicode.Lu, unicode.Other_Uppercase},
	"Math":       {unicode.Sm, unicode.Other_Math},
}

var binaryAliases = map[string]string{
	"Alpha": "Alphabetic", "Lower": "Lowercase", "Upper": "Uppercase", "space": "White_Space", "AHex": "ASCII_Hex_Digit",
	"Hex": "Hex_Digit", "Ideo": "Ideographic", "UIdeo": "Unified_Ideograph", "NChar": "Noncharacter_Code_Point",
}

// plainProperties are the binary properties that ECMA-262 and Go have in
// common.
var plainProperties = []string{
	"ASCII_Hex_Digit", "Bidi_Control", "Dash", "Deprecated", "Diacritic", "Extender", "Hex_Digit", "Ideographic", "Join_Control",
	"Logical_Order_Exception", "Noncharacter_Code_Point", "Pattern_Syntax", "Pattern_White_Space", "Quotation_Mark", "Radical",
	"Regional_Indicator", "Sentence_Terminal", "Soft_Dotted", "Terminal_Punctuation", "Unified_Ideograph", "Variation_Selector", "White_Space",
}

func binaryProperty(name string) (class, bool) {
	if long, ok := binaryAliases[name]; ok {
		name = long
	}
	switch name {
	case "Any":
		return class{ranges: all}, true
	case "ASCII":
		return class{ranges: []rune{0, unicode.MaxASCII}}, true
	case "Assigned":
		return class{props: []property{{name: "Cn", table: unicode.Cn, negated: true}}}, true
	}
	var ranges []rune
	for _, table := range derived[name] {
		ranges = append(ranges, tableRanges(table)...)
	}
	if slices.Contains(plainProperties, name) {
		ranges = tableRanges(unicode.Properties[name])
	}
	return class{ranges: merge(ranges)}, ranges != nil
}
