package doctree

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// parseYAML lets the library build its tree, and copies it.
func (p *parser) parseYAML(file *File) *Node {
	if !p.checkYAMLText() || !p.checkYAMLSize() {
		return nil
	}
	loader := newYAMLLoader(bytes.NewReader(p.data), p.limits.Depth)
	doc, err := loader.next()
	for err != nil && !errors.Is(err, errNoDocument) && p.repair(file, err) {
		loader = newYAMLLoader(bytes.NewReader(p.data), p.limits.Depth)
		doc, err = loader.next()
	}
	switch {
	case errors.Is(err, errNoDocument):
		p.empty()
		return nil
	case err != nil:
		p.yamlSyntax(file, err)
		return nil
	}
	p.checkSingle(file, loader)
	c := &yamlCopier{parser: p, open: map[*yaml.Node]bool{}}
	root := c.copy(doc.Content[0], 1)
	if root.Is(Null) && root.text == "" {
		if !diag.HasErrors(p.diags) {
			p.empty()
		}
		return nil
	}
	return root
}

// errNoDocument is returned at the end of the input.
var errNoDocument = io.EOF

// errTooDeep is returned for a document that is nested more deeply than allowed.
var errTooDeep = errors.New("too deep")

// yamlLoader reads the documents of a file one by one.
type yamlLoader struct {
	loader *yaml.Loader
	depth  int // that is allowed; 0 for the library's own limit
	deeper bool
}

func newYAMLLoader(r io.Reader, depth int) *yamlLoader {
	l := &yamlLoader{depth: depth}
	loader, err := yaml.NewLoader(r, yaml.WithV3Defaults(), yaml.WithPlugin(l))
	if err != nil {
		panic(err) // the options are constants
	}
	l.loader = loader
	return l
}

// maxYAMLDepth keeps the library, which recurses, from exhausting the stack.
const maxYAMLDepth = 10_000

// CheckDepth implements [yaml.LoaderLimitsPlugin].
func (l *yamlLoader) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if limit := cmp.Or(l.depth, maxYAMLDepth); depth > limit {
		l.deeper = true
		return errTooDeep
	}
	return nil
}

// CheckAlias implements [yaml.LoaderLimitsPlugin]. Aliases are expanded, and
// counted, by yamlCopier.
func (l *yamlLoader) CheckAlias(int, int) error { return nil }

// next reads the next document. The library's panics are errors here.
func (l *yamlLoader) next() (doc *yaml.Node, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v", fault)
		}
		if l.deeper { // the library keeps the text of errTooDeep alone
			err = fmt.Errorf("%w%w", errTooDeep, err)
		}
	}()
	doc = new(yaml.Node)
	if err := l.loader.Load(doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, errNoDocument
	}
	return doc, nil
}

// checkSingle reports a second document.
func (p *parser) checkSingle(file *File, loader *yamlLoader) {
	second, err := loader.next()
	switch {
	case errors.Is(err, errNoDocument):
	case err != nil:
		p.yamlSyntax(file, err)
	default:
		pos := p.at(min(second.Content[0].Line, len(file.starts)), second.Content[0].Column)
		p.report(diag.Errorf(pos, ruleSyntax, "a second YAML document begins in the same file").
			Fix("keep one document in a file, with no `---` after its first line"))
	}
}

// yamlCopier copies the library's tree, aliases expanded.
type yamlCopier struct {
	*parser
	open    map[*yaml.Node]bool // anchored nodes that are being copied
	stopped bool                // a limit is reached: copy nothing more
}

func (c *yamlCopier) pos(y *yaml.Node) diag.Position { return c.at(y.Line, y.Column) }

// copy returns the node, never nil; after a limit is reached it is invalid.
func (c *yamlCopier) copy(y *yaml.Node, depth int) *Node {
	n := &Node{Pos: c.pos(y)}
	switch {
	case c.stopped || !c.take(n.Pos):
		c.stopped = true
		return n
	case depth > c.limits.Depth && y.Kind != yaml.ScalarNode:
		c.tooDeep(n.Pos)
		c.stopped = true
		return n
	case y.Anchor != "" && y.Kind != yaml.AliasNode:
		c.open[y] = true
		defer delete(c.open, y)
	}
	switch y.Kind {
	case yaml.AliasNode:
		return c.alias(y, n, depth)
	case yaml.ScalarNode:
		c.scalar(y, n)
	case yaml.SequenceNode:
		c.checkTag(y, "!!seq")
		n.Kind = Sequence
		n.items = make([]*Node, 0, len(y.Content))
		for _, item := range y.Content {
			n.items = append(n.items, c.copy(item, depth+1))
		}
	case yaml.MappingNode:
		c.checkTag(y, "!!map")
		c.mapping(y, n, depth)
	}
	return n
}

func (c *yamlCopier) alias(y *yaml.Node, n *Node, depth int) *Node {
	if c.open[y.Alias] {
		c.report(diag.Errorf(n.Pos, ruleAlias, "the alias *%s is inside the value that it names", y.Value).
			See(c.pos(y.Alias)).Fix("use a $ref for a schema that contains itself"))
		return n
	}
	return c.copy(y.Alias, depth)
}

func (c *yamlCopier) mapping(y *yaml.Node, n *Node, depth int) {
	n.Kind = Mapping
	size := len(y.Content) / 2
	n.keys = make([]member, 0, size)
	n.items = make([]*Node, 0, size)
	var merged map[string]bool // keys that came by a merge: any other may override them
	for i := 0; i+1 < len(y.Content) && !c.stopped; i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if isMerge(key) {
			if merged == nil {
				merged = map[string]bool{}
			}
			c.merge(n, value, merged, depth)
			continue
		}
		name, ok := c.key(key)
		if !ok {
			continue
		}
		c.member(n, name, c.pos(key), c.copy(value, depth+1), merged)
	}
}

func (c *yamlCopier) member(n *Node, name string, pos diag.Position, value *Node, merged map[string]bool) {
	i := n.find(name)
	switch {
	case i < 0:
		n.add(name, pos, value)
	case merged[name]:
		delete(merged, name)
		n.items[i] = value
		n.keys[i].line, n.keys[i].column = int32(pos.Line), int32(pos.Column)
	default:
		if c.duplicate(pos, n.Key(name), name, n.items[i], value) {
			n.items[i] = value
		}
	}
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && key.ShortTag() == "!!merge"
}

// merge adds the members of a mapping, or of each of a list of mappings, that
// n does not have.
func (c *yamlCopier) merge(n *Node, y *yaml.Node, merged map[string]bool, depth int) {
	value := c.copy(y, depth+1)
	sources := []*Node{value}
	if value.Is(Sequence) {
		sources = value.items
	}
	for _, from := range sources {
		if from.Kind != Mapping {
			if from.Kind != Invalid {
				c.report(diag.Errorf(c.pos(y), ruleAlias, "the merge key << has %s as its value", from.Kind).
					Fix("merge mappings, as in `<<: *name`"))
			}
			continue
		}
		for i, key := range from.keys {
			if n.find(key.name) < 0 {
				n.add(key.name, c.at(int(key.line), int(key.column)), from.items[i])
				merged[key.name] = true
			}
		}
	}
}

// key returns a key's text.
func (c *yamlCopier) key(y *yaml.Node) (string, bool) {
	if !c.take(c.pos(y)) {
		c.stopped = true
		return "", false
	}
	target := y
	if y.Kind == yaml.AliasNode {
		target = y.Alias
	}
	if target.Kind != yaml.ScalarNode {
		kind := Mapping
		if target.Kind == yaml.SequenceNode {
			kind = Sequence
		}
		c.badKey(y, "a key is "+kind.String(), "write a string as the key")
		return "", false
	}
	n := &Node{Pos: c.pos(y)}
	c.scalar(target, n)
	switch {
	case n.Kind == String, n.Kind == Bool:
	case n.Kind == Number && isInteger(n.text):
	case n.Kind == Invalid:
		return "", false
	default:
		fact := "a key is " + n.Kind.String()
		if n.text != "" {
			fact += ", " + n.text
		}
		c.badKey(y, fact, "put the key in quotes")
		return "", false
	}
	return n.text, true
}

func (c *yamlCopier) badKey(y *yaml.Node, fact, remedy string) {
	c.report(diag.Errorf(c.pos(y), ruleKeyType, "%s", fact).Fix("%s", remedy))
}

func isInteger(text string) bool {
	for i, r := range text {
		if (r < '0' || r > '9') && (i > 0 || r != '-') {
			return false
		}
	}
	return true
}
