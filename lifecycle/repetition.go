package lifecycle

// Repetition describes the results of a repeated call that took effect before,
// with the same and with other parameters.
func (op *Operation) Repetition(style Style) []string {
	style = style.plain()
	var out []string
	switch same := op.usually(op.Repeat.Same); same {
	case "":
	case Answer:
		out = append(out, style.say("The same call again, once it took effect, gets the same response."))
	case Current:
		out = append(out, style.say("The same call again, once it took effect, gets a response with the present state."))
	default:
		out = append(out, style.say("The same call again, once it took effect, gets %s.", style.Code(same)))
	}
	switch other := op.usually(op.Repeat.Other); other {
	case "":
	case Current:
		out = append(out, style.say("With other parameters it changes nothing, and gets a response with the present state."))
	default:
		out = append(out, style.say("With other parameters it gets %s.", style.Code(other)))
	}
	return out
}
