package load

import (
	"path"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Options say what of a document is read, and what is changed before.
type Options struct {
	// Overlays are paths of OpenAPI Overlays, applied in this order.
	Overlays []string
	// Operations and Tags choose operations and webhooks: those whose operationId
	// matches one of the patterns of [path.Match], and those with one of the tags.
	// Without either, all are chosen. An operation without an operationId is matched
	// as "GET /v3/…", a webhook without one by its name.
	Operations, Tags []string
}

// isNarrow reports whether operations are chosen.
func (o Options) isNarrow() bool { return len(o.Operations)+len(o.Tags) > 0 }

// ruleFilter is the rule of what a configuration chooses and a document does not have.
const ruleFilter = "filter"

// narrowing is a run of narrow.
type narrowing struct {
	Options
	set  *doctree.Set
	used map[string]bool // patterns and tags that matched
	ids  []string
	tags []string
}

// narrow removes the operations that are not chosen, and the components that nothing
// needs any more. It returns diags without those about what was removed, and reports
// what chooses nothing.
func narrow(set *doctree.Set, options Options, diags []diag.Diagnostic) []diag.Diagnostic {
	n := &narrowing{Options: options, set: set, used: map[string]bool{}}
	root := set.Root()
	for _, table := range []string{"paths", "webhooks"} {
		n.table(root.Get(table), table == "webhooks")
	}
	needed := n.reach(root)
	prune(root.Get("components"), needed, "x-lifecycles", "securitySchemes")
	if root.Get("swagger") != nil {
		prune(onlyTables(root), needed)
	}
	dropped := map[string]bool{}
	for _, d := range set.Forget(func(f doctree.Fault) bool { return !needed[f.Node] }) {
		dropped[d.String()] = true
	}
	diags = slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return dropped[d.String()] })
	return append(diags, n.unused(root)...)
}

// table removes what is not chosen of paths or webhooks.
func (n *narrowing) table(items *doctree.Node, named bool) {
	for _, key := range keysOf(items) {
		if strings.HasPrefix(key, "x-") {
			continue
		}
		left := false
		for item, depth := items.Get(key), 0; item != nil && depth < 64; depth++ { // a path may be a reference to another
			left = n.item(item, key, named) || left
			item, _, _ = n.set.Step(item)
		}
		if !left {
			items.Remove(key)
		}
	}
}

// item removes what is not chosen of a path, and reports whether operations are left.
func (n *narrowing) item(item *doctree.Node, key string, named bool) (left bool) {
	for _, table := range []*doctree.Node{item, item.Get("additionalOperations")} {
		for _, method := range keysOf(table) {
			if table == item && !slices.Contains(methods, method) {
				continue
			}
			op := table.Get(method)
			if target, _, ok := n.set.Resolve(op); ok {
				op = target
			}
			id := strings.TrimSpace(op.Get("operationId").Text())
			switch {
			case id == "" && named:
				id = key
			case id == "":
				id = strings.ToUpper(method) + " " + key
			}
			if n.isChosen(id, op.Get("tags")) {
				left = true
				continue
			}
			table.Remove(method)
		}
	}
	return left
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

func (n *narrowing) isChosen(id string, tags *doctree.Node) bool {
	n.ids = append(n.ids, id)
	chosen := false
	for _, pattern := range n.Operations {
		if ok, err := path.Match(pattern, id); pattern == id || ok && err == nil {
			n.used["operation "+pattern], chosen = true, true
		}
	}
	for _, tag := range tags.Items() {
		n.tags = append(n.tags, tag.Text())
		if slices.Contains(n.Tags, tag.Text()) {
			n.used["tag "+tag.Text()], chosen = true, true
		}
	}
	return chosen
}

// unused reports the patterns and tags that choose nothing.
func (n *narrowing) unused(root *doctree.Node) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, list := range []struct {
		kind         string
		words, known []string
	}{{"operation", n.Operations, n.ids}, {"tag", n.Tags, n.tags}} {
		for _, word := range list.words {
			if !n.used[list.kind+" "+word] {
				out = append(out, diag.Errorf(diag.Position{File: root.At().File}, ruleFilter, "no operation has the %s %s, which wxpaygen.yaml chooses", map[string]string{"operation": "operationId", "tag": "tag"}[list.kind], diag.Quote(word)).
					Fix("%s", diag.Hint(word, list.known, "correct it, or take it out")))
			}
		}
	}
	return out
}

// reach returns all nodes that the operations need. Of a component, all is needed
// when a part is.
func (n *narrowing) reach(root *doctree.Node) map[*doctree.Node]bool {
	seen := map[*doctree.Node]bool{}
	queue := []*doctree.Node{root.Get("paths"), root.Get("webhooks"), root.Get("components").Get("x-lifecycles")}
	for len(queue) > 0 {
		n.visit(queue, seen)
		queue = nil
		for _, table := range root.Get("components").Peek() {
			for _, entry := range table.Peek() {
				if !seen[entry] && isNeeded(entry, seen) {
					queue = append(queue, entry)
				}
			}
		}
	}
	return seen
}

// visit adds what can be reached from the nodes of a queue.
func (n *narrowing) visit(queue []*doctree.Node, seen map[*doctree.Node]bool) {
	for len(queue) > 0 {
		node := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if node == nil || seen[node] {
			continue
		}
		seen[node] = true
		if target, _, ok := n.set.Step(node); ok {
			queue = append(queue, target)
		}
		for _, value := range node.Get("discriminator").Get("mapping").Peek() {
			if target, _, ok := n.set.ResolveMapping(node, value.Text()); ok {
				queue = append(queue, target)
			}
		}
		for _, value := range node.Peek() {
			queue = append(queue, value)
		}
		queue = append(queue, node.PeekItems()...)
	}
}

// prune removes the entries of tables of which nothing is needed.
func prune(tables *doctree.Node, needed map[*doctree.Node]bool, kept ...string) {
	for name, table := range tables.Peek() {
		if slices.Contains(kept, name) {
			continue
		}
		for _, key := range keysOf(table) {
			if !isNeeded(table.Get(key), needed) {
				table.Remove(key)
			}
		}
	}
}

// isNeeded reports whether a node, or something in it, is needed.
func isNeeded(n *doctree.Node, needed map[*doctree.Node]bool) bool {
	if n == nil || needed[n] {
		return n != nil
	}
	for _, value := range n.Peek() {
		if isNeeded(value, needed) {
			return true
		}
	}
	return slices.ContainsFunc(n.PeekItems(), func(item *doctree.Node) bool { return isNeeded(item, needed) })
}

// onlyTables is the root of OpenAPI 2.0 with its tables alone.
func onlyTables(root *doctree.Node) *doctree.Node {
	made := doctree.NewMapping(root.At())
	for _, key := range []string{"definitions", "parameters", "responses"} {
		if table := root.Get(key); table.Is(doctree.Mapping) {
			made.Set(key, table)
		}
	}
	return made
}

func keysOf(n *doctree.Node) []string {
	var keys []string
	for key := range n.Peek() {
		keys = append(keys, key)
	}
	return keys
}
