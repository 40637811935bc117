package wxpay

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// ErrOutcomeUnknown marks errors after which nobody knows whether WeChat Pay
// acted on the request. Ask for the state before deciding, or send the same
// request again when the operation may be repeated; never use a new number.
var ErrOutcomeUnknown = errors.New("wxpay: outcome unknown")

// Error is an answer of WeChat Pay that is not a success: a refusal, a
// redirect, an error page of something in between.
type Error struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode is the HTTP status, always from the answer's status line.
	StatusCode int
	// Code is WeChat Pay's error code. It is empty when the answer is not WeChat
	// Pay's error format, or bears a signature that is wrong. A number is written
	// as its digits. A code that is neither documented nor of letters, digits and
	// the characters _ - . could quote a value, and no error text shows it.
	Code Code
	// Message is WeChat Pay's explanation, mostly in Chinese. It may quote a
	// field's value, and therefore no error text shows it: think before logging it.
	Message string
	// Detail is the answer's "detail" member as it came, or nil. It may quote
	// values too, and no error text shows it.
	Detail json.RawMessage
	// RequestID is the answer's Request-ID, which WeChat Pay's support asks for.
	RequestID string
	// Remedy is what the operation's documentation advises for Code.
	Remedy string
	// RetryAfter is how long the answer asks to wait, or 0.
	RetryAfter time.Duration
	// Verified says that the answer's signature was checked and is right. WeChat
	// Pay signs most refusals; one without a signature is passed on unverified.
	Verified bool
	// Header and Body are the answer as it came; Body is nil when it is larger
	// than the limit, see [WithMaxResponse]. No error text shows them.
	Header http.Header
	Body   []byte

	badSignature *SignatureError
	tooLarge     bool // the body was not read to its end
	documented   bool // Code is one that the operation documents
}

// Error gives the operation, status, code, remedy and request id, in one line. It
// quotes no value of a request or an answer, and so not the message.
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
	writeClause(&b, "; remedy: ", e.Remedy)
	if e.Remedy == "" && e.Message != "" {
		b.WriteString("; see the field Message")
	}
	writeClause(&b, "; request id ", ascii.OneLine(e.RequestID, 128))
	return b.String()
}

// Documented reports whether Code is one that the operation documents: a refusal that
// a program was written to expect.
func (e *Error) Documented() bool { return e.documented }

// printableCode returns the code if error texts and events can show it.
func (e *Error) printableCode() Code {
	if e.documented || e.Code.isPlain() {
		return e.Code
	}
	return ""
}

// Unwrap returns the code, so that errors.Is works with the generated codes;
// without a code, the [*SignatureError] of an answer that cannot be believed.
func (e *Error) Unwrap() error {
	switch {
	case e.badSignature != nil:
		return e.badSignature
	case e.Code != "":
		return e.Code
	}
	return nil
}

// Is reports true for [ErrOutcomeUnknown] when the response does not say that the
// request was refused: a status of 500 and above, 408, a redirect or 101, a 2xx
// with a code in place of the documented response, a 202 if none is documented,
// any response whose signature is wrong, and, whatever the status, a code that
// says that the payment is undecided (USER_PAYING) or that WeChat Pay failed
// (SYSTEM_ERROR, BANK_ERROR).
func (e *Error) Is(target error) bool {
	if target != ErrOutcomeUnknown {
		return false
	}
	refuses := e.StatusCode >= 400 && e.StatusCode < 500 && e.StatusCode != http.StatusRequestTimeout
	madeByHand := e.StatusCode == 0
	return !refuses && !madeByHand || e.badSignature != nil || e.StatusCode != 0 && isOneOf(e.Code, undecidedCodes)
}

func writeClause(b *strings.Builder, prefix, text string) {
	if text != "" {
		b.WriteString(prefix)
		b.WriteString(text)
	}
}

// describeBody says what kind of body came, quoting nothing of it.
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
