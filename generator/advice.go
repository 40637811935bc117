package generator

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/advice"
	"github.com/wxpaygen/wxpaygen/generator/internal/load"
)

// adviceOf returns what there is to say about a document that is fit to be
// generated from; it is nil when the document could not be read.
type adviceOf func(Config, *load.Document) []diag.Diagnostic

func adviceAlways(_ Config, doc *load.Document) []diag.Diagnostic {
	if doc == nil {
		return nil
	}
	return advice.Check(doc)
}

// adviceWhenRaised is silent about the rules that the configuration does not
// name: what a spec lacks for its readers concerns those who maintain it, not
// those who generate from it.
func adviceWhenRaised(config Config, doc *load.Document) []diag.Diagnostic {
	raised := func(rule string) bool {
		setting := config.Rules[rule]
		return setting == RuleError || setting == RuleWarning
	}
	if doc == nil || !slices.ContainsFunc(advice.Rules, raised) {
		return nil
	}
	return slices.DeleteFunc(advice.Check(doc), func(d diag.Diagnostic) bool { return !raised(d.Rule) })
}
