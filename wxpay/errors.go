package wxpay

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// ErrOutcomeUnknown matches errors after which nobody knows whether WeChat Pay carried out
// the request. Query the state, or send the same request again if the operation may be
// repeated. Never use a new order number.
var ErrOutcomeUnknown = errors.New("wxpay: outcome unknown")

// Error is a response that is not a success: an error of WeChat Pay, a redirect, or an error
// page of a proxy.
type Error struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode is the HTTP status.
	StatusCode int
	// Code is WeChat Pay's error code. It is empty if the response does not have the format
	// of errors, or has a wrong signature. A number is written as its digits. Error texts
	// omit a code that is not documented and has other characters than letters, digits and
	// _ - . since it could quote a value.
	Code Code
	// Message is WeChat Pay's explanation, usually in Chinese. It may quote a field's
	// value. Error texts omit it; consider that before you log it.
	Message string
	// Detail says which parameter is wrong, if the response does. It may quote values, and
	// error texts omit it.
	Detail ErrorDetail
	// RequestID is the Request-ID of the response, which WeChat Pay's support asks for.
	RequestID string
	// Remedy is the documented remedy for Code, in English.
	Remedy string
	// ChineseRemedy is Remedy in Chinese, if the spec has it.
	ChineseRemedy string
	// RetryAfter is the time of the header Retry-After, or 0.
	RetryAfter time.Duration
	// Verified says that the response has a valid signature. WeChat Pay signs most errors.
	// An error without a signature is returned unverified.
	Verified bool
	// Header and Body are those of the response. Body is nil if it is larger than the limit
	// of [WithMaxResponse]. Error texts omit them.
	Header http.Header
	Body   []byte

	badSignature *SignatureError
	tooLarge     bool // the body was not read to its end
	documented   bool // the operation documents Code
	body         typedBody
}

// Error returns the operation, status, code, remedy and request id in one line. It quotes no
// value of a request or response, and therefore not the message.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("wxpay: ")
	b.WriteString(e.Operation)
	b.WriteString(": status ")
	b.WriteString(strconv.Itoa(e.StatusCode))
	switch {
	case e.badSignature != nil:
		b.WriteString(": outcome unknown: ")
		b.WriteString(e.badSignature.reason())
	case e.printableCode() != "":
		b.WriteString(" ")
		b.WriteString(string(e.Code))
	case e.Code != "":
		b.WriteString(" with an error code of an unusual form; see the field Code")
	case e.tooLarge:
		b.WriteString(" without an error code (too large, see wxpay.WithMaxResponse)")
	default:
		b.WriteString(" without an error code (")
		b.WriteString(describeBody(e.Header, e.Body))
		b.WriteString(")")
	}
	remedy := cmp.Or(e.Remedy, e.ChineseRemedy)
	writeClause(&b, "; remedy: ", remedy)
	if remedy == "" && e.Message != "" {
		b.WriteString("; see the field Message")
	}
	writeClause(&b, "; request id ", ascii.OneLine(e.RequestID, 128))
	return b.String()
}

// Documented reports whether the operation documents Code, so that a program can expect it.
func (e *Error) Documented() bool { return e.documented }

// printableCode returns the code if error texts and events may contain it, and "" otherwise.
func (e *Error) printableCode() Code {
	if e.documented || e.Code.isPlain() {
		return e.Code
	}
	return ""
}

// Unwrap returns the code, so that errors.Is works with the generated codes. If the response
// has a wrong signature, it returns the [*SignatureError].
func (e *Error) Unwrap() error {
	switch {
	case e.badSignature != nil:
		return e.badSignature
	case e.Code != "":
		return e.Code
	}
	return nil
}

// Is reports whether target is [ErrOutcomeUnknown] and the response does not say that the
// request was rejected. These are responses with status 500 or above, 408, 101 or a redirect;
// with status 2xx and a code in place of the documented response; with status 202 if it is
// not documented; with a wrong signature; and, with any status, with a code that says that
// the payment is undecided (USER_PAYING) or that WeChat Pay failed (SYSTEM_ERROR,
// BANK_ERROR).
func (e *Error) Is(target error) bool {
	if target != ErrOutcomeUnknown {
		return false
	}
	rejected := e.StatusCode >= 400 && e.StatusCode < 500 && e.StatusCode != http.StatusRequestTimeout
	madeByHand := e.StatusCode == 0
	return !rejected && !madeByHand || e.badSignature != nil || e.StatusCode != 0 && hasCodeOf(e.Code, undecidedCodes)
}

func writeClause(b *strings.Builder, prefix, text string) {
	if text != "" {
		b.WriteString(prefix)
		b.WriteString(text)
	}
}

// describeBody returns the type and size of a body, and quotes nothing of it.
func describeBody(header http.Header, body []byte) string {
	if len(body) == 0 {
		return "empty body"
	}
	kind, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	if kind = ascii.OneLine(strings.TrimSpace(kind), 64); kind == "" {
		kind = "no content type"
	}
	return kind + ", " + strconv.Itoa(len(body)) + " bytes"
}
