package wxpay

import (
	"errors"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Code is an error code of WeChat Pay, such as "ORDER_NOT_EXIST". It is an error, and
// [*Error] unwraps to it, so that errors.Is(err, payscore.ErrOrderDone) tests for it. The
// same code of two packages is equal.
type Code string

// Error returns the code.
func (c Code) Error() string { return string(c) }

// Is reports whether target is the same code. Underscores are ignored, since WeChat Pay
// spells some codes with and without them: ORDER_NOT_EXIST, ORDERNOTEXIST.
func (c Code) Is(target error) bool {
	other, ok := target.(Code)
	return ok && sameLetters(string(c), string(other))
}

// CodeOf returns the code of the first [*Error], or else [Code], in the tree of err. It is
// "" if there is none or err is nil.
func CodeOf(err error) Code {
	if apiErr := (*Error)(nil); errors.As(err, &apiErr) {
		return apiErr.Code
	}
	var code Code
	errors.As(err, &code)
	return code
}

// sameLetters compares a and b and ignores underscores.
func sameLetters(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && a[i] == '_' {
			i++
		}
		for j < len(b) && b[j] == '_' {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i++
		j++
	}
}

// maxCode is the maximum length of a code, in bytes. WeChat Pay's own limit is 32.
const maxCode = 64

// isPlain reports whether the code has the form of documented codes. Any other code could
// quote a value; error texts and events omit it.
func (c Code) isPlain() bool {
	for i := 0; i < len(c); i++ {
		if !ascii.IsWord(c[i]) && c[i] != '-' && c[i] != '.' {
			return false
		}
	}
	return c != ""
}
