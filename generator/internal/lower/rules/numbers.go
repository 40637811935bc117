package rules

import (
	"math"
	"math/big"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Integer limits an integer, by exact limits: 9007199254740993 stays itself.
func (m Maker) Integer(s *schema.Schema) []ir.Rule {
	m.checkFormat(s, "write limits instead, or remove it")
	unsigned := s.IsUnsigned()
	var rules []ir.Rule
	low, high := s.Range()
	if low != nil {
		rules = append(rules, m.integerBound(low, 1, unsigned)...)
	}
	if high != nil {
		rules = append(rules, m.integerBound(high, -1, unsigned)...)
	}
	for _, b := range s.MultipleOf {
		step, _ := schema.Rational(b.Text)
		if step == nil {
			continue
		}
		// An integer is a multiple of p/q, in lowest terms, if it is one of p.
		if step.Num().Cmp(big.NewInt(1)) != 0 {
			rules = append(rules, integerRule("MultipleOf", step.Num(), unsigned)...)
		}
	}
	return append(rules, m.Members(s)...)
}

// integerRule compares with a limit, if a value of the type can be it.
func integerRule(call string, limit *big.Int, unsigned bool) []ir.Rule {
	switch {
	case unsigned && limit.IsUint64():
		return []ir.Rule{{Call: call + "Uint", As: ir.AsUint64, Args: []ir.Arg{ir.Uint(limit.Uint64())}}}
	case !unsigned && limit.IsInt64():
		return []ir.Rule{{Call: call, As: ir.AsInt64, Args: []ir.Arg{ir.Int(limit.Int64())}}}
	}
	return nil
}

// integerBound rounds a limit inwards to an integer; sign is 1 for a lower one. A
// limit that each value of the type is within needs no rule, and one that none is
// within is not checked.
func (m Maker) integerBound(b *schema.Bound, sign int64, unsigned bool) []ir.Rule {
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
	least, most := big.NewInt(math.MinInt64), big.NewInt(math.MaxInt64)
	if unsigned {
		least, most = new(big.Int), new(big.Int).SetUint64(math.MaxUint64)
	}
	call, end, other := "Min", least, most
	if sign < 0 {
		call, end, other = "Max", most, least
	}
	switch {
	case n.Cmp(end)*int(sign) < 0 || unsigned && n.Cmp(end) == 0:
		return nil
	case n.Cmp(other)*int(sign) > 0:
		m.Report(diag.Warningf(b.Pos, "number", "no 64-bit integer is within the limit %s, which is not checked", diag.Quote(b.Text)).Fix("correct the limit"))
		return nil
	}
	return integerRule(call, n, unsigned)
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
