package wxpay

import "encoding/json"

// Limit is the documented limit that a field breaks, for programs that word it themselves, in
// the language of their users. Only what the rule has is set. It quotes no value of the request.
// Limits can be compared.
type Limit struct {
	// Min and Max are the smallest and the largest value that is allowed, or number of Units,
	// as decimal numbers. "" is no limit.
	Min json.Number `json:"min,omitempty"`
	Max json.Number `json:"max,omitempty"`
	// Exclusive says that Min and Max are not allowed themselves.
	Exclusive bool `json:"exclusive,omitempty"`
	// Step is what the value must be a multiple of.
	Step json.Number `json:"step,omitempty"`
	// Unit is what Min, Max and Found count. It is "" if Min and Max limit the value itself.
	Unit Unit `json:"unit,omitempty"`
	// Found is how many Units the field has. It is 0 without a Unit: an error does not have
	// the value.
	Found int `json:"found,omitempty"`
	// Text is, by Rule: the allowed values as JSON, separated by commas, of which at most 20
	// are listed ("enum"); the allowed characters, as in the brackets of a regular expression
	// ("chars"); the regular expression ("pattern"); the forbidden separator ("separator");
	// the names of the members, one of which must be set ("oneOf").
	Text string `json:"text,omitempty"`
	// Equal has the indices of two equal items ("unique").
	Equal [2]int `json:"equal,omitzero"`
}

// Unit is what a limit counts.
type Unit string

// The units of limits.
const (
	UnitCharacters Unit = "characters"           // code points
	UnitBytes      Unit = "bytes"                // of UTF-8
	UnitBase64     Unit = "characters of base64" // of the text that encodes bytes
	UnitItems      Unit = "items"                // of a list
	UnitEntries    Unit = "entries"              // of a map
	UnitMembers    Unit = "members"              // of an object
)
