package lint_test

import (
	"context"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lint"
)

// ownSpecs are the project's own specs, in memory so that a test can change
// them, and their names.
func ownSpecs(t *testing.T) (fstest.MapFS, []string) {
	t.Helper()
	files := fstest.MapFS{}
	var names []string
	root := os.DirFS("../../..")
	found, err := fs.Glob(root, "specs/*.yaml")
	if err != nil || len(found) < 2 {
		t.Fatal("there are no specs", err)
	}
	for _, name := range found {
		data, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
		if name != "specs/common.yaml" && name != "specs/orders.yaml" {
			names = append(names, name)
		}
	}
	return files, names
}

// settings raises every rule to an error, as the project's configuration does.
func settings(files fs.FS, specs ...string) generator.Config {
	config := generator.Config{FS: files, Rules: map[string]generator.RuleSetting{}}
	for _, rule := range lint.Rules {
		config.Rules[rule] = generator.RuleError
	}
	for _, spec := range specs {
		config.Packages = append(config.Packages, generator.Package{Spec: spec, Dir: spec, Name: "spec"})
	}
	return config
}

func TestProjectSpecs(t *testing.T) {
	files, specs := ownSpecs(t)
	diags, err := generator.Lint(context.Background(), settings(files, specs...))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diags {
		t.Error(d)
	}
}

// TestProjectRaisesRules reads wxpaygen.yaml as text:
// the command has a test that it is read.
func TestProjectRaisesRules(t *testing.T) {
	data, err := os.ReadFile("../../../wxpaygen.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range lint.Rules {
		if !regexp.MustCompile(`(?m)^  ` + rule + `: error$`).Match(data) {
			t.Errorf("wxpaygen.yaml does not raise %s to an error", rule)
		}
	}
}

// thefts take something away from a spec, and name the rule that misses it.
var thefts = map[string]struct{ spec, pattern, with, rule string }{
	"a code": {
		"specs/payscore.yaml", `        ORDER_DONE:\n(?: {10}.*\n)+`, "", "lifecycle-code",
	},
	"all codes of an operation": {
		"specs/globalpapay.yaml", `(?s)("202": \{ \$ref: common.yaml#/components/responses/TradeUserPaying \}.*?)\n      callbacks`, "\n      callbacks", "no-codes",
	},
	"a length": {
		"specs/payscore.yaml", `\n +maxLength: 30\n`, "\n", "no-length",
	},
	"a description of a field": {
		"specs/payscore.yaml", `\n +description: Why the order is cancelled[^\n]*`, "", "no-description",
	},
	"a description of an operation": {
		"specs/codepay.yaml", `(summary: 付款码支付\n) {6}description: >-\n(?: {8}.*\n)+`, "summary: 付款码支付\n", "no-description",
	},
	"a remedy": {
		"specs/payscore.yaml", `\n +remedy: Do nothing; a finished order[^\n]*`, "", "no-codes",
	},
	"a state's last way out": {
		"specs/globalpapay.yaml", `\n +userSigns:\n +by: user\n +from: \[asked\]`, "\n        userSigns:\n          by: user\n          from: [signed]", "lifecycle-way",
	},
	"what an example obeys": {
		"specs/payscore.yaml", `example: 用户投诉`, "example: 12", "example-invalid",
	},
	"the resource of an operation": {
		"specs/codepay.yaml", `resource: codePayment`, "resource: codePaiment", "lifecycle-name",
	},
	"a member of a check": {
		"specs/payscore.yaml", `total_amount <= stored`, "totalAmount <= stored", "lifecycle-expression",
	},
	"the spelling of final": {
		"specs/codepay.yaml", `final: true`, "finale: true", "lifecycle-form",
	},
}

func TestRemovedFromSpec(t *testing.T) {
	for name, test := range thefts {
		t.Run(name, func(t *testing.T) {
			files, _ := ownSpecs(t)
			pattern := regexp.MustCompile(test.pattern)
			data := files[test.spec].Data
			place := pattern.FindIndex(data)
			if place == nil {
				t.Fatal("the test takes nothing away")
			}
			files[test.spec] = &fstest.MapFile{Data: slices.Concat(data[:place[0]], []byte(test.with), data[place[1]:])}
			config := settings(files, test.spec)
			diags, err := generator.Lint(context.Background(), config)
			if err != nil {
				t.Fatal(err)
			}
			missed := slices.ContainsFunc(diags, func(d diag.Diagnostic) bool {
				return d.Rule == test.rule && d.Severity == diag.Error && d.Pos.File == test.spec && d.Pos.Line > 0 && d.Remedy != ""
			})
			if !missed {
				t.Errorf("no %s among %v", test.rule, diags)
			}
			if _, err := generator.Generate(context.Background(), config); err == nil {
				t.Error("generate is content, though the rule is raised")
			}
		})
	}
}

func TestLintWithinGenerate(t *testing.T) {
	files := fstest.MapFS{"spec.yaml": {Data: []byte(strings.ReplaceAll(spec, "maxLength: 30", "minLength: 1"))}}
	config := settings(files, "spec.yaml")
	config.Rules = map[string]generator.RuleSetting{lint.NoCodes: generator.RuleError}
	out, err := generator.Generate(context.Background(), config)
	if err != nil || len(out.Diagnostics) > 0 {
		t.Errorf("it says %v, %v", out.Diagnostics, err)
	}
	config.Rules = map[string]generator.RuleSetting{lint.NoLength: generator.RuleWarning}
	out, err = generator.Generate(context.Background(), config)
	if err != nil || len(out.Diagnostics) != 1 {
		t.Errorf("it says %v, %v", out.Diagnostics, err)
	}
}
