// Package overlay applies OpenAPI Overlays, of versions 1.0 and 1.1, to a document
// that is a tree with places. What an overlay adds keeps its places in the overlay.
package overlay

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// The rules of this package's diagnostics.
const (
	ruleOverlay = "overlay"
	ruleUnused  = "overlay-unused"
)

// maxBytes limits the size of an overlay.
const maxBytes = 16 << 20

// overlay is one that is being applied.
type overlay struct {
	file  string
	spec  string
	v10   bool
	root  *doctree.Node // of the document
	diags []diag.Diagnostic
}

// Apply applies the overlay in a file of fsys to the document with that root. An
// error stops it; the document is then of no use.
func Apply(fsys fs.FS, file string, root *doctree.Node) []diag.Diagnostic {
	o := &overlay{file: file, spec: root.At().File, root: root}
	data, err := read(fsys, file)
	if err != nil {
		return []diag.Diagnostic{diag.Errorf(diag.Position{File: file}, ruleOverlay, "the overlay cannot be read: %v", cause(err)).
			Fix("correct its path in wxpaygen.yaml, or make it a file that can be read")}
	}
	parsed, diags := doctree.Parse(file, data, doctree.Limits{})
	if parsed.Root == nil || diag.HasErrors(diags) {
		return diags
	}
	o.diags = diags
	o.document(parsed.Root)
	return o.diags
}

func read(fsys fs.FS, file string) ([]byte, error) {
	info, err := fs.Stat(fsys, file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular(): // reading a pipe would wait for a writer
		return nil, fmt.Errorf("it is not a regular file")
	case info.Size() > maxBytes:
		return nil, fmt.Errorf("it has more than %d bytes", maxBytes)
	}
	return fs.ReadFile(fsys, file)
}

func cause(err error) error {
	if wrapped, ok := err.(*fs.PathError); ok { //nolint:errorlint // the outermost one has the path
		return wrapped.Err
	}
	return err
}

func (o *overlay) errorf(pos diag.Position, remedy, format string, args ...any) {
	o.diags = append(o.diags, diag.Errorf(pos, ruleOverlay, format, args...).Fix("%s", remedy))
}

var version = regexp.MustCompile(`^1\.([01])\.[0-9]+$`)

// document checks the form of the overlay, and applies its actions in order, until
// one fails.
func (o *overlay) document(n *doctree.Node) {
	found := version.FindStringSubmatch(n.Get("overlay").Text())
	switch {
	case n.Get("overlay") == nil:
		o.errorf(n.At(), "begin it with overlay: 1.1.0", "the file is no OpenAPI Overlay: it has no member overlay")
		return
	case found == nil:
		o.errorf(n.Get("overlay").At(), "write 1.0.0 or 1.1.0", "Overlay %s is not known", diag.Quote(n.Get("overlay").Text()))
		return
	}
	o.v10 = found[1] == "0"
	o.keys(n, "an overlay", "overlay", "info", "extends", "actions")
	o.extends(n.Get("extends"))
	actions := n.Get("actions")
	if !actions.Is(doctree.Sequence) || actions.Len() == 0 {
		o.errorf(n.Key("actions"), "list at least one, with its target", "the overlay has no actions")
		return
	}
	for _, action := range actions.Items() {
		o.action(action)
		if diag.HasErrors(o.diags) {
			return
		}
	}
}

// extends warns of an overlay that was written for another document.
func (o *overlay) extends(n *doctree.Node) {
	text := n.Text()
	if link, err := url.Parse(text); text == "" || err != nil || link.IsAbs() || path.IsAbs(text) || path.Join(path.Dir(o.file), link.Path) == o.spec {
		return
	}
	o.diags = append(o.diags, diag.Warningf(n.At(), ruleOverlay, "the overlay extends %s, and is applied to %s", diag.Quote(text), o.spec).
		Fix("correct extends, or the overlays in wxpaygen.yaml"))
}

// keys reports members that an object does not have.
func (o *overlay) keys(n *doctree.Node, what string, known ...string) {
	for key := range n.Members() {
		if !slices.Contains(known, key) && !strings.HasPrefix(key, "x-") {
			o.errorf(n.Key(key), diag.Hint(key, known, "the members are "+strings.Join(known, ", ")), "unknown member %s of %s", diag.Quote(key), what)
		}
	}
}

func (o *overlay) action(n *doctree.Node) {
	if !n.Is(doctree.Mapping) {
		o.errorf(n.At(), "write target, and update, copy or remove", "an action is %s", n.Kind)
		return
	}
	o.keys(n, "an action", "target", "description", "update", "copy", "remove")
	if diag.HasErrors(o.diags) {
		return
	}
	remove, _ := n.Get("remove").Bool()
	update, source := n.Get("update"), n.Get("copy")
	switch {
	case n.Get("remove") != nil && !n.Get("remove").Is(doctree.Bool):
		o.errorf(n.Get("remove").At(), "write true or false", "remove is %s", n.Get("remove").Kind)
	case source != nil && o.v10:
		o.errorf(n.Key("copy"), "begin the overlay with overlay: 1.1.0", "Overlay 1.0 has no copy")
	case source != nil && update != nil:
		o.errorf(n.Key("copy"), "write two actions", "an action has update and copy")
	case !remove && update == nil && source == nil:
		o.errorf(n.At(), "write update, copy or remove: true", "the action changes nothing")
	default:
		o.perform(n, remove, update, source)
	}
}

func (o *overlay) perform(n *doctree.Node, remove bool, update, source *doctree.Node) {
	targets := o.find(n, "target")
	switch {
	case diag.HasErrors(o.diags):
	case len(targets) == 0:
		o.diags = append(o.diags, diag.Warningf(n.Get("target").At(), ruleUnused, "the target %s is not in %s", diag.Quote(n.Get("target").Text()), o.spec).
			Fix("correct the target; the document may have changed"))
	case remove:
		o.remove(targets)
	case source != nil:
		if found := o.find(n, "copy"); len(found) == 1 {
			o.update(targets, found[0].node.Copy())
		} else if !diag.HasErrors(o.diags) {
			o.errorf(source.At(), "select one", "copy selects %d values, not one", len(found))
		}
	default:
		o.update(targets, update)
	}
}
