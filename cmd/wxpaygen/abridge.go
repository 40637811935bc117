package main

import (
	"fmt"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// perRule is how many warnings of one rule are shown to a reader: a spec that
// was not written for wxpaygen can lack the same thing a thousand times.
const perRule = 20

// abridge leaves out what goes beyond perRule warnings of one rule, and returns
// a line about each rule of which something was left out.
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
