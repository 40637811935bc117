package doctree

import (
	"regexp"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// wideQuotesAround are the quotation marks of a Chinese keyboard.
const wideQuotesAround = "“”‘’＂＇「」『』"

// narrow returns a text without Chinese quotation marks and hidden spaces around it,
// and with the half-width forms of ASCII.
func narrow(text string) string {
	text = strings.Trim(text, wideQuotesAround+wideSpaces)
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - ('！' - '!')
		}
		return r
	}, text)
}

// narrowScalar reads a text as what it is in half-width characters, if that is what
// the member needs.
func (m *mender) narrowScalar(n *Node, key string, fits func(string) bool) {
	old := n.Get(key)
	text, ok := old.Str()
	if !ok || !m.set.own || narrow(text) == text || !fits(narrow(text)) {
		return
	}
	m.fault(n, diag.Errorf(old.Pos, ruleFullWidth, "%s is %s, with full-width characters", key, diag.Quote(text)).
		Fix("write %s in half-width characters", narrow(text)))
	n.Set(key, NewScalar(String, narrow(text), old.Pos))
}

func isReference(text string) bool { return strings.Contains(text, "#/") }

var statusInText = regexp.MustCompile(`^([1-5][0-9]{2})(?:\s*[A-Za-z][A-Za-z ]*)?$`)

// statusSlip returns the key of responses that another one can only be a slip of.
func statusSlip(name string) string {
	if isExtension(name) {
		return ""
	}
	text := strings.TrimSpace(narrow(name))
	if digits := strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1").Replace(text); len(text) == 3 && statusInText.MatchString(digits) {
		return digits
	}
	if found := statusInText.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return slip(text, []string{"default"})
}

// inProperties moves keywords that are written below properties, where they are names
// of properties.
func (m *mender) inProperties(n *Node) {
	properties := n.Get("properties")
	for _, name := range properties.names() {
		value := properties.Get(name)
		misplaced := name == "required" && value.Is(Sequence) || name == "type" && value.Is(String) && contains(typeNames, value.text) ||
			name == "additionalProperties" && value.Is(Bool) || vocabulary[name] && !value.Is(Mapping)
		if !misplaced {
			continue
		}
		m.fault(n, diag.Errorf(properties.Key(name), ruleUnknownKeyword, "%s is below properties, where it is the name of a property", name).
			Fix("write it next to properties"))
		properties.Remove(name)
		if n.Get(name) == nil {
			n.Set(name, value)
		}
	}
}

// described reports what OpenAPI requires of info.
func (m *mender) described(n *Node) {
	info := n.Get("info")
	for _, key := range []string{"title", "version"} {
		if info.Get(key) == nil && info.Is(Mapping) {
			m.warn(n.Key("info"), "info-missing", "info has no "+key+", which OpenAPI requires", "write it")
		}
	}
	if info == nil {
		m.warn(n.Pos, "info-missing", "the document has no info, which OpenAPI requires", "write info, with title and version")
	}
}
