package doctree

import "unicode/utf8"

// AppendJSON appends the tree as compact JSON: members in the document's
// order, numbers with all their digits. A nil node is null.
func (n *Node) AppendJSON(dst []byte) []byte {
	if n == nil {
		return append(dst, "null"...)
	}
	n.mark()
	switch n.Kind {
	case Bool:
		if value, _ := n.Bool(); value {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case Number:
		number, _ := n.Number()
		return append(dst, number...)
	case String:
		return appendQuoted(dst, n.text)
	case Sequence:
		dst = append(dst, '[')
		for i, item := range n.items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.AppendJSON(dst)
		}
		return append(dst, ']')
	case Mapping:
		return n.appendMembers(dst)
	default:
		return append(dst, "null"...)
	}
}

func (n *Node) appendMembers(dst []byte) []byte {
	dst = append(dst, '{')
	for i, value := range n.items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendQuoted(dst, n.keys[i].name)
		dst = append(dst, ':')
		dst = value.AppendJSON(dst)
	}
	return append(dst, '}')
}

func appendQuoted(dst []byte, text string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if c >= utf8.RuneSelf && (r != utf8.RuneError || size > 1) && r != 0x2028 && r != 0x2029 {
			i += size
			continue
		}
		dst = append(dst, text[start:i]...)
		dst = appendEscape(dst, r)
		i += size
		start = i
	}
	dst = append(dst, text[start:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
