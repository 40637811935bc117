package generator

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lint"
)

// adviceOf returns the diagnostics of lint about a document.
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

// adviceWhenRaised reports only the rules that the configuration raises: what a
// spec lacks for its readers concerns those who maintain it, not those who
// generate from it.
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
