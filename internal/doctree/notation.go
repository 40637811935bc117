package doctree

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// notation is a type with its length, as the pages of WeChat Pay write it:
// string(32), string[1,80], string（1，32）.
var notation = regexp.MustCompile(`^\s*([A-Za-z]+\d*)\s*[(（\[［【<〈]\s*(\d*)\s*(?:[,，、~～-]\s*(\d*)\s*)?([)）\]］】>〉]?)\s*$`)

// rest is what braces make of the part of such a type behind a comma.
var rest = regexp.MustCompile(`^\s*(\d+)\s*[)）\]］】]$`)

// limitsOf are the keywords of a length by the type.
var limitsOf = map[string][2]string{
	"string": {"minLength", "maxLength"}, "array": {"minItems", "maxItems"},
}

// pageType reads the notation of pages as a type and its limits.
func (m *mender) pageType(n, value *Node) bool {
	text, _ := value.Str()
	parts := notation.FindStringSubmatch(text)
	if parts == nil || parts[2]+parts[3] == "" {
		return false
	}
	meant, known := meantType(parts[1])
	if !known {
		return false
	}
	low, high := parts[2], parts[3]
	if parts[4] == "" { // the comma ended it in braces
		if high = restOf(n); high == "" {
			return false
		}
		text += "," + high
	}
	if high == "" && !strings.ContainsAny(text, ",，、~～-") {
		low, high = "", low
	}
	n.Set("type", NewScalar(String, meant.typ, value.Pos))
	remedy := "write type: " + meant.typ + m.format(n, meant, value.Pos)
	for i, limit := range []string{low, high} {
		key := limitsOf[meant.typ][i]
		if key == "" || limit == "" || !jsonNumber.MatchString(limit) {
			continue
		}
		if n.Get(key) == nil {
			n.Set(key, NewScalar(Number, limit, value.Pos))
		}
		remedy += ", " + key + ": " + limit
	}
	m.notOpenAPI(n, value.Pos, text, remedy)
	return true
}

// format gives a schema the format that goes with a type's name.
func (m *mender) format(n *Node, meant typeFormat, pos diag.Position) string {
	if meant.format == "" || n.Get("format") != nil {
		return ""
	}
	n.Set("format", NewScalar(String, meant.format, pos))
	return ", format: " + meant.format
}

// restOf takes the member of the mapping that is the end of its type.
func restOf(n *Node) string {
	for _, key := range n.names() {
		if end := rest.FindStringSubmatch(key); end != nil && n.Get(key).Is(Null) {
			n.Remove(key)
			return end[1]
		}
	}
	return ""
}

// notOpenAPI reports the notation of a type that is read as it is meant: an error in
// a document of the author's own.
func (m *mender) notOpenAPI(n *Node, pos diag.Position, text, remedy string) {
	fact := "the type " + diag.Quote(text) + " is none of OpenAPI's"
	if m.set.own {
		m.fault(n, diag.Errorf(pos, ruleSloppyType, "%s", fact).Fix("%s", remedy))
		return
	}
	m.warn(pos, ruleSloppyType, fact, remedy+", as is assumed here")
}

// isSlipOfType reports whether a name can only be a misspelt type, which is not one
// of another language.
func isSlipOfType(name string) bool {
	_, known := typeSynonyms[strings.ToLower(strings.TrimSpace(name))]
	return !known && slip(name, typeNames) != ""
}

// itemSeparators are the marks that part the items of a list in another way than YAML
// does. The full-width ones come from a Chinese keyboard.
const (
	wideItemSeparators = "，、；"
	itemSeparators     = wideItemSeparators + ",;|"
)

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_.*-]+$`)

// unglue splits texts of a list that are several items, parted by full-width commas:
// [A，B] is a list of one.
func (m *mender) unglue(n *Node, key string) {
	list, marks := n.Get(key), wideItemSeparators
	if !m.set.own || list == nil {
		return
	}
	if list.Is(String) {
		list, marks = NewSequence(list.Pos, list), itemSeparators
	}
	if !list.Is(Sequence) {
		return
	}
	var items []*Node
	for i, item := range list.items {
		if text := item.text; item.Kind == String && strings.Trim(text, wideQuotesAround) != text && plainWord.MatchString(strings.Trim(text, wideQuotesAround)) {
			m.fault(n, diag.Errorf(item.Pos, ruleFullWidth, "%s is a member of %s, with Chinese quotation marks", diag.Quote(text), key).
				Fix("write %s without them", strings.Trim(text, wideQuotesAround)))
			item = NewScalar(String, strings.Trim(text, wideQuotesAround), item.Pos)
			list.items[i] = item
		}
		parts := splitGlued(item, marks)
		if len(parts) < 2 {
			items = append(items, item)
			continue
		}
		fact := key + " is the text " + diag.Quote(item.text) + ", not a list"
		if strings.ContainsAny(item.text, wideItemSeparators) {
			fact = "a full-width comma is in " + diag.Quote(item.text) + ", which is one member of " + key
		}
		m.fault(n, diag.Errorf(item.Pos, ruleFullWidth, "%s", fact).Fix("write [%s]", strings.Join(parts, ", ")))
		for _, part := range parts {
			items = append(items, NewScalar(String, part, item.Pos))
		}
	}
	if len(items) > len(list.items) {
		n.Set(key, NewSequence(list.Pos, items...))
	}
}

const ruleFullWidth = "full-width"

func splitGlued(item *Node, marks string) []string {
	text, ok := item.Str()
	if !ok || !strings.ContainsAny(text, marks) {
		return nil
	}
	text = strings.Trim(text, "【】［］")
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(itemSeparators, r) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if slices.ContainsFunc(parts, func(part string) bool { return !plainWord.MatchString(part) }) {
		return nil
	}
	return parts
}

// marks is a text in which a full-width comma and colon begin another member.
var marks = regexp.MustCompile(`[，,、]\s*["']?(\$?[A-Za-z-]+)["']?\s*[：:]`)

// gluedText reports texts that have swallowed the members after them.
func (m *mender) gluedText(n *Node, words []string) {
	if !m.set.own {
		return
	}
	for _, key := range n.names() {
		text, ok := n.Get(key).Str()
		if !ok || !strings.ContainsAny(text, "，：") || strings.Contains(text, "\n") {
			continue
		}
		found := marks.FindStringSubmatch(text)
		if found == nil || !contains(words, found[1]) {
			continue
		}
		m.fault(n, diag.Errorf(n.Get(key).Pos, ruleFullWidth, "the text of %s goes on with %s, because of a full-width mark", key, diag.Quote(found[0])).
			Fix("write a half-width comma and colon, each with a space after it"))
	}
}

// commentInText is what follows a text that a # has cut off. A comment has a space
// after the sign.
var commentInText = regexp.MustCompile(`^\s+(#[^\s#]\S*)`)

// cutTexts warns of texts without quotes that end where a # begins a comment.
func (m *mender) cutTexts(n *Node) {
	for _, key := range n.names() {
		value := n.Get(key)
		text, ok := value.Str()
		if !ok || text == "" {
			continue
		}
		line := []rune(m.set.File(value.Pos.File).Line(value.Pos.Line))
		if value.Pos.Column < 1 || value.Pos.Column > len(line) {
			continue
		}
		behind, found := strings.CutPrefix(string(line[value.Pos.Column-1:]), text)
		if sign := commentInText.FindStringSubmatch(behind); found && sign != nil {
			m.warn(value.Pos, "comment-in-text", "the text of "+key+" ends before "+diag.Quote(sign[1])+", because a # after a space begins a comment",
				"put the text in quotes, or write a space after the #")
		}
	}
}

// wideColons parts keys that have swallowed their values, in braces: {type：string}.
func (m *mender) wideColons(n *Node, words []string) {
	for _, key := range n.names() {
		word, value, ok := strings.Cut(key, "：")
		if !ok || !contains(words, strings.TrimSpace(word)) || !n.Get(key).Is(Null) {
			continue
		}
		word, value = strings.TrimSpace(word), strings.TrimSpace(value)
		pos := n.Key(key)
		m.fault(n, diag.Errorf(pos, ruleFullWidth, "a full-width ： is in %s, which is a key without a value", diag.Quote(key)).
			Fix("write %s: %s, with a space after the colon", word, value))
		n.Remove(key)
		if n.Get(word) == nil {
			n.Set(word, NewScalar(String, value, pos))
		}
	}
}

// wideSpaces are the spaces that are part of a word in YAML, and hidden in an editor.
const wideSpaces = "\u3000\u00a0\u200b\u200c\u200d\ufeff\u2002\u2003\u2009\u202f\u2060"

// wideKeys takes such spaces from the ends of keys.
func (m *mender) wideKeys(n *Node) {
	if !m.set.own {
		return
	}
	for _, key := range n.names() {
		word := strings.Trim(key, wideSpaces+" ")
		if word == key || word == "" || strings.Trim(key, " ") == word {
			continue
		}
		m.fault(n, diag.Errorf(n.Key(key), ruleFullWidth, "the key %s has a full-width or hidden space at its end or beginning", diag.Quote(word)).
			Fix("write %s, with ordinary spaces around it", word))
		if n.Get(word) == nil {
			n.rename(key, word)
		} else {
			n.Remove(key)
		}
	}
}
