package lower

import (
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

const (
	dateTime = ir.Runtime("DateTime")
	date     = ir.Runtime("Date")
)

// rules makes the rules of a value at p.
func (l *lowerer) rules(p place) rules.Maker {
	return rules.Maker{Report: l.report, Declare: func(expr string, pattern schema.Text) string {
		return l.patternName(expr, pattern, p)
	}}
}

func (l *lowerer) stringValue(s *schema.Schema, p place) ir.Value {
	v := ir.Value{Type: ir.String, Encrypted: s.Encrypted}
	switch s.Format {
	case "date-time":
		v.Type = dateTime
	case "date":
		v.Type = date
	case "byte": // the document counts the characters of the encoded text
		return ir.Value{Type: ir.Bytes{}, Rules: rules.Count("EncodedLength", s.MinLength, s.MaxLength)}
	}
	v.Rules = l.rules(p).String(s)
	return v
}

// patternName declares a regular expression, the same one once.
func (l *lowerer) patternName(expr string, text schema.Text, p place) string {
	for _, known := range l.patterns {
		if known.Expr == expr {
			return known.Name
		}
	}
	base := names.Unexported(p.base)
	name := l.take(l.scope, text.Value, text.Pos, base+"Pattern", base+"PatternToo")
	l.patterns = append(l.patterns, ir.Pattern{Name: name, Expr: expr})
	return name
}

// isComparable reports whether Go compares the elements of a slice by their value.
func (l *lowerer) isComparable(elem ir.Value) bool {
	switch t := elem.Type.(type) {
	case ir.Kind, ir.Runtime:
		return true
	case ir.Named:
		_, isEnum := l.checkable[string(t)].(*ir.Enum)
		return isEnum
	}
	return false
}
