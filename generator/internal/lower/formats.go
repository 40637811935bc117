package lower

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// formatRules are the formats of strings that are checked.
var formatRules = map[string]string{
	"date-time": "DateTime", "date": "Date", "uri": "URI", "email": "Email", "uuid": "UUID",
}

// knownFormats say something that the Go type or nothing at all needs.
var knownFormats = map[string]bool{
	"": true, "byte": true, "binary": true, "password": true, "float": true, "double": true,
}

// checkFormat tells of a format that is not checked.
func (l *lowerer) checkFormat(s *schema.Schema, remedy string) {
	_, isLimit := schema.IntegerFormats[s.Format]
	if knownFormats[s.Format] || (isLimit || s.Format == "int64") && l.kind(s) == kindInteger {
		return
	}
	l.report(diag.Warningf(s.Pos, "unknown-format", "the format %s is not checked before sending", diag.Quote(s.Format)).Fix("%s", remedy))
}
