package wxpay

import "strings"

// ValidationError lists all fields that break their documented limits. If a call returns it,
// nothing was sent. It never quotes a value.
type ValidationError struct {
	Fields []FieldError
}

// FieldError is one problem of one field. FieldErrors can be compared.
type FieldError struct {
	// Path is the path of the field in names of the API: "post_payments[0].name". Keys of
	// maps are data and appear as "[key]".
	Path string `json:"path"`
	// Rule is the rule that the field breaks: "length", "required", "enum" …
	Rule string `json:"rule"`
	// Problem says what the rule requires: "must be 1 to 30 characters, has 31".
	Problem string `json:"problem"`
	// Limit has the parts of Problem. It is zero for a rule without a limit, such as "required".
	Limit Limit `json:"limit,omitzero"`
}

// Error returns all problems in one line.
func (e *ValidationError) Error() string {
	var b strings.Builder
	b.WriteString("wxpay: outside the documented limits: ")
	for i, field := range e.Fields {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(field.String())
	}
	return b.String()
}

// String returns path, problem and rule.
func (f FieldError) String() string {
	if f.Path == "" {
		return f.Problem + " [" + f.Rule + "]"
	}
	return f.Path + " " + f.Problem + " [" + f.Rule + "]"
}
