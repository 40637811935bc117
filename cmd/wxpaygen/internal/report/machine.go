package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// pages is where the rules are described.
const pages = "https://github.com/wxpaygen/wxpaygen/blob/main/docs/diagnostics.md"

// writeJSON writes a value as JSON, with invisible characters as escapes.
func writeJSON(w io.Writer, value any) error {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := io.WriteString(w, EscapeHidden(b.String()))
	return err
}

// text returns what a diagnostic says, without its place and rule.
func text(d diag.Diagnostic) string {
	if d.Remedy == "" {
		return d.Fact
	}
	return d.Fact + "; " + d.Remedy
}

// The parts of a log in SARIF 2.1.0 that are written.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		URI   string      `json:"informationUri"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string `json:"id"`
		HelpURI string `json:"helpUri"`
	}
	sarifResult struct {
		RuleID  string          `json:"ruleId"`
		Level   string          `json:"level"`
		Message sarifMessage    `json:"message"`
		Places  []sarifLocation `json:"locations,omitempty"`
		Related []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical sarifPlace `json:"physicalLocation"`
	}
	sarifPlace struct {
		File   sarifFile    `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	}
	sarifFile struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	}
)

func printSARIF(w io.Writer, list []diag.Diagnostic) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "wxpaygen", URI: "https://github.com/wxpaygen/wxpaygen", Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
	}
	for _, d := range list {
		rule := sarifRule{d.Rule, pages + "#" + d.Rule}
		if !slices.Contains(run.Tool.Driver.Rules, rule) {
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
		}
		result := sarifResult{RuleID: d.Rule, Level: d.Severity.String(), Message: sarifMessage{text(d)}, Places: sarifLocations(d.Pos)}
		for _, pos := range d.Related {
			result.Related = append(result.Related, sarifLocations(pos)...)
		}
		run.Results = append(run.Results, result)
	}
	return writeJSON(w, sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifLocations(pos diag.Position) []sarifLocation {
	if pos.File == "" {
		return nil
	}
	place := sarifPlace{File: sarifFile{pos.File}}
	if pos.Line > 0 {
		place.Region = &sarifRegion{pos.Line, pos.Column}
	}
	return []sarifLocation{{place}}
}

// An issue is one of a report for GitLab's Code Quality.
type issue struct {
	Description string        `json:"description"`
	Check       string        `json:"check_name"`
	Fingerprint string        `json:"fingerprint"`
	Severity    string        `json:"severity"`
	Location    issueLocation `json:"location"`
}

type issueLocation struct {
	Path  string     `json:"path"`
	Lines issueLines `json:"lines"`
}

type issueLines struct {
	Begin int `json:"begin"`
}

// printGitLab prints issues. A fingerprint has no line, so that an issue stays the same
// when lines are added above it.
func printGitLab(w io.Writer, list []diag.Diagnostic) error {
	issues := []issue{}
	seen := map[string]int{}
	for _, d := range list {
		key := d.Pos.File + "\x00" + d.Rule + "\x00" + d.Fact
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
		seen[key]++
		severity := "minor"
		if d.Severity == diag.Error {
			severity = "major"
		}
		issues = append(issues, issue{
			Description: text(d), Check: d.Rule, Fingerprint: hex.EncodeToString(sum[:]), Severity: severity,
			Location: issueLocation{d.Pos.File, issueLines{max(d.Pos.Line, 1)}},
		})
	}
	return writeJSON(w, issues)
}

// The parts of a JUnit report.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Failure *junitFailure `xml:"failure"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// printJUnit prints a test case for each diagnostic. Only errors fail: warnings are the
// output of a test that passes.
func printJUnit(w io.Writer, list []diag.Diagnostic) error {
	suite := junitSuite{Name: "wxpaygen"}
	for _, d := range list {
		test := junitCase{Name: d.Pos.String() + " " + d.Rule, Class: d.Pos.File}
		if d.Severity == diag.Error {
			test.Failure = &junitFailure{Message: text(d), Type: d.Rule, Text: d.String()}
			suite.Failures++
		} else {
			test.Output = d.String()
		}
		suite.Cases = append(suite.Cases, test)
	}
	if len(list) == 0 {
		suite.Cases = []junitCase{{Name: "no error, no warning", Class: "wxpaygen"}}
	}
	suite.Tests = len(suite.Cases)
	data, err := xml.MarshalIndent(junitSuites{Suites: []junitSuite{suite}}, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+visible.Text(string(data))+"\n")
	return err
}
