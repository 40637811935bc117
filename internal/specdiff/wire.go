package specdiff

import (
	"fmt"
	"slices"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

func (d *differ) params(old, now *apimodel.Operation) {
	find := func(list []*apimodel.Param, p *apimodel.Param) *apimodel.Param {
		i := slices.IndexFunc(list, func(q *apimodel.Param) bool {
			return q.In == p.In && (q.Name == p.Name || p.In == "path" && placeholder(old, p) >= 0 && samePlaceholder(old, now, p, q))
		})
		if i < 0 {
			return nil
		}
		return list[i]
	}
	var used []*apimodel.Param
	for _, p := range old.Params {
		q := find(now.Params, p)
		used = append(used, q)
		d.param(p, q)
	}
	for _, q := range now.Params {
		if !slices.Contains(used, q) {
			d.param(nil, q)
		}
	}
}

// placeholder is the index of a path parameter in its path, -1 if it has none.
func placeholder(op *apimodel.Operation, p *apimodel.Param) int {
	return slices.Index(op.Route.Names, p.Name)
}

func samePlaceholder(old, now *apimodel.Operation, p, q *apimodel.Param) bool {
	return route(old) == route(now) && placeholder(old, p) == placeholder(now, q)
}

func (d *differ) param(old, now *apimodel.Param) {
	switch {
	case now == nil:
		d.within(old.In+" "+old.Name, old.Pos, d.at.Pos, func() { d.note(Breaking, HTTP, "parameter", "the parameter is removed") })
		return
	case old == nil:
		level, what := Additive, "optional"
		if now.Required {
			level, what = Breaking, "required"
		}
		d.within(now.In+" "+now.Name, d.at.Old, now.Pos, func() { d.note(level, HTTP, "parameter", "the parameter is new, and %s", what) })
		return
	}
	d.within(now.In+" "+now.Name, old.Pos, now.Pos, func() { d.paramPair(old, now) })
}

func (d *differ) paramPair(old, now *apimodel.Param) {
	if old.Name != now.Name {
		d.note(Breaking, Go, "parameter", "the placeholder was %s: the field has another name", old.Name)
	}
	d.required(request, old.Required, now.Required)
	d.wording(HTTP, "description", old.Text, now.Text)
	if old.Deprecated != now.Deprecated {
		d.note(Wording, HTTP, "deprecated", "deprecated is now %t", now.Deprecated)
	}
	for _, name := range []string{"x-mode", "x-required-in-mode", "x-go-name"} {
		d.word(name, old.Node, now.Node)
	}
	if a, b := serialization(old), serialization(now); a != b {
		d.note(Breaking, HTTP, "style", "the style is now %s; it was %s", b, a)
	}
	d.schema(request, d.at.Place, old.Schema(), now.Schema())
}

func serialization(p *apimodel.Param) string {
	style, explode := p.Serialization()
	return fmt.Sprintf("%s, explode %t", style, explode)
}

// required compares whether a member has to be there.
func (d *differ) required(in direction, old, now bool) {
	switch {
	case old == now:
	case now:
		d.note(in.narrower(), HTTP, "required", "it is now required")
	default:
		d.note(in.wider(), HTTP, "required", "it is no longer required")
	}
}

func (d *differ) body(in direction, place string, old, now *apimodel.Body) {
	switch {
	case old == nil && now == nil:
	case now == nil:
		d.within(place, old.Node.At(), d.at.Pos, func() { d.note(Breaking, HTTP, "body", "the body is removed") })
	case old == nil:
		level := Additive
		if in == request && now.Required {
			level = Breaking
		}
		d.within(place, d.at.Old, now.Node.At(), func() { d.note(level, HTTP, "body", "the body is new") })
	default:
		d.within(place, old.Node.At(), now.Node.At(), func() {
			if in == request && old.Required != now.Required {
				d.required(in, old.Required, now.Required)
			}
			d.word("x-go-name", old.Node, now.Node)
			d.content(in, old, now)
		})
	}
}

func (d *differ) content(in direction, old, now *apimodel.Body) {
	for _, m := range old.Content {
		n := mediaOf(now.Content, m.Type)
		if n.Node == nil {
			d.note(Breaking, HTTP, "content", "the media type %s is removed", m.Type)
			continue
		}
		d.changed(always, HTTP, "encoding", written(m.Node.Get("encoding")), written(n.Node.Get("encoding")))
		if a, b := written(d.old.Example(m)), written(d.now.Example(n)); a != b {
			d.within("", m.Node.At(), n.Node.At(), func() { d.note(Wording, HTTP, "example", "the example differs") })
		}
		a, b := m.Node.Get("schema"), n.Node.Get("schema")
		if a != nil && b != nil {
			d.schema(in, d.at.Place, d.old.Schemas.Read(a), d.now.Schemas.Read(b))
		} else if a != nil || b != nil {
			d.note(Breaking, HTTP, "schema", "there is %s schema of %s", map[bool]string{true: "now a", false: "no longer a"}[b != nil], m.Type)
		}
	}
	for _, n := range now.Content {
		if mediaOf(old.Content, n.Type).Node == nil {
			d.note(in.wider(), HTTP, "content", "the media type %s is new", n.Type)
		}
	}
}

func mediaOf(c apimodel.Content, mediaType string) apimodel.Media {
	return c.Find(func(t string) bool { return t == lower(mediaType) })
}

func (d *differ) responses(old, now *apimodel.Operation) {
	find := func(list []*apimodel.Response, status string) *apimodel.Response {
		i := slices.IndexFunc(list, func(r *apimodel.Response) bool { return r.Status == status })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	for _, r := range old.Responses {
		if q := find(now.Responses, r.Status); q != nil {
			d.within("response "+r.Status, r.Pos, q.Pos, func() { d.response(r, q) })
			continue
		}
		level := Breaking
		if r.IsError() {
			level = Additive // an error that is not listed is one all the same
		}
		d.within("response "+r.Status, r.Pos, d.at.Pos, func() { d.note(level, HTTP, "response", "the response is removed") })
	}
	for _, r := range now.Responses {
		if find(old.Responses, r.Status) == nil {
			d.within("response "+r.Status, d.at.Old, r.Pos, func() { d.note(Additive, HTTP, "response", "the response is new") })
		}
	}
	d.codes(old, now)
}

func (d *differ) response(old, now *apimodel.Response) {
	d.wording(HTTP, "description", old.Text, now.Text)
	for _, name := range []string{"x-unsigned", "x-go-name"} {
		d.word(name, old.Node, now.Node)
	}
	if !slices.Equal(slices.Sorted(slices.Values(old.Headers)), slices.Sorted(slices.Values(now.Headers))) {
		d.note(Wording, HTTP, "headers", "the headers are now %s; they were %s", wordsOr(now.Headers), wordsOr(old.Headers))
	}
	if old.ListsCodes() != now.ListsCodes() && old.IsError() != now.IsError() {
		d.note(Breaking, HTTP, "response", "the response is %s", map[bool]string{true: "now an error", false: "no longer an error"}[now.IsError()])
	}
	d.headers(old.Node, now.Node)
	if now.IsError() && old.IsError() {
		return // the runtime reads the body of an error, whatever its schema is
	}
	d.body(response, d.at.Place, old.Body, now.Body)
}

// headers compares the words of the headers of a response.
func (d *differ) headers(old, now *doctree.Node) {
	for name, before := range old.Get("headers").Members() {
		after := now.Get("headers").Get(name)
		if after == nil {
			continue
		}
		before, after = d.old.Deref(before), d.now.Deref(after)
		for _, word := range []string{"x-mode", "x-required-in-mode", "x-go-name"} {
			d.word(word, before, after)
		}
	}
}
