package wxpay

import "strings"

// ValidationError lists every field that is outside its documented limits. As the
// error of a call it means that nothing was sent. It never quotes a value.
type ValidationError struct {
	Fields []FieldError
}

// FieldError is one fault of one field.
type FieldError struct {
	// Path is the field in the API's own names: "post_payments[0].name".
	Path string `json:"path"`
	// Rule is the rule that is broken: "length", "required", "enum" …
	Rule string `json:"rule"`
	// Problem says what the rule asks for: "must be 1 to 30 characters, has 31".
	Problem string `json:"problem"`
}

// Error lists all faults.
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

// String gives path, problem and rule.
func (f FieldError) String() string {
	if f.Path == "" {
		return f.Problem + " [" + f.Rule + "]"
	}
	return f.Path + " " + f.Problem + " [" + f.Rule + "]"
}
