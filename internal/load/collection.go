package load

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// tabbed reports the parameters of a document of OpenAPI 2.0 whose arrays are
// separated by tabs: OpenAPI 3 has no such style, and the conversion forgets it.
func tabbed(root *doctree.Node) []diag.Diagnostic {
	var diags []diag.Diagnostic
	check := func(parameter *doctree.Node) {
		if format := parameter.Get("collectionFormat"); format.Text() == "tsv" {
			diags = append(diags, diag.Errorf(format.At(), "parameter-style", "the parameter %s is an array separated by tabs, which is not supported",
				diag.Quote(parameter.Get("name").Text())).Fix("write multi, csv, ssv or pipes, whichever WeChat Pay takes"))
		}
	}
	for _, parameter := range root.Get("parameters").Members() {
		check(parameter)
	}
	for _, path := range root.Get("paths").Members() {
		for _, parameter := range path.Get("parameters").Items() {
			check(parameter)
		}
		for _, operation := range path.Members() {
			for _, parameter := range operation.Get("parameters").Items() {
				check(parameter)
			}
		}
	}
	return diags
}
