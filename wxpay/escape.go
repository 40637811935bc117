package wxpay

import (
	"errors"
	"fmt"
	"net/textproto"
	"strings"
)

// segmentProblem says why value cannot be a path segment, or returns "".
func segmentProblem(value string) string {
	switch value {
	case "":
		return "must not be empty"
	case ".", "..":
		return "must not be a dot segment: it would lead to another path"
	}
	return ""
}

const hexDigits = "0123456789ABCDEF"

// appendEscaped percent-encodes s. A path segment keeps the delimiters that
// RFC 3986 lets it hold and that [url.PathEscape] leaves alone as well; a query
// keeps nothing but unreserved characters.
func appendEscaped(dst []byte, s string, segment bool) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isWordByte(c), c == '-', c == '.', c == '~':
			dst = append(dst, c)
		case segment && strings.IndexByte("$&+:=@", c) >= 0:
			dst = append(dst, c)
		default:
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

// checkHeader reports a header that must not be sent. Values are not quoted.
func checkHeader(name, value string) error {
	if name == "" {
		return errors.New("a header has no name")
	}
	for i := 0; i < len(name); i++ {
		if !isWordByte(name[i]) && strings.IndexByte("!#$%&'*+-.^`|~", name[i]) < 0 {
			return fmt.Errorf("header name %q holds a character that no header name may have", name)
		}
	}
	switch canonical := textproto.CanonicalMIMEHeaderKey(name); canonical {
	case "Authorization", "Content-Type", "Content-Length", "Transfer-Encoding", "Host", "Connection",
		"Accept-Encoding": // net/http undoes the compression that it asks for, and that alone; what is signed is not compressed
		return fmt.Errorf("header %s is set by the runtime; do not set it", canonical)
	}
	if hasControl(value) {
		return fmt.Errorf("header %s holds a control character; remove line breaks from its value", name)
	}
	return nil
}

// hasControl reports whether value cannot be that of a header field.
func hasControl(value string) bool {
	for i := 0; i < len(value); i++ {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}
