package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// A decoder decodes the YAML into a Config and collects the errors.
type decoder struct {
	file   string
	fsys   fs.FS
	faults []diag.Diagnostic
	dirs   map[string]diag.Position // which package took a directory, by its name in lower case
}

const rule = "config"

func (d *decoder) fault(pos diag.Position, format string, args ...any) *diag.Diagnostic {
	d.faults = append(d.faults, diag.Errorf(pos, rule, format, args...))
	return &d.faults[len(d.faults)-1]
}

func (d *decoder) pos(node *yaml.Node) diag.Position {
	return diag.Position{File: d.file, Line: node.Line, Column: node.Column}
}

// decode returns nil if data is not YAML.
func (d *decoder) decode(data []byte) *Config {
	node := d.parse(data)
	if node == nil {
		return nil
	}
	config := &Config{}
	var version, packages bool
	d.mapping(node, "the configuration", map[string]field{
		"version":          func(n *yaml.Node) { version = true; d.version(n) },
		"packages":         func(n *yaml.Node) { packages = true; d.packages(n, config) },
		"initialisms":      func(n *yaml.Node) { config.Initialisms = d.initialisms(n) },
		"rules":            func(n *yaml.Node) { config.Rules = d.rules(n) },
		"docs":             func(n *yaml.Node) { config.Docs = d.docs(n) },
		"skip-unsupported": func(n *yaml.Node) { config.SkipUnsupported = d.boolean(n, "skip-unsupported") },
	})
	if node.Kind == yaml.MappingNode && !version {
		d.fault(d.pos(node), "version is missing").Remedy = "begin with: version: 1"
	}
	if node.Kind == yaml.MappingNode && !packages {
		d.fault(d.pos(node), "packages is missing").Remedy = packagesRemedy
	}
	return config
}

const packagesRemedy = "list what to generate under packages, each with its spec and dir (see `wxpaygen help config`)"

// parse returns the content of the only document in data.
func (d *decoder) parse(data []byte) *yaml.Node {
	reader := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	switch err := reader.Decode(&document); {
	case errors.Is(err, io.EOF) || (err == nil && len(document.Content) == 0):
		d.fault(diag.Position{File: d.file}, "the configuration is empty").Remedy = "`wxpaygen init` writes one to begin with"
		return nil
	case err != nil:
		d.syntax(err)
		return nil
	}
	switch err := reader.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		d.syntax(err)
	default:
		d.fault(d.pos(&second), "a second YAML document begins here").Remedy = "keep the whole configuration in one"
	}
	return document.Content[0]
}

// syntax reports a YAML error at its place.
func (d *decoder) syntax(err error) {
	pos, text := diag.Position{File: d.file}, err.Error()
	if fault := (*yaml.LoadError)(nil); errors.As(err, &fault) {
		pos.Line, pos.Column, text = fault.Mark.Line, fault.Mark.Column, fault.Message
	}
	d.fault(pos, "not YAML: %s", text).Remedy = "correct the YAML (indent with spaces, put a half-width colon and a space after each key)"
}

type field func(value *yaml.Node)

// mapping calls the field of each key, and reports unknown and repeated keys.
func (d *decoder) mapping(node *yaml.Node, what string, fields map[string]field) {
	d.members(node, what, func(key, value *yaml.Node) {
		read, ok := fields[key.Value]
		if !ok {
			known := slices.Sorted(maps.Keys(fields))
			d.fault(d.pos(key), "unknown key %s in %s", diag.Quote(key.Value), what).
				Remedy = diag.Hint(key.Value, known, "the keys are "+list(known))
			return
		}
		read(value)
	})
}

// members calls f for each pair of a mapping. It reports other nodes and repeated keys.
func (d *decoder) members(node *yaml.Node, what string, f func(key, value *yaml.Node)) {
	if node.Kind != yaml.MappingNode {
		d.fault(d.pos(node), "%s is %s", what, kind(node)).Remedy = "write it as key: value lines"
		return
	}
	seen := map[string]diag.Position{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], deref(node.Content[i+1])
		if first, ok := seen[key.Value]; ok {
			fault := d.fault(d.pos(key), "key %s is repeated", diag.Quote(key.Value))
			fault.Related, fault.Remedy = []diag.Position{first}, "remove one"
			continue
		}
		seen[key.Value] = d.pos(key)
		f(key, value)
	}
}

// text returns a string; it reports other nodes.
func (d *decoder) text(node *yaml.Node, what string) (string, bool) {
	switch {
	case node.Kind != yaml.ScalarNode || node.Tag == "!!null":
		d.fault(d.pos(node), "%s is %s", what, kind(node)).Remedy = "write a word"
	case node.Value == "":
		d.fault(d.pos(node), "%s is empty", what).Remedy = "write a word, or remove the line"
	case node.Tag == "!!int" || node.Tag == "!!float" || node.Tag == "!!bool": // an editor with the schema says so, too
		d.fault(d.pos(node), "%s is %s, which is no text in YAML", what, node.Value).Remedy = "put it in quotes"
	default:
		return node.Value, true
	}
	return "", false
}

func (d *decoder) boolean(node *yaml.Node, what string) bool {
	if node.Kind != yaml.ScalarNode || node.Tag != "!!bool" {
		d.fault(d.pos(node), "%s is %s", what, kind(node)).Remedy = "write true or false"
		return false
	}
	var value bool
	if err := node.Decode(&value); err != nil {
		d.fault(d.pos(node), "%s is %s", what, diag.Quote(node.Value)).Remedy = "write true or false"
	}
	return value
}

func (d *decoder) version(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!int" && node.Value == "1" {
		return
	}
	d.fault(d.pos(node), "version is %s", kind(node)).
		Remedy = "write version: 1; a later version needs a later wxpaygen"
}

func (d *decoder) initialisms(node *yaml.Node) map[string]string {
	words := map[string]string{}
	d.members(node, "initialisms", func(key, value *yaml.Node) {
		written, ok := d.text(value, "the initialism "+diag.Quote(key.Value))
		switch {
		case !ok:
		case !lowerWord.MatchString(key.Value):
			d.fault(d.pos(key), "the word %s must have only lower-case letters and digits", diag.Quote(key.Value)).
				Remedy = "write one word of the API's names, as between two underscores"
		case !goWord.MatchString(written):
			d.fault(d.pos(value), "%s cannot be part of a Go name", diag.Quote(written)).
				Remedy = "write letters and digits, the first an upper-case letter, such as MchID"
		default:
			words[key.Value] = written
		}
	})
	return words
}

var (
	lowerWord = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	goWord    = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
)

func (d *decoder) rules(node *yaml.Node) map[string]generator.RuleSetting {
	settings := map[string]generator.RuleSetting{}
	d.members(node, "rules", func(key, value *yaml.Node) {
		text, ok := d.text(value, "the rule "+diag.Quote(key.Value))
		setting := generator.RuleSetting(text)
		switch {
		case !slices.Contains(generator.Rules(), key.Value):
			d.fault(d.pos(key), "unknown rule %s", diag.Quote(key.Value)).
				Remedy = diag.Hint(key.Value, generator.Rules(), "use a name that lint prints in brackets")
		case !ok:
		case setting != generator.RuleError && setting != generator.RuleWarning && setting != generator.RuleOff:
			d.fault(d.pos(value), "rule %s is set to %s", diag.Quote(key.Value), diag.Quote(text)).
				Remedy = "write error, warning or off"
		default:
			settings[key.Value] = setting
		}
	})
	return settings
}

// deref follows an alias.
func deref(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// kind describes a node, for "version is …".
func kind(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Tag == "!!null":
		return "without a value"
	default:
		return diag.Quote(node.Value)
	}
}
