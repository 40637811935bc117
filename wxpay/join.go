package wxpay

import (
	"encoding/json"
	"strconv"
	"strings"
)

// JoinStrings joins the values of a list parameter.
func JoinStrings[S ~string](values []S, separator string) string {
	return join(values, separator, func(s S) string { return string(s) })
}

// JoinIntegers joins the values of a list parameter.
func JoinIntegers[N ~int32 | ~int64](values []N, separator string) string {
	return join(values, separator, func(n N) string { return strconv.FormatInt(int64(n), 10) })
}

// JoinNumbers joins the values of a list parameter, each as [FormatNumber] writes
// it.
func JoinNumbers[N ~float64](values []N, separator string) string {
	return join(values, separator, func(n N) string { return FormatNumber(float64(n)) })
}

// JoinBools joins the values of a list parameter.
func JoinBools[B ~bool](values []B, separator string) string {
	return join(values, separator, func(b B) string { return strconv.FormatBool(bool(b)) })
}

func join[T any](values []T, separator string, text func(T) string) string {
	var b strings.Builder
	for i, value := range values {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(text(value))
	}
	return b.String()
}

// JSONText returns v as JSON, for a parameter whose value is JSON text. When v
// cannot be written as JSON, [Caller.Call] reports that and sends nothing.
func (r *Request) JSONText(v any) string { return r.jsonText("a parameter", v) }

// jsonText is JSONText of what, which messages call so.
func (r *Request) jsonText(what string, v any) string {
	text, err := marshalAs(what, v)
	if err != nil {
		r.problems = append(r.problems, err)
	}
	return string(text)
}

// ScalarText returns the text of a single value that is known as JSON only: that
// of a string without its quotes, and that of a number or boolean. When v is
// anything else, [Caller.Call] reports that and sends nothing.
func (r *Request) ScalarText(v any) string {
	text := r.JSONText(v)
	if text == "" {
		return "" // which was reported
	}
	if raw := json.RawMessage(text); !isNested(raw) && !isNull(raw) {
		return plainText(raw)
	}
	r.problem("a parameter is an object, an array or null where a single value is sent")
	return ""
}
