package lower

import (
	"math"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/schema"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// formatRules are the formats of strings that are checked.
var formatRules = map[string]string{
	"date-time": "DateTime", "date": "Date", "uri": "URI", "email": "Email", "uuid": "UUID",
}

// knownFormats say something that the Go type or nothing at all needs.
var knownFormats = map[string]bool{
	"": true, "byte": true, "binary": true, "password": true, "int32": true, "int64": true, "float": true, "double": true,
}

// integerFormats have the least and the greatest value of the formats of
// integers. What a 64-bit integer of Go cannot hold is beyond uint64 here.
var integerFormats = map[string][2]int64{
	"int8": {math.MinInt8, math.MaxInt8}, "int16": {math.MinInt16, math.MaxInt16}, "int32": {math.MinInt32, math.MaxInt32},
	"uint8": {0, math.MaxUint8}, "uint16": {0, math.MaxUint16}, "uint32": {0, math.MaxUint32}, "uint64": {0, math.MaxInt64},
}

func (l *lowerer) integerFormat(s *schema.Schema) []ir.Rule {
	limits, ok := integerFormats[s.Format]
	if !ok {
		if !knownFormats[s.Format] {
			l.unknownFormat(s, "say it with limits, or leave it out")
		}
		return nil
	}
	rules := []ir.Rule{intRule("Min", limits[0])}
	if limits[1] < math.MaxInt64 {
		rules = append(rules, intRule("Max", limits[1]))
	}
	return rules
}

func (l *lowerer) unknownFormat(s *schema.Schema, remedy string) {
	l.report(diag.Warningf(s.Pos, "unknown-format", "the format %s is not checked before sending", diag.Quote(s.Format)).Fix("%s", remedy))
}
