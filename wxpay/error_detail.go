package wxpay

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// ErrorDetail is the member "detail" of an error, which says which parameter is wrong. Not
// every error has one, and its form is not fixed: members that are missing or no text are "".
// It may quote a value of the request; error texts omit it.
type ErrorDetail struct {
	// Field is the parameter as WeChat Pay names it: a JSON pointer into the body, such as
	// "/amount/currency", and a plain name elsewhere. [ErrorDetail.Path] is its path.
	Field string
	// Location is the part of the request that has the parameter: "body", "query", "uri" …
	Location string
	// Issue says what is wrong, usually in English. Its text is not stable.
	Issue string
	// Value is the value that WeChat Pay rejected, as JSON of any type, or nil.
	Value json.RawMessage
	// Raw is the whole member, or nil if the error has none.
	Raw json.RawMessage
}

// Path returns Field in the form of Path of a [FieldError]: "post_payments[0].name" for the
// pointer "/post_payments/0/name", and a plain name unchanged.
func (d ErrorDetail) Path() string {
	pointer, ok := strings.CutPrefix(d.Field, "/")
	if !ok {
		return d.Field
	}
	var b strings.Builder
	for token := range strings.SplitSeq(pointer, "/") {
		switch {
		case isIndex(token):
			b.WriteString("[" + token + "]")
			continue
		case b.Len() > 0:
			b.WriteByte('.')
		}
		b.WriteString(unescapePointer.Replace(token))
	}
	return b.String()
}

var unescapePointer = strings.NewReplacer("~1", "/", "~0", "~")

func isIndex(token string) bool {
	return token != "" && strings.Trim(token, "0123456789") == ""
}

// parseDetail reads the detail of an error. That of SIGN_ERROR has the issue in a further
// object with the name "detail".
func parseDetail(raw json.RawMessage) ErrorDetail {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return ErrorDetail{}
	}
	members := jsonvalue.Members(raw)
	d := ErrorDetail{
		Field: jsonvalue.Text(members["field"]), Location: jsonvalue.Text(members["location"]),
		Issue: jsonvalue.Text(members["issue"]), Value: members["value"], Raw: raw,
	}
	if d.Issue == "" {
		d.Issue = jsonvalue.Text(jsonvalue.Members(members["detail"])["issue"])
	}
	return d
}
