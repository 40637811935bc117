// Package rules turns the limits of a schema into calls of wxpayimpl.Validator.
// It has no state, except through the functions of its Maker.
package rules

import (
	"math"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Maker makes the rules of one value.
type Maker struct {
	// Report takes what is wrong with a schema.
	Report func(diag.Diagnostic)
	// Declare declares a regular expression, in Go's syntax, for the pattern that it
	// was translated from, and returns its name.
	Declare func(expr string, pattern schema.Text) string
}

// Count limits a number of things: Items, Properties, EncodedLength.
func Count(call string, low, high *schema.Limit) []ir.Rule {
	minimum, maximum, ok := interval(low, high)
	if !ok {
		return nil
	}
	return []ir.Rule{{Call: call, As: ir.AsLen, Args: []ir.Arg{minimum, maximum}}}
}

// interval returns two limits as arguments, -1 for no upper one; ok is false if
// there are none.
func interval(low, high *schema.Limit) (minimum, maximum ir.Int, ok bool) {
	minimum, maximum = 0, -1
	if low != nil {
		minimum = ir.Int(min(low.N, math.MaxInt32))
	}
	if high != nil {
		maximum = ir.Int(min(high.N, math.MaxInt32))
	}
	return minimum, maximum, minimum > 0 || maximum >= 0
}

// checkFormat reports a format that is not checked.
func (m Maker) checkFormat(s *schema.Schema, remedy string) {
	_, isLimit := schema.IntegerFormats[s.Format]
	if knownFormats[s.Format] || (isLimit || s.Format == "int64") && s.Is("integer") {
		return
	}
	m.Report(diag.Warningf(s.Pos, "unknown-format", "the format %s is not checked before sending", diag.Quote(s.Format)).Fix("%s", remedy))
}

// formatRules are the formats of strings that are checked.
var formatRules = map[string]string{
	"date-time": "DateTime", "date": "Date", "uri": "URI", "email": "Email", "uuid": "UUID",
}

// knownFormats are formats that need no check.
var knownFormats = map[string]bool{
	"": true, "byte": true, "binary": true, "password": true, "float": true, "double": true,
}
