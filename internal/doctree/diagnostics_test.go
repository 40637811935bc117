package doctree

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// texts are diagnostics as they are printed, a line each.
func texts(diags []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// fault is an input that something is to be said about; its file is a.yaml
// unless it has another.
type fault struct{ name, file, input string }

// checkFaults compares what is said with testdata/golden, an entry for each
// fault.
func checkFaults(t *testing.T, golden string, limits Limits, faults []fault) {
	t.Helper()
	var got strings.Builder
	for _, tt := range faults {
		if tt.file == "" {
			tt.file = "a.yaml"
		}
		_, diags := Parse(tt.file, []byte(tt.input), limits)
		fmt.Fprintf(&got, "-- %s --\n%s", tt.name, texts(diags))
	}
	compareGolden(t, golden, got.String())
}

var update = flag.Bool("update", false, "write the golden files anew")

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", file, diff)
	}
}

func TestBinaryFile(t *testing.T) {
	checkFaults(t, "not-text", Limits{}, []fault{
		{name: "nothing", input: ""},
		{name: "blank lines", input: "\n\n  \n"},
		{name: "comments alone", input: "# nothing\n"},
		{name: "a marker alone", input: "---\n"},
		{name: "an empty JSON file is an empty file", file: "a.json", input: ""},
		{name: "UTF-16 with a mark", input: "\xff\xfea\x00:\x00"},
		{name: "UTF-16 without a mark", input: "\x00{\x00}"},
		{name: "a byte order mark", input: "\xef\xbb\xbfa: 1\n"},
		{name: "a byte order mark before JSON", file: "a.json", input: "\xef\xbb\xbf{}"},
		{name: "GBK", input: "title: 订单\nname: \xd6\xd0\n"},
		{name: "invalid UTF-8 in JSON", file: "a.json", input: "{\"a\":\n \"订\xff\"}"},
		{name: "a control character in YAML", input: "a: 1\nb: x\x07y\n"},
		{name: "a zero byte", input: "a: 1\nb: \x00\n"},
	})
}

func TestYAMLSyntaxErrors(t *testing.T) {
	checkFaults(t, "yaml-syntax", Limits{}, []fault{
		{name: "a tab as indentation", input: "a:\n\tb: 1\n"},
		{name: "a tab after spaces", input: "a:\n  b: 1\n  \tc: 1\n"},
		{name: "a colon in a text", input: "a: 1\ndescription: state: it is done\n"},
		{name: "a colon in a text on the first line", input: "description: state: it is done\n"},
		{name: "a list in brackets is not closed", input: "a: 1\nb: [1, 2\nc: 3\n"},
		{name: "a mapping in braces is not closed", input: "a: 1\nb: {c: 2\nd: 3\n"},
		{name: "a quote is not closed", input: "a: 1\nb: \"text\nc: 3\n"},
		{name: "unclosed bracket in line 1", input: "a: [1, 2\nb: 3\nc: 4\n"},
		{name: "a quote of the first line is not closed", input: "a: \"1\nb: 3\nc: 4\n"},
		{name: "wrong indentation", input: "a:\n  b: 1\n c: 2\n"},
		{name: "wrong indentation of a list", input: "a:\n  - 1\n - 2\n"},
		{name: "a list item behind a key", input: "a: - 1\n"},
		{name: "a key without colon", input: "a: 1\nb\nc: 2\n"},
		{name: "a full-width colon", input: "a: 1\nb：甲\nc: 2\n"},
		{name: "a full-width colon on the last line", input: "a: 1\nb：甲\n"},
		{name: "full-width colon before a mapping", input: "a：\n  b: 1\n"},
		{name: "a full-width colon in braces", input: "a: {b： 1, c: 2}\nd: 甲：乙：\ne: [\n"},
		{name: "a full-width comma", input: "a: {b: string， c: 1}\n"},
		{name: "full-width braces", input: "a: ｛b: 1, c: 2｝\nd: 1\n"},
		{name: "a full-width bracket at the end", input: "a: [b, c］\nd: 1\n"},
		{name: "full-width colon in a text", input: "a: 注意：甲，乙\nb: @x\n"},
		{name: "full-width colon in a literal text", input: "a: |\n  appid：甲\nb \"1\"\nc: {}\n"},
		{name: "full-width colon in a folded text", input: "a: >\n  appid：甲\nb: see: x\n"},
		{name: "full-width comma in a text", input: "a: 1\nb: 见文档，see: below\n"},
		{name: "full-width colons on lines in a row", input: "a: 1\nb：甲\nc：乙\nd: 2\n"},
		{name: "full-width commas and braces", input: "a: ｛b: string， c: 1｝\nd: 1\n"},
		{name: "an at sign", input: "a: 1\nb: @x\n"},
		{name: "a percent sign", input: "a: 1\nb: %x\n"},
		{name: "a backquote", input: "a: `x`\n"},
		{name: "a wrong escape", input: "a: 1\nb: \"\\d\"\n"},
		{name: "an escape without digits", input: "a: 1\nb: \"\\u12\"\n"},
		{name: "half a surrogate pair", input: "a: 1\nb: \"\\ud83d\\ude00\"\n"},
		{name: "text after a block indicator", input: "a: 1\nb: | text\n"},
		{name: "two documents", input: "a: 1\n---\nb: 2\n"},
		{name: "a broken second document", input: "a: 1\n---\nb: [\n"},
		{name: "two anchors", input: "&a &a x\n"},
		{name: "far below the mapping", input: "a: 1\nb:\n" + strings.Repeat("  k: [1, 2]\n  l: {m: n}\n", 50) + "  - x\nc: 1\n"},
		{name: "a tag", input: "a: !include b.yaml\n"},
		{name: "a tag on a list", input: "a: !!set {b, c}\n"},
		{name: "a tag that is not true", input: "a: !!int x\n"},
		{name: "only text", input: "hello\n"},
		{name: "HTML", input: "<!DOCTYPE html>\n<html><head>\n"},
	})
}

func TestJSONSyntaxErrors(t *testing.T) {
	checkFaults(t, "json-syntax", Limits{}, []fault{
		{name: "a comma too many in a list", file: "a.json", input: "{\"a\": [1,\n 2,]}"},
		{name: "a comma too many in a mapping", file: "a.json", input: "{\"a\": 1,\n}"},
		{name: "a comma is missing", file: "a.json", input: "{\"a\": 1\n \"b\": 2}"},
		{name: "single quotes", file: "a.json", input: "{'a': 1}"},
		{name: "a comment", file: "a.json", input: "{\n// x\n\"a\": 1}"},
		{name: "it ends too early", file: "a.json", input: "{\"a\": {\n"},
		{name: "it ends in a string", file: "a.json", input: "{\"a\": \"x\n"},
		{name: "two documents", file: "a.json", input: "{}\n{}"},
		{name: "a wrong escape", file: "a.json", input: "{\"订\": \"\\d\"}"},
		{name: "a leading zero", file: "a.json", input: "{\"a\": 01}"},
		{name: "a control character", file: "a.json", input: "{\"a\": \"x\ty\"}"},
		{name: "not a word", file: "a.json", input: "{\"a\": nul}"},
	})
}

func TestKeysAndValues(t *testing.T) {
	checkFaults(t, "keys-and-values", Limits{}, []fault{
		{name: "a key twice", input: "a: 1\nb: 2\na: 3\n"},
		{name: "a key three times", input: "a: 1\na: 2\na: 3\n"},
		{name: "a number and its text are one key", input: "200: x\n\"200\": y\n"},
		{name: "a key twice in JSON", file: "a.json", input: "{\"订\": 1, \"\\u8ba2\": {\"b\":1,\n\"b\":2}}"},
		{name: "a null key", input: "a: 1\n~: 2\n: 3\n"},
		{name: "a fraction as key", input: "1.5: 2\n"},
		{name: "a list as key", input: "[a]: 2\n"},
		{name: "a mapping as key", input: "? {a: b}\n: 2\n"},
		{name: "not numbers", input: "a: .inf\nb: -.INF\nc: .NaN\n"},
		{name: "an unknown alias", input: "a: 1\nb: *x\n"},
		{name: "bold text", input: "a: 1\nb: **x** y\n"},
		{name: "an alias inside itself", input: "a: &x\n  b:\n    - *x\n"},
		{name: "a merge of itself", input: "a: &x\n  <<: *x\n"},
		{name: "a merge of no mapping", input: "a: &x 1\nb:\n  <<: *x\nc:\n  <<: [*x]\n"},
	})
}

func TestLimitsReportedOnce(t *testing.T) {
	checkFaults(t, "limits", Limits{Bytes: 80, Nodes: 20, Depth: 4}, []fault{
		{name: "too many bytes", input: strings.Repeat("#", 81)},
		{name: "too many values in YAML", input: "a: [1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9]\n"},
		{name: "far too many values in YAML", input: "a:\n" + strings.Repeat("-\n", 35)},
		{name: "too many values in JSON", file: "a.json", input: "[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1]"},
		{name: "too many values by aliases", input: "a: &a [1,2,3,4]\nb: &b [*a,*a]\nc: [*b,*b]\n"},
		{name: "deep YAML in brackets", input: "a: [[[[1]]]]\n"},
		{name: "deep YAML by lines", input: "a:\n b:\n  c:\n   d:\n    e: 1\n"},
		{name: "deep JSON", file: "a.json", input: "{\"a\":\n [[[[1]]]]}"},
		{name: "deep by an alias", input: "a: &a [[1]]\nb: [[*a]]\n"},
	})
	deep := strings.Repeat("[", 20_000)
	checkFaults(t, "nesting", Limits{}, []fault{
		{name: "20,000 brackets in YAML", input: "a: " + deep},
		{name: "20,000 closed brackets in YAML", input: "a: " + deep + strings.Repeat("]", 20_000)},
		{name: "20,000 brackets in JSON", file: "a.json", input: deep},
		{name: "20,000 brackets in JSON called YAML", input: deep},
		{name: "9,000 dashes", input: strings.Repeat("- ", 9_000)},
		{name: "20,000 dashes", input: strings.Repeat("- ", 20_000)},
		{name: "20,000 question marks", input: strings.Repeat("? ", 20_000)},
	})
}
