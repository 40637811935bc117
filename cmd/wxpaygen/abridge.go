package main

import (
	"fmt"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// perRule limits the warnings of one rule in the text: a spec that was not written for wxpaygen may have a thousand of the same
// kind.
const perRule = 20

// abridge drops the warnings of a rule beyond perRule, and returns a line for each such rule.
func abridge(list []diag.Diagnostic) (shown []diag.Diagnostic, left []string) {
	count := map[string]int{}
	var rules []string
	for _, d := range list {
		if d.Severity == diag.Warning {
			if count[d.Rule]++; count[d.Rule] > perRule {
				if !slices.Contains(rules, d.Rule) {
					rules = append(rules, d.Rule)
				}
				continue
			}
		}
		shown = append(shown, d)
	}
	for _, rule := range rules {
		left = append(left, fmt.Sprintf("… and %d more of [%s]; -format json has all", count[rule]-perRule, rule))
	}
	return shown, left
}
