package rules

import (
	"math/big"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Integer limits an integer, by exact limits: 9007199254740993 stays itself.
func (m Maker) Integer(s *schema.Schema) []ir.Rule {
	m.checkFormat(s, "write limits instead, or remove it")
	var rules []ir.Rule
	low, high := s.Range()
	if low != nil {
		rules = append(rules, m.integerBound(low, 1)...)
	}
	if high != nil {
		rules = append(rules, m.integerBound(high, -1)...)
	}
	for _, b := range s.MultipleOf {
		step, _ := schema.Rational(b.Text)
		if step == nil {
			continue
		}
		// An integer is a multiple of p/q, in lowest terms, if it is one of p.
		if step.Num().IsInt64() && step.Num().Int64() != 1 {
			rules = append(rules, integerRule("MultipleOf", step.Num().Int64()))
		}
	}
	return append(rules, m.Members(s)...)
}

func integerRule(call string, limit int64) ir.Rule {
	return ir.Rule{Call: call, As: ir.AsInt64, Args: []ir.Arg{ir.Int(limit)}}
}

// integerBound rounds a limit inwards to an integer; sign is 1 for a lower
// limit. A limit beyond 64 bits admits all values or none.
func (m Maker) integerBound(b *schema.Bound, sign int64) []ir.Rule {
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
	switch {
	case !n.IsInt64() && int64(n.Sign()) == -sign:
		return nil
	case !n.IsInt64():
		m.Report(diag.Warningf(b.Pos, "number", "no 64-bit integer is within the limit %s, which is not checked", diag.Quote(b.Text)).Fix("correct the limit"))
		return nil
	case sign > 0:
		return []ir.Rule{integerRule("Min", n.Int64())}
	}
	return []ir.Rule{integerRule("Max", n.Int64())}
}

// Number limits a floating-point number.
func (m Maker) Number(s *schema.Schema) []ir.Rule {
	rules := []ir.Rule{{Call: "Finite", As: ir.AsFloat64}}
	m.checkFormat(s, "write limits instead, or remove it")
	rules = append(rules, m.numberBound(s.Minimum, "MinNumber")...)
	rules = append(rules, m.numberBound(s.Maximum, "MaxNumber")...)
	for _, b := range s.MultipleOf {
		rules = append(rules, ir.Rule{Call: "MultipleOfNumber", As: ir.AsFloat64, Args: []ir.Arg{ir.Text(b.Text)}})
	}
	return append(rules, m.Members(s)...)
}

func (m Maker) numberBound(b *schema.Bound, call string) []ir.Rule {
	if b == nil {
		return nil
	}
	if b.Exclusive {
		call = "Exclusive" + call
	}
	f, ok := m.float(b.Text, b.Pos)
	if !ok {
		return nil
	}
	return []ir.Rule{{Call: call, As: ir.AsFloat64, Args: []ir.Arg{ir.Float(f)}}}
}

// float reads a number for comparison with a float64.
func (m Maker) float(text string, pos diag.Position) (float64, bool) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		m.Report(diag.Warningf(pos, "number", "%s is out of the range of 64-bit floating-point numbers, and is not checked", diag.Quote(text)).
			Fix("correct the number, or remove it"))
	}
	return f, err == nil
}
