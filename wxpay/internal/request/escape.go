package request

import (
	"errors"
	"fmt"
	"net/textproto"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// SegmentProblem returns why value cannot be a path segment, or "".
func SegmentProblem(value string) string {
	switch value {
	case "":
		return "must not be empty"
	case ".", "..":
		return "must not be a dot segment: it would lead to another path"
	}
	return ""
}

const hexDigits = "0123456789ABCDEF"

// escaping says which bytes appendEscaped leaves as they are.
type escaping uint8

const (
	escapeAll      escaping = iota // unreserved characters
	escapeReserved                 // those, reserved characters but #, and escapes
)

// appendEscaped percent-encodes s as the expressions {v} and {+v} of RFC 6570 do
// (section 3.2.1).
func appendEscaped(dst []byte, s string, e escaping) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case ascii.IsWord(c), c == '-', c == '.', c == '~':
			dst = append(dst, c)
		case e == escapeReserved && (strings.IndexByte(":/?[]@!$&'()*+,;=", c) >= 0 || isEscape(s[i:])):
			dst = append(dst, c)
		default:
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

// isEscape reports whether s begins with a percent sign and two hexadecimal digits.
func isEscape(s string) bool {
	return len(s) >= 3 && s[0] == '%' && ascii.IsHex(s[1]) && ascii.IsHex(s[2])
}

// CheckHeader reports a header that must not be set. It quotes no value.
func CheckHeader(name, value string) error {
	if name == "" {
		return errors.New("a header has no name")
	}
	for i := 0; i < len(name); i++ {
		if !ascii.IsWord(name[i]) && strings.IndexByte("!#$%&'*+-.^`|~", name[i]) < 0 {
			return fmt.Errorf("header name %q contains a character that header names cannot have", name)
		}
	}
	switch canonical := textproto.CanonicalMIMEHeaderKey(name); canonical {
	case "Authorization", "Content-Type", "Content-Length", "Transfer-Encoding", "Host", "Connection",
		"Accept-Encoding": // net/http decompresses only what it asked for itself; the signature covers the decompressed body
		return fmt.Errorf("header %s is set by the runtime; do not set it", canonical)
	}
	if HasControl(value) {
		return fmt.Errorf("header %s contains a control character; remove line breaks from its value", name)
	}
	return nil
}

// HasControl reports whether value has a character that header values cannot have.
func HasControl(value string) bool {
	for i := 0; i < len(value); i++ {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}
