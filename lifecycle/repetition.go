package lifecycle

// Repetition describes the results of a repeated call that took effect before,
// with the same and with other parameters.
func (op *Operation) Repetition(style Style) []string {
	code := style.plain().Code
	var out []string
	switch same := op.usually(op.Repeat.Same); same {
	case "":
	case Answer:
		out = append(out, "The same call again, once it took effect, gets the same response.")
	case Current:
		out = append(out, "The same call again, once it took effect, gets a response with the present state.")
	default:
		out = append(out, "The same call again, once it took effect, gets "+code(same)+".")
	}
	switch other := op.usually(op.Repeat.Other); other {
	case "":
	case Current:
		out = append(out, "With other parameters it changes nothing, and gets a response with the present state.")
	default:
		out = append(out, "With other parameters it gets "+code(other)+".")
	}
	return out
}
