package lower

import (
	"math"
	"math/big"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/pattern"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

const (
	dateTime = ir.Runtime("DateTime")
	date     = ir.Runtime("Date")
)

func (l *lowerer) stringValue(s *schema.Schema, p place) ir.Value {
	v := ir.Value{Type: ir.String, Encrypted: s.Encrypted}
	switch s.Format {
	case "date-time":
		v.Type = dateTime
	case "date":
		v.Type = date
	case "byte":
		return ir.Value{Type: ir.Bytes{}, Rules: l.encodedLength(s)}
	}
	v.Rules = l.stringRules(s, p)
	return v
}

// encodedLength limits base64 data: the document counts the characters of the
// encoded text.
func (l *lowerer) encodedLength(s *schema.Schema) []ir.Rule {
	low, high, ok := l.interval(s.MinLength, s.MaxLength)
	if !ok {
		return nil
	}
	return []ir.Rule{{Call: "EncodedLength", As: ir.AsLen, Args: []ir.Arg{low, high}}}
}

func (l *lowerer) stringRules(s *schema.Schema, p place) []ir.Rule {
	var rules []ir.Rule
	low, high, limited := l.interval(s.MinLength, s.MaxLength)
	switch {
	case limited && s.LengthInBytes:
		rules = append(rules, ir.Rule{Call: "Bytes", As: ir.AsString, Args: []ir.Arg{low, high}})
	case limited:
		rules = append(rules, ir.Rule{Call: "Length", As: ir.AsString, Args: []ir.Arg{low, high}})
	case formatRules[s.Format] == "" && len(s.Patterns) == 0 && s.Enum == nil:
		rules = append(rules, ir.Rule{Call: "UTF8", As: ir.AsString})
	}
	for _, text := range s.Patterns {
		rules = append(rules, l.patternRule(text, p)...)
	}
	rules = mergeLength(rules)
	if check := formatRules[s.Format]; check != "" {
		rules = append(rules, ir.Rule{Call: check, As: ir.AsString})
	} else {
		l.checkFormat(s, "say it with a pattern, or leave it out")
	}
	return append(rules, l.memberRules(s)...)
}

// mergeLength makes one rule of a length and a class of characters: both count
// characters.
func mergeLength(rules []ir.Rule) []ir.Rule {
	if len(rules) != 2 || rules[0].Call != "Length" || rules[1].Call != "Chars" {
		return rules
	}
	low, high := rules[0].Args[0].(ir.Int), rules[0].Args[1].(ir.Int)
	class, fewest, most := rules[1].Args[0], rules[1].Args[1].(ir.Int), rules[1].Args[2].(ir.Int)
	if high < 0 || most >= 0 && most < high {
		high = most
	}
	return []ir.Rule{{Call: "Chars", As: ir.AsString, Args: []ir.Arg{class, max(low, fewest), high}}}
}

// interval returns two limits as arguments, -1 for no upper one; ok is false
// when there is none at all.
func (l *lowerer) interval(low, high *schema.Limit) (minimum, maximum ir.Int, ok bool) {
	minimum, maximum = 0, -1
	if low != nil {
		minimum = ir.Int(min(low.N, math.MaxInt32))
	}
	if high != nil {
		maximum = ir.Int(min(high.N, math.MaxInt32))
	}
	return minimum, maximum, minimum > 0 || maximum >= 0
}

// patternRule checks a pattern: a class of characters by a loop, anything else by
// a regular expression.
func (l *lowerer) patternRule(text schema.Text, p place) []ir.Rule {
	found, err := pattern.Translate(text.Value)
	if err != nil {
		l.report(diag.Warningf(text.Pos, "pattern", "the pattern %s is not checked before sending: %v", diag.Quote(text.Value), err).
			Fix("write it without that, or leave it out"))
		return nil
	}
	if found.ClassOnly() && (found.Readable() || found.Go == "") {
		return []ir.Rule{{Call: "Chars", As: ir.AsString, Args: []ir.Arg{
			ir.Text(found.ClassText(text.Value)), ir.Int(found.Min), ir.Int(found.Max),
		}}}
	}
	name := l.patternName(found.Go, text, p)
	return []ir.Rule{{Call: "Pattern", As: ir.AsString, Args: []ir.Arg{ir.Ident(name)}}}
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

// memberRules holds scalars that are no declared enum to their members.
func (l *lowerer) memberRules(s *schema.Schema) []ir.Rule {
	var args []ir.Arg
	for _, m := range s.Enum {
		switch n, isInt := m.Int(); {
		case m.Is(doctree.String) && s.Is("string"):
			args = append(args, ir.Text(m.Text()))
		case isInt && s.Is("integer"):
			args = append(args, ir.Int(n))
		case m.Is(doctree.Number) && s.Is("number"):
			if f, ok := l.float(m.Text(), m.At()); ok {
				args = append(args, ir.Float(f))
			}
		case m.Is(doctree.Bool) && s.Is("boolean"):
			args = append(args, ir.Ident(m.Text()))
		default:
			l.report(diag.Errorf(m.At(), "enum-type", "the member %s is not of the type %s", diag.Quote(m.Text()), s.Types[0]).
				Fix("correct the member, or the type"))
		}
	}
	if len(args) == 0 {
		return nil
	}
	return []ir.Rule{{Call: "OneOf", Func: true, Args: args}}
}

// integerRules limits integers, by exact limits: 9007199254740993 stays itself.
func (l *lowerer) integerRules(s *schema.Schema) []ir.Rule {
	l.checkFormat(s, "say it with limits, or leave it out")
	var rules []ir.Rule
	low, high := s.Range()
	if low != nil {
		rules = append(rules, l.integerBound(low, 1)...)
	}
	if high != nil {
		rules = append(rules, l.integerBound(high, -1)...)
	}
	for _, b := range s.MultipleOf {
		step, _ := schema.Rational(b.Text)
		if step == nil {
			continue
		}
		// An integer is a multiple of p/q, in lowest terms, if it is one of p.
		if step.Num().IsInt64() && step.Num().Int64() != 1 {
			rules = append(rules, ir.Rule{Call: "MultipleOf", As: ir.AsInt64, Args: []ir.Arg{ir.Int(step.Num().Int64())}})
		}
	}
	return append(rules, l.memberRules(s)...)
}

func intRule(call string, limit int64) ir.Rule {
	return ir.Rule{Call: call, As: ir.AsInt64, Args: []ir.Arg{ir.Int(limit)}}
}

// integerBound rounds a limit inwards to an integer; sign is 1 for a lower one.
// A limit beyond 64 bits either always holds, or never.
func (l *lowerer) integerBound(b *schema.Bound, sign int64) []ir.Rule {
	r, ok := schema.Rational(b.Text)
	if !ok {
		return nil
	}
	n := new(big.Int).Div(r.Num(), r.Denom()) // rounds down
	exact := r.IsInt()
	switch {
	case sign > 0 && (!exact || b.Exclusive):
		n.Add(n, big.NewInt(1))
	case sign < 0 && exact && b.Exclusive:
		n.Sub(n, big.NewInt(1))
	}
	if !n.IsInt64() {
		if int64(n.Sign()) == -sign {
			return nil
		}
		l.report(diag.Errorf(b.Pos, "number", "no 64-bit integer is within the limit %s", diag.Quote(b.Text)).Fix("correct the limit"))
		return nil
	}
	if sign > 0 {
		return []ir.Rule{intRule("Min", n.Int64())}
	}
	return []ir.Rule{intRule("Max", n.Int64())}
}

// numberRules limits numbers.
func (l *lowerer) numberRules(s *schema.Schema) []ir.Rule {
	rules := []ir.Rule{{Call: "Finite", As: ir.AsFloat64}}
	l.checkFormat(s, "say it with limits, or leave it out")
	bound := func(b *schema.Bound, call string) {
		if b == nil {
			return
		}
		if b.Exclusive {
			call = "Exclusive" + call
		}
		if f, ok := l.float(b.Text, b.Pos); ok {
			rules = append(rules, ir.Rule{Call: call, As: ir.AsFloat64, Args: []ir.Arg{ir.Float(f)}})
		}
	}
	bound(s.Minimum, "MinNumber")
	bound(s.Maximum, "MaxNumber")
	for _, b := range s.MultipleOf {
		rules = append(rules, ir.Rule{Call: "MultipleOfNumber", As: ir.AsFloat64, Args: []ir.Arg{ir.Text(b.Text)}})
	}
	return append(rules, l.memberRules(s)...)
}

// float reads a number that a value of Go's float64 is compared with.
func (l *lowerer) float(text string, pos diag.Position) (float64, bool) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		l.report(diag.Errorf(pos, "number", "%s is out of the range of 64-bit floating-point numbers", diag.Quote(text)).
			Fix("correct the number, or leave it out"))
	}
	return f, err == nil
}
