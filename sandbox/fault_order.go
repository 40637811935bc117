package sandbox

import (
	"encoding/json"
	"strings"
)

// OtherOrder sends the response for another order, correctly signed: a success has other numbers and IDs than the request. The
// request takes effect.
func OtherOrder() Fault {
	return Fault{name: "OtherOrder", apply: func(r *outgoing) {
		var members map[string]json.RawMessage
		if r.Status >= 300 || json.Unmarshal(r.Body, &members) != nil {
			return
		}
		for name, raw := range members {
			var number string
			if namesOrder(name) && json.Unmarshal(raw, &number) == nil && number != "" {
				members[name], _ = json.Marshal(otherNumber(number)) // a string
			}
		}
		if body, err := json.Marshal(members); err == nil && members != nil {
			r.Body = body
		}
	}}
}

func namesOrder(name string) bool {
	return name == "id" || strings.HasSuffix(name, "_no") || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_code")
}

// otherNumber returns a number of the same length that differs in its last character.
func otherNumber(number string) string {
	last := "0"
	if strings.HasSuffix(number, last) {
		last = "1"
	}
	runes := []rune(number)
	return string(runes[:len(runes)-1]) + last
}
