package wxpayimpl

import (
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// JoinStrings joins the values of a list parameter.
func JoinStrings[S ~string](values []S, separator string) string {
	return join(values, separator, func(s S) string { return string(s) })
}

// JoinIntegers joins the values of a list parameter.
func JoinIntegers[N ~int32 | ~int64](values []N, separator string) string {
	return join(values, separator, func(n N) string { return strconv.FormatInt(int64(n), 10) })
}

// JoinNumbers joins the values of a list parameter as [FormatNumber] writes them.
func JoinNumbers[N ~float64](values []N, separator string) string {
	return join(values, separator, func(n N) string { return jsonvalue.FormatNumber(float64(n)) })
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

// FormatNumber writes f as JSON does: the shortest text that reads back as f.
func FormatNumber(f float64) string { return jsonvalue.FormatNumber(f) }
