package apimodel

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// body is that of the media type which generated code sends: JSON before forms
// before others, and the first of several.
func (o *Outline) body(content *doctree.Node) *Body {
	var names []string
	for name := range content.Members() {
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil
	}
	name := slices.MinFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	media := o.deref(content.Get(name))
	out := &Body{MediaType: name, Media: media}
	if node := media.Get("schema"); node != nil {
		out.Schema = o.Schemas.Read(node)
	}
	return out
}

// ranked are parts of media types, the one that is sent first.
var ranked = []string{"json", "x-www-form-urlencoded", "form-data", ""}

func rank(mediaType string) int {
	return slices.IndexFunc(ranked, func(part string) bool { return strings.Contains(strings.ToLower(mediaType), part) })
}
