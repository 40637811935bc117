package wxpayimpl

import (
	"encoding/json"
	"strconv"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// count limits n units to minimum..maximum. A negative maximum is no limit.
func (v *Validator) count(name, rule string, n, minimum, maximum int, unit wxpay.Unit) {
	if n >= minimum && (n <= maximum || maximum < 0) {
		return
	}
	v.miscount(name, rule, n, minimum, maximum, unit)
}

func (v *Validator) miscount(name, rule string, n, minimum, maximum int, unit wxpay.Unit) {
	found := ", has " + strconv.Itoa(n)
	if n == 0 {
		found = ", is empty"
	}
	limit := wxpay.Limit{Unit: unit, Found: n}
	if minimum > 0 || minimum == maximum {
		limit.Min = json.Number(strconv.Itoa(minimum))
	}
	if maximum >= 0 {
		limit.Max = json.Number(strconv.Itoa(maximum))
	}
	v.exceeded(name, rule, "must be "+span(minimum, maximum, unit)+found, limit)
}

// span describes a range: "1 to 30 characters", "at least 6 characters", "exactly 1 item".
func span(minimum, maximum int, unit wxpay.Unit) string {
	switch {
	case maximum < 0:
		return "at least " + plural(minimum, unit)
	case minimum == maximum:
		return "exactly " + plural(minimum, unit)
	case minimum <= 0:
		return "at most " + plural(maximum, unit)
	}
	return strconv.Itoa(minimum) + " to " + plural(maximum, unit)
}

func plural(n int, unit wxpay.Unit) string {
	if n == 1 {
		return "1 " + singular[unit]
	}
	return strconv.Itoa(n) + " " + string(unit)
}

var singular = map[wxpay.Unit]string{
	wxpay.UnitCharacters: "character",
	wxpay.UnitBytes:      "byte",
	wxpay.UnitBase64:     "character of base64",
	wxpay.UnitItems:      "item",
	wxpay.UnitEntries:    "entry",
	wxpay.UnitMembers:    "member",
}
