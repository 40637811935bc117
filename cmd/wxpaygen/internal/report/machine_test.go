package report

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func TestSARIF(t *testing.T) {
	var log sarifLog
	if err := json.Unmarshal([]byte(print(t, Printer{Format: SARIF}, sample)), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || len(run.Results) != 2 || len(run.Tool.Driver.Rules) != 2 {
		t.Fatalf("%+v", log)
	}
	first := run.Results[0]
	place := first.Places[0].Physical
	if first.RuleID != "length-order" || first.Level != "error" || place.File.URI != "specs/a.yaml" || *place.Region != (sarifRegion{2, 11}) ||
		len(first.Related) != 1 || first.Message.Text != "maxLength 1 is less than minLength 2; raise it" {
		t.Errorf("%+v", first)
	}
	if second := run.Results[1]; second.Level != "warning" || second.Places[0].Physical.Region != nil {
		t.Errorf("%+v", second)
	}
	if empty := print(t, Printer{Format: SARIF}, nil); !strings.Contains(empty, `"results": []`) {
		t.Errorf("without diagnostics: %s", empty)
	}
}

func TestGitLab(t *testing.T) {
	twice := append(sample[:1:1], sample[0], sample[1])
	var issues []issue
	if err := json.Unmarshal([]byte(print(t, Printer{Format: GitLab}, twice)), &issues); err != nil {
		t.Fatal(err)
	}
	if len(issues) != 3 || issues[0].Severity != "major" || issues[2].Severity != "minor" || issues[2].Location.Lines.Begin != 1 {
		t.Errorf("%+v", issues)
	}
	if issues[0].Fingerprint == issues[1].Fingerprint {
		t.Error("two issues have one fingerprint")
	}
	moved := sample[0]
	moved.Pos.Line += 5
	var again []issue
	if err := json.Unmarshal([]byte(print(t, Printer{Format: GitLab}, []diag.Diagnostic{moved})), &again); err != nil {
		t.Fatal(err)
	}
	if again[0].Fingerprint != issues[0].Fingerprint {
		t.Error("an issue that moved has another fingerprint")
	}
}

func TestJUnit(t *testing.T) {
	var suites junitSuites
	if err := xml.Unmarshal([]byte(print(t, Printer{Format: JUnit}, sample)), &suites); err != nil {
		t.Fatal(err)
	}
	suite := suites.Suites[0]
	if suite.Tests != 2 || suite.Failures != 1 || suite.Cases[0].Failure.Type != "length-order" || suite.Cases[1].Failure != nil || suite.Cases[1].Output == "" {
		t.Errorf("%+v", suite)
	}
	if err := xml.Unmarshal([]byte(print(t, Printer{Format: JUnit}, nil)), &suites); err != nil {
		t.Fatal(err)
	}
	if suite := suites.Suites[len(suites.Suites)-1]; suite.Tests != 1 || suite.Failures != 0 {
		t.Errorf("without diagnostics: %+v", suite)
	}
}
