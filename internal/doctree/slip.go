package doctree

import (
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// fold returns a word without case and signs, so that maxlength, max_length and
// maxLength are the same.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!' // the full-width forms of ASCII
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}

// The lengths from which a word may have two and three slips, and from which its
// beginning is enough.
const (
	twoSlips   = 7
	threeSlips = 12
	beginning  = 5
)

// otherNames are what people call keywords that they do not look up.
var otherNames = map[string]string{
	"desc": "description", "length": "maxLength", "len": "maxLength", "regex": "pattern", "regexp": "pattern", "mandatory": "required",
}

// slip returns the candidate that a word can only be a slip of, "" if there is none.
// It is stricter than [diag.Near], whose result is a guess.
func slip(word string, candidates []string) string {
	folded := fold(word)
	if len(folded) < 2 {
		return ""
	}
	if other := otherNames[folded]; other != "" && contains(candidates, other) {
		return other
	}
	for _, candidate := range candidates {
		to := fold(candidate)
		plural := strings.TrimSuffix(folded, "y") + "ies"
		if folded == to || plural == to || isExtension(candidate) && folded == to[1:] {
			return candidate
		}
	}
	slips := 1
	switch n := len([]rune(folded)); {
	case n >= threeSlips:
		slips = 3
	case n >= twoSlips:
		slips = 2
	case n < 3:
		return ""
	}
	best := ""
	for _, candidate := range candidates {
		to := fold(candidate)
		if d := diag.Distance(folded, to); d <= slips && 2*d < len(to) && (len(folded) > 3 || folded[0] == to[0]) {
			best, slips = candidate, d-1
		}
	}
	for _, candidate := range candidates {
		if best == "" && len(folded) >= beginning && strings.HasPrefix(fold(candidate), folded) {
			return candidate
		}
	}
	return best
}

// fits reports whether a value has the form that a member needs. A word that is near
// but whose value has another form is a word of its own.
func fits(value *Node, o object, word string) bool {
	switch {
	case contains(o.texts, word):
		return value.Kind == String || value.Kind == Number
	case contains(o.mappings, word):
		return value.Kind == Mapping
	case contains(o.lists, word), contains(o.words, word):
		return value.Kind == Sequence
	}
	if form, known := wordForms[word]; known {
		return form(value)
	}
	return true
}

func contains(list []string, word string) bool {
	for _, item := range list {
		if item == word {
			return true
		}
	}
	return false
}

func isKind(kinds ...Kind) func(*Node) bool {
	return func(n *Node) bool {
		for _, kind := range kinds {
			if n.Kind == kind {
				return true
			}
		}
		return false
	}
}

func isFlag(n *Node) bool {
	_, ok := looseBool(n)
	return ok
}

func isCount(n *Node) bool {
	return n.Kind == Number || n.Kind == String && jsonNumber.MatchString(n.text)
}

func isOneOf(words ...string) func(*Node) bool {
	return func(n *Node) bool { return n.Kind == String && (contains(words, n.text) || slip(n.text, words) != "") }
}

func isRefText(n *Node) bool {
	return n.Kind == String && strings.ContainsAny(n.text, "#/.")
}

// wordForms have the forms of values by the words that need them.
var wordForms = map[string]func(*Node) bool{
	"$ref": isRefText, "type": isKind(String, Sequence), "format": isKind(String), "pattern": isKind(String), "title": isKind(String),
	"description": isKind(String), "enum": isKind(Sequence), "required": func(n *Node) bool { return n.Kind == Sequence || isFlag(n) },
	"minLength": isCount, "maxLength": isCount, "minItems": isCount, "maxItems": isCount, "minProperties": isCount, "maxProperties": isCount,
	"minimum": isCount, "maximum": isCount, "multipleOf": isCount,
	"exclusiveMinimum": func(n *Node) bool { return isCount(n) || isFlag(n) }, "exclusiveMaximum": func(n *Node) bool { return isCount(n) || isFlag(n) },
	"uniqueItems": isFlag, "nullable": isFlag, "readOnly": isFlag, "writeOnly": isFlag, "deprecated": isFlag, "explode": isFlag,
	"allowReserved": isFlag, "allowEmptyValue": isFlag,
	"items": isKind(Mapping, Sequence), "properties": isKind(Mapping), "schema": isKind(Mapping), "not": isKind(Mapping),
	"additionalProperties": isKind(Mapping, Bool), "oneOf": isKind(Sequence), "anyOf": isKind(Sequence), "allOf": isKind(Sequence),
	"discriminator": isKind(Mapping, String), "security": isKind(Sequence),
	"x-repeatable": isFlag, "x-encrypted": isFlag, "x-unsigned": isFlag, "x-required-in-mode": isFlag,
	"x-echo": func(n *Node) bool { return n.Kind == Bool || n.Kind == String }, "x-error-codes": isKind(Mapping, Sequence),
	"x-lifecycle": isKind(Mapping), "x-lifecycles": isKind(Mapping), "x-event-type": isKind(String), "x-event-key": isKind(Sequence, String),
	"x-mode": isOneOf("common", "institutional"), "x-length": isOneOf("unpublished"), "x-length-unit": isOneOf("bytes", "characters"),
	"x-enum-varnames": isKind(Sequence), "x-go-name": isKind(String), "x-go-package": isKind(String), "x-original-type": isKind(String),
}
