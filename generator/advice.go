package generator

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lint"
)

// adviceOf returns what there is to say about a document beside what stands in
// the way of its package.
type adviceOf func(Config, lowered) []diag.Diagnostic

func adviceAlways(_ Config, one lowered) []diag.Diagnostic {
	if one.document == nil {
		return nil
	}
	diags := lint.Check(one.document)
	if _, doubt := one.document.API(); !diag.HasErrors(one.Diagnostics) {
		diags = append(diags, doubt...)
	}
	return diags
}

// adviceWhenRaised is silent about the rules that the configuration does not
// name: what a spec lacks for its readers concerns those who maintain it, not
// those who generate from it.
func adviceWhenRaised(config Config, one lowered) []diag.Diagnostic {
	raised := func(rule string) bool {
		setting := config.Rules[rule]
		return setting == RuleError || setting == RuleWarning
	}
	if !slices.ContainsFunc(lint.Rules, raised) && !raised("openapi") {
		return nil
	}
	return slices.DeleteFunc(adviceAlways(config, one), func(d diag.Diagnostic) bool { return !raised(d.Rule) })
}
