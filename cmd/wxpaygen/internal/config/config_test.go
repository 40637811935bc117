package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator"
)

// write lays out a directory with a configuration and two specs.
func write(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"specs/a.yaml": "openapi: 3.0.3\n",
		"specs/b.yaml": "openapi: 3.0.3\n",
		FileName:       text,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, FileName)
}

// faults loads the text and returns its errors, one per line.
func faults(t *testing.T, text string) string {
	t.Helper()
	config, err := Load(write(t, text))
	if err == nil {
		config.Close()
		return ""
	}
	var invalid *Error
	if !errors.As(err, &invalid) {
		t.Fatalf("Load: %v, want an *Error", err)
	}
	var lines []string
	for _, d := range invalid.Diagnostics {
		lines = append(lines, d.String())
	}
	return strings.Join(lines, "\n")
}

func TestLoad(t *testing.T) {
	config, err := Load(write(t, `
version: 1
packages:
  - spec: specs/a.yaml
    dir: generated/a
    package: alpha
  - {spec: ./specs/b.yaml, dir: generated/b/, overlays: [./specs/a.yaml], operations: [close*, query], tags: [pay]}
initialisms: {mchid: MchID}
rules:
  sloppy-number: off
  length-order: error
skip-unsupported: true
docs: ./docs/api/
`))
	if err != nil {
		t.Fatal(err)
	}
	defer config.Close()
	want := Config{
		Root: config.Root, FS: config.FS,
		Packages: []generator.Package{
			{Spec: "specs/a.yaml", Dir: "generated/a", Name: "alpha"},
			{
				Spec: "specs/b.yaml", Dir: "generated/b",
				Overlays: []string{"specs/a.yaml"}, Operations: []string{"close*", "query"}, Tags: []string{"pay"},
			},
		},
		Initialisms:     map[string]string{"mchid": "MchID"},
		Rules:           map[string]generator.RuleSetting{"sloppy-number": "off", "length-order": "error"},
		SkipUnsupported: true,
		Docs:            "docs/api",
	}
	if diff := cmp.Diff(want, *config, cmp.Comparer(func(a, b *os.Root) bool { return a == b }), cmp.Comparer(func(a, b fs.FS) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

var faulty = map[string]struct{ text, want string }{
	"an empty file": {
		"",
		"wxpaygen.yaml: the configuration is empty [config]; `wxpaygen init` writes one to begin with",
	},
	"comments alone": {
		"# nothing\n",
		"wxpaygen.yaml: the configuration is empty [config]; `wxpaygen init` writes one to begin with",
	},
	"what is not YAML": {
		"version: 1\npackages: [\n",
		"wxpaygen.yaml:3:1: not YAML: did not find expected node content [config]; correct the YAML (indent with spaces, put a half-width colon and a space after each key)",
	},
	"a list at the top": {
		"- version: 1\n",
		"wxpaygen.yaml:1:1: the configuration is a list [config]; write it as key: value lines",
	},
	"two documents": {
		"version: 1\npackages: [{spec: specs/a.yaml, dir: a}]\n---\nversion: 1\n",
		"wxpaygen.yaml:3:1: a second YAML document begins here [config]; keep the whole configuration in one",
	},
	"nothing that is needed": {
		"rules: {}\n",
		"wxpaygen.yaml:1:1: packages is missing [config]; list what to generate under packages, each with its spec and dir (see `wxpaygen help config`)\n" +
			"wxpaygen.yaml:1:1: version is missing [config]; begin with: version: 1",
	},
	"invalid keys": {
		"version: 1\nversion: 1\npakages: []\ncolour: red\npackages:\n- {spec: specs/a.yaml, dir: a, pkg: a}\n",
		`wxpaygen.yaml:2:1: key "version" is repeated (see wxpaygen.yaml:1:1) [config]; remove one` + "\n" +
			`wxpaygen.yaml:3:1: unknown key "pakages" in the configuration [config]; did you mean packages?` + "\n" +
			`wxpaygen.yaml:4:1: unknown key "colour" in the configuration [config]; the keys are docs, initialisms, packages, rules, skip-unsupported and version` + "\n" +
			`wxpaygen.yaml:6:32: unknown key "pkg" in a package [config]; the keys are dir, operations, overlays, package, spec and tags`,
	},
	"wrong types": {
		"version: \"1\"\npackages: {}\ninitialisms: [a]\nrules: loud\nskip-unsupported: yes please\n",
		"wxpaygen.yaml:1:10: version is \"1\" [config]; write version: 1; a later version needs a later wxpaygen\n" +
			"wxpaygen.yaml:2:11: packages is a mapping [config]; list what to generate under packages, each with its spec and dir (see `wxpaygen help config`)\n" +
			"wxpaygen.yaml:3:14: initialisms is a list [config]; write it as key: value lines\n" +
			"wxpaygen.yaml:4:8: rules is \"loud\" [config]; write it as key: value lines\n" +
			"wxpaygen.yaml:5:19: skip-unsupported is \"yes please\" [config]; write true or false",
	},
	"a version that is not known yet": {
		"version: 2\npackages: [{spec: specs/a.yaml, dir: a}]\n",
		"wxpaygen.yaml:1:10: version is \"2\" [config]; write version: 1; a later version needs a later wxpaygen",
	},
	"a package that lacks things": {
		"version: 1\npackages:\n  - {}\n  - spec:\n    dir: ''\n  - specs/a.yaml\n",
		"wxpaygen.yaml:3:5: the package has no dir [config]; add dir: and the directory of the Go package\n" +
			"wxpaygen.yaml:3:5: the package has no spec [config]; add spec: and the path of its OpenAPI document\n" +
			"wxpaygen.yaml:4:10: spec is without a value [config]; write a word\n" +
			"wxpaygen.yaml:5:10: dir is empty [config]; write a word, or remove the line\n" +
			"wxpaygen.yaml:6:5: a package is \"specs/a.yaml\" [config]; write it as key: value lines",
	},
	"paths that lead elsewhere": {
		"version: 1\npackages:\n  - {spec: ../a.yaml, dir: /srv/a}\n  - {spec: 'specs\\a.yaml', dir: a/../../b}\n  - {spec: specs, dir: c}\n  - {spec: specs/c.yaml, dir: d}\n",
		`wxpaygen.yaml:3:12: spec "../a.yaml" leaves the directory of wxpaygen.yaml [config]; write a path below it, or move wxpaygen.yaml up` + "\n" +
			`wxpaygen.yaml:3:28: dir "/srv/a" leaves the directory of wxpaygen.yaml [config]; write a path below it, or move wxpaygen.yaml up` + "\n" +
			`wxpaygen.yaml:4:12: spec "specs\\a.yaml" has a backslash [config]; write / between directories on every system` + "\n" +
			`wxpaygen.yaml:4:33: dir "a/../../b" leaves the directory of wxpaygen.yaml [config]; write a path below it, or move wxpaygen.yaml up` + "\n" +
			`wxpaygen.yaml:5:12: "specs" is not a file [config]; write the path of an OpenAPI document` + "\n" +
			`wxpaygen.yaml:6:12: there is no file "specs/c.yaml" [config]; write the path of an OpenAPI document, relative to the directory of wxpaygen.yaml`,
	},
	"directory of the reference": {
		"version: 1\npackages: [{spec: specs/a.yaml, dir: a}]\ndocs: ./\n",
		`wxpaygen.yaml:3:7: docs is the directory of wxpaygen.yaml itself [config]; choose a directory of its own, such as docs/api`,
	},
	"a reference elsewhere": {
		"version: 1\npackages: [{spec: specs/a.yaml, dir: a}]\ndocs: ../docs\n",
		`wxpaygen.yaml:3:7: docs "../docs" leaves the directory of wxpaygen.yaml [config]; write a path below it, or move wxpaygen.yaml up`,
	},
	"case of directories": {
		"version: 1\npackages:\n  - {spec: specs/a.yaml, dir: out}\n  - {spec: specs/b.yaml, dir: Out}\n",
		`wxpaygen.yaml:4:31: two packages share the directory "Out" (see wxpaygen.yaml:3:31) [config]; give each package a directory of its own`,
	},
	"two packages in one directory": {
		"version: 1\npackages:\n  - {spec: specs/a.yaml, dir: out}\n  - {spec: specs/b.yaml, dir: ./out/}\n",
		`wxpaygen.yaml:4:31: two packages share the directory "out" (see wxpaygen.yaml:3:31) [config]; give each package a directory of its own`,
	},
	"names that Go does not take": {
		"version: 1\npackages:\n  - {spec: specs/a.yaml, dir: a, package: func}\n  - {spec: specs/b.yaml, dir: b, package: pay-score}\ninitialisms: {MchID: MchID, mchid: mch_id}\nrules: {length-order: loud}\n",
		`wxpaygen.yaml:3:43: package "func" cannot be imported under that name [config]; write a Go package name: lower-case letters and digits` + "\n" +
			`wxpaygen.yaml:4:43: package "pay-score" cannot be imported under that name [config]; write a Go package name: lower-case letters and digits` + "\n" +
			`wxpaygen.yaml:5:15: the word "MchID" must have only lower-case letters and digits [config]; write one word of the API's names, as between two underscores` + "\n" +
			`wxpaygen.yaml:5:36: "mch_id" cannot be part of a Go name [config]; write letters and digits, the first an upper-case letter, such as MchID` + "\n" +
			`wxpaygen.yaml:6:23: rule "length-order" is set to "loud" [config]; write error, warning or off`,
	},
	"missing overlay": {
		"version: 1\npackages: [{spec: specs/a.yaml, dir: a, overlays: [specs/o.yaml]}]\n",
		`wxpaygen.yaml:2:52: there is no file "specs/o.yaml" [config]; write the path of an OpenAPI Overlay, relative to the directory of wxpaygen.yaml`,
	},
	"lists of a package": {
		"version: 1\npackages:\n  - {spec: specs/a.yaml, dir: a, overlays: [], operations: close, tags: [b, b]}\n  - {spec: specs/b.yaml, dir: b, operations: ['[', 1]}\n",
		"wxpaygen.yaml:3:44: overlays is empty [config]; write a list, or remove the line\n" +
			`wxpaygen.yaml:3:60: operations is "close" [config]; write a list, or remove the line` + "\n" +
			`wxpaygen.yaml:3:77: tags has "b" twice [config]; remove one` + "\n" +
			`wxpaygen.yaml:4:47: "[" is no pattern [config]; write an operationId, with * for any characters` + "\n" +
			`wxpaygen.yaml:4:52: the operation is 1, which is no text in YAML [config]; put it in quotes`,
	},
	"undefined rules": {
		"version: 1\npackages: [{spec: specs/a.yaml, dir: a}]\nrules:\n  no-lenght: error\n  be-nice: off\n  nope: loud\n",
		`wxpaygen.yaml:4:3: unknown rule "no-lenght" [config]; did you mean no-length?` + "\n" +
			`wxpaygen.yaml:5:3: unknown rule "be-nice" [config]; use a name that lint prints in brackets` + "\n" +
			`wxpaygen.yaml:6:3: unknown rule "nope" [config]; did you mean name?`,
	},
	"invalid package names": {
		"version: 1\npackages:\n  - {spec: specs/a.yaml, dir: a/x-y}\n  - {spec: specs/b.yaml, dir: .}\n  - {spec: specs/a.yaml, dir: main}\n  - {spec: specs/a.yaml, dir: a/string, package: string}\n",
		`wxpaygen.yaml:3:31: "x-y" cannot be the name of a Go package [config]; name the package here with package:, or with x-go-package in the spec` + "\n" +
			`wxpaygen.yaml:4:31: the directory of wxpaygen.yaml gives the package no name [config]; name the package here with package:, or with x-go-package in the spec` + "\n" +
			`wxpaygen.yaml:5:31: "main" cannot be the name of a Go package [config]; name the package here with package:, or with x-go-package in the spec` + "\n" +
			`wxpaygen.yaml:6:50: package "string" cannot be imported under that name [config]; write a Go package name: lower-case letters and digits`,
	},
}

// All errors of a configuration are reported at once, with their positions.
func TestLoadErrors(t *testing.T) {
	for name, test := range faulty {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Split(test.want, "\n"), strings.Split(faults(t, test.text), "\n")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSpecLinkOutside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.yaml")
	if err := os.WriteFile(outside, []byte("openapi: 3.0.3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	path := write(t, "version: 1\npackages: [{spec: specs/link.yaml, dir: a}]\n")
	if err := os.Symlink(outside, filepath.Join(filepath.Dir(path), "specs/link.yaml")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	_, err := Load(path)
	var invalid *Error
	if !errors.As(err, &invalid) || len(invalid.Diagnostics) != 1 {
		t.Fatalf("Load: %v, want one fault", err)
	}
	want := `wxpaygen.yaml:2:19: "specs/link.yaml" cannot be read: path escapes from parent [config]; ` +
		`the file must be in the directory of wxpaygen.yaml or below, and be readable`
	if got := invalid.Diagnostics[0].String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The directory's name matters only where nothing else names the package.
func TestDirectoryNames(t *testing.T) {
	for name, packages := range map[string]string{
		"in the configuration":        "{spec: specs/a.yaml, dir: x-y, package: a}",
		"in the spec, YAML":           "{spec: specs/named.yaml, dir: x-y}",
		"in the spec, JSON":           "{spec: specs/named.json, dir: .}",
		"in a spec that is not sound": "{spec: specs/broken.yaml, dir: x-y}",
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "version: 1\npackages: ["+packages+"]\n")
			for name, content := range map[string]string{
				"named.yaml":  "openapi: 3.0.3\nx-go-package: named\n",
				"named.json":  `{"openapi": "3.0.3", "x-go-package": "named"}`,
				"broken.yaml": "x-go-package: named\npaths: [\n",
			} {
				if err := os.WriteFile(filepath.Join(filepath.Dir(path), "specs", name), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			config, err := Load(path)
			if err != nil {
				t.Fatal(err.(*Error).Diagnostics)
			}
			config.Close()
		})
	}
}

func TestCircularAnchor(t *testing.T) {
	text := "version: 1\npackages: &p\n  - *p\n"
	if got := faults(t, text); !strings.Contains(got, "a package is a list") {
		t.Errorf("got %s", got)
	}
}

func TestFind(t *testing.T) {
	path := write(t, "version: 1\n")
	below := filepath.Join(filepath.Dir(path), "specs")
	if got, err := Find(below); err != nil || got != path {
		t.Errorf("Find = %q, %v, want %q", got, err, path)
	}
	if _, err := Find(t.TempDir()); !errors.Is(err, ErrNotFound) {
		t.Errorf("Find without a configuration: %v, want ErrNotFound", err)
	}
}

func TestHugeFile(t *testing.T) {
	_, err := Load(write(t, strings.Repeat("#", maxBytes+1)))
	if err == nil || !strings.Contains(err.Error(), "the maximum is") {
		t.Errorf("Load: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("version: 1\npackages: [{spec: a, dir: b}]\n")
	f.Add("a: &a {<<: *a}\n")
	none := fstest.MapFS{}
	f.Fuzz(func(t *testing.T, text string) {
		d := decoder{file: FileName, fsys: none}
		if config := d.decode([]byte(text)); config == nil && len(d.faults) == 0 {
			t.Error("neither a configuration nor a fault")
		}
	})
}
