package site

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// call is an example of a request: what is required, with the examples of the
// spec, in the mode of merchants that have it.
type call struct {
	op     *apimodel.Operation
	params []value
	body   *doctree.Node // nil without a body in JSON
	media  string        // of the body; "" without one
}

// value is a parameter and its example.
type value struct {
	In, Name string
	node     *doctree.Node
}

// Text is the value as a parameter has it.
func (v value) Text() string {
	if text, ok := v.node.Str(); ok {
		return text
	}
	return string(v.node.AppendJSON(nil))
}

// examples makes values of schemas.
type examples struct {
	api  *apimodel.Model
	full bool // optional members too
	deep int
}

const commonMode = "common"

func (e *examples) call(op *apimodel.Operation) call {
	out := call{op: op}
	for _, p := range op.Params {
		s := p.Schema()
		mode, inMode := first(p.Mode, s.Mode), p.RequiredInMode || s.RequiredInMode
		if p.In == "path" || p.Required || inMode && mode == commonMode {
			out.params = append(out.params, value{p.In, p.Name, e.value(s)})
		}
	}
	if op.Body == nil {
		return out
	}
	media := op.Body.Main()
	out.media = media.Type
	if !apimodel.IsJSON(strings.ToLower(media.Type)) {
		return out
	}
	if out.body = e.api.Example(media); out.body == nil && op.Body.Schema() != nil {
		out.body = e.value(op.Body.Schema())
	}
	return out
}

// response returns the example of a body in JSON, nil if it is none.
func (e *examples) response(b *apimodel.Body) *doctree.Node {
	if b == nil || !apimodel.IsJSON(strings.ToLower(b.Main().Type)) {
		return nil
	}
	if given := e.api.Example(b.Main()); given != nil {
		return given
	}
	if b.Schema() == nil {
		return nil
	}
	return e.value(b.Schema())
}

func (e *examples) value(s *schema.Schema) *doctree.Node {
	e.deep++
	defer func() { e.deep-- }()
	target := e.api.Schemas.Target(s)
	if given := firstNode(s.Example, target.Example); given != nil {
		return given
	}
	switch {
	case e.deep > maxDepth:
	case len(target.Properties) > 0:
		return e.object(target)
	case target.Is("array") && len(target.Items) > 0:
		list := doctree.NewSequence(diag.Position{})
		for range max(1, least(target)) {
			list.Append(e.value(e.api.Schemas.Read(target.Items...)))
		}
		return list
	case len(target.Enum) > 0:
		return target.Enum[0]
	case len(target.Variants) > 0:
		return e.value(e.api.Schemas.Read(target.Variants[0].Nodes...))
	}
	return blank(target)
}

// least is the number of items that a list has at least, up to some.
func least(s *schema.Schema) int64 {
	const most = 5
	if s.MinItems == nil {
		return 0
	}
	return min(s.MinItems.N, most)
}

func (e *examples) object(target *schema.Schema) *doctree.Node {
	out := doctree.NewMapping(diag.Position{})
	for _, p := range target.Properties {
		s := e.api.Schemas.Read(p.Nodes...)
		required := target.IsRequired(p.Name) || s.RequiredInMode && s.Mode == commonMode
		if required || e.full && s.Mode != "institutional" {
			out.Set(p.Name, e.value(s))
		}
	}
	return out
}

// blank is a value of a schema that has no example.
func blank(s *schema.Schema) *doctree.Node {
	at := diag.Position{}
	switch {
	case s.Is("string"):
		return doctree.NewScalar(doctree.String, "text", at)
	case s.Is("integer"), s.Is("number"):
		text := "1"
		if s.Minimum != nil {
			text = s.Minimum.Text
		}
		return doctree.NewScalar(doctree.Number, text, at)
	case s.Is("boolean"):
		return doctree.NewScalar(doctree.Bool, "true", at)
	case s.Is("array"):
		return doctree.NewSequence(at)
	}
	return doctree.NewMapping(at)
}

// pretty writes JSON over several lines, "" for nil.
func pretty(n *doctree.Node, indent string) string {
	if n == nil {
		return ""
	}
	var b bytes.Buffer
	if json.Indent(&b, n.AppendJSON(nil), "", indent) != nil {
		return ""
	}
	return b.String()
}

// URL is the path with the parameters in it, and the query.
func (c call) URL() string {
	path, query := c.op.Path, []string{}
	for _, p := range c.params {
		switch p.In {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(p.Text()))
		case "query":
			query = append(query, url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Text()))
		}
	}
	if fixed := c.op.Route.Query; fixed != "" {
		query = append([]string{fixed}, query...)
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return path
}

// headers are the parameters that are sent as headers.
func (c call) headers() []value {
	return slices.DeleteFunc(slices.Clone(c.params), func(v value) bool { return v.In != "header" })
}

// hostForm is that of a host which needs no quoting in any language.
var hostForm = regexp.MustCompile(`^[A-Za-z0-9.:-]+$`)

// host is the first server of the operation.
func (c call) host() string {
	for _, server := range c.op.Servers {
		if u, err := url.Parse(server.Address); err == nil && hostForm.MatchString(u.Host) && (u.Scheme == "https" || u.Scheme == "http") {
			return u.Scheme + "://" + u.Host
		}
	}
	return "https://api.mch.weixin.qq.com"
}
