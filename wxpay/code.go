package wxpay

import (
	"errors"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Code is an error code of WeChat Pay, such as "ORDER_NOT_EXIST". It is an
// error, and [*Error] unwraps to it, so that errors.Is(err, payscore.ErrOrderDone)
// tells refusals apart. Equal codes of two packages are equal.
type Code string

// Error returns the code as WeChat Pay writes it.
func (c Code) Error() string { return string(c) }

// Is reports whether target is the same code. WeChat Pay spells some codes with
// and without underscores (ORDER_NOT_EXIST, ORDERNOTEXIST); both are the same.
func (c Code) Is(target error) bool {
	other, ok := target.(Code)
	return ok && sameLetters(string(c), string(other))
}

// CodeOf returns the code of the [*Error] or [Code] in err's chain, or "" when
// there is none (also for a nil err).
func CodeOf(err error) Code {
	if refusal := (*Error)(nil); errors.As(err, &refusal) {
		return refusal.Code
	}
	var code Code
	errors.As(err, &code)
	return code
}

// sameLetters compares a and b, passing over underscores.
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

// maxCode is how many bytes a code has at most; WeChat Pay's own limit is 32.
const maxCode = 64

// isPlain reports whether the code looks like those that WeChat Pay documents.
// Any other could quote a value, and is kept out of error texts and events.
func (c Code) isPlain() bool {
	for i := 0; i < len(c); i++ {
		if !ascii.IsWord(c[i]) && c[i] != '-' && c[i] != '.' {
			return false
		}
	}
	return c != ""
}
