package rules

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/pattern"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// String limits a string: its length, its patterns, its format and its members.
func (m Maker) String(s *schema.Schema) []ir.Rule {
	rules := lengthRules(s)
	for _, text := range s.Patterns {
		rules = append(rules, m.pattern(text)...)
	}
	rules = mergeLength(rules)
	if check := formatRules[s.Format]; check != "" {
		rules = append(rules, ir.Rule{Call: check, As: ir.AsString})
	} else {
		m.checkFormat(s, "write a pattern instead, or remove it")
	}
	return append(rules, m.Members(s)...)
}

// lengthRules counts characters or bytes. A string without limits must still be
// UTF-8.
func lengthRules(s *schema.Schema) []ir.Rule {
	low, high, limited := interval(s.MinLength, s.MaxLength)
	switch {
	case limited && s.LengthInBytes:
		return []ir.Rule{{Call: "Bytes", As: ir.AsString, Args: []ir.Arg{low, high}}}
	case limited:
		return []ir.Rule{{Call: "Length", As: ir.AsString, Args: []ir.Arg{low, high}}}
	case formatRules[s.Format] == "" && len(s.Patterns) == 0 && s.Enum == nil:
		return []ir.Rule{{Call: "UTF8", As: ir.AsString}}
	}
	return nil
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

// pattern checks a class of characters by a loop, anything else by a regular
// expression.
func (m Maker) pattern(text schema.Text) []ir.Rule {
	found, err := pattern.Translate(text.Value)
	if err != nil {
		m.Report(diag.Warningf(text.Pos, "pattern", "the pattern %s is not checked before sending: %v", diag.Quote(text.Value), err).
			Fix("write it without that, or remove it"))
		return nil
	}
	if found.ClassOnly() && (found.Readable() || found.Go == "") {
		return []ir.Rule{{Call: "Chars", As: ir.AsString, Args: []ir.Arg{
			ir.Text(found.ClassText(text.Value)), ir.Int(found.Min), ir.Int(found.Max),
		}}}
	}
	return []ir.Rule{{Call: "Pattern", As: ir.AsString, Args: []ir.Arg{ir.Ident(m.Declare(found.Go, text))}}}
}
