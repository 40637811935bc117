package lifecycle

// Repetition says what the same call again gets, once it took effect, and what
// one with other parameters.
func (op *Operation) Repetition(style Style) []string {
	code := style.plain().Code
	var out []string
	switch op.Repeat.Same {
	case "":
	case Answer:
		out = append(out, "The same call again, once it took effect, gets the same answer.")
	default:
		out = append(out, "The same call again, once it took effect, gets "+code(op.Repeat.Same)+".")
	}
	if op.Repeat.Other != "" {
		out = append(out, "With other parameters it gets "+code(op.Repeat.Other)+".")
	}
	return out
}
