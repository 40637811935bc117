package diagram

import (
	"fmt"
	"slices"
	"strings"
)

// Every element has its colours and sizes as attributes, which all renderers of
// SVG understand: CSS variables and media queries are for browsers alone. A style
// sheet adds the dark colours and the list of fonts.

// colour is a colour on light and on dark paper.
type colour struct{ light, dark string }

var (
	none  = colour{"none", "none"}
	paper = colour{"#ffffff", "#0d1117"}
	ink   = colour{"#1f2328", "#e6edf3"}
	soft  = colour{"#57606a", "#9da7b3"}
	box   = colour{"#f6f8fa", "#1b222c"}
	frame = colour{"#8c959f", "#6e7681"}
)

// look is how the elements of a class are drawn. Text has a size and no stroke.
type look struct {
	class        string
	fill, stroke colour
	width        float64 // of the stroke
	dash         string
	size         float64 // of text
	bold, mono   bool
}

// looks are the classes that every drawing may have. Actors have their own.
var looks = []look{
	{class: "paper", fill: paper},
	{class: "box", fill: box, stroke: frame, width: 1.3},
	{class: "inner", fill: none, stroke: frame, width: 1},
	{class: "dot", fill: ink},
	{class: "title", fill: ink, size: 18, bold: true},
	{class: "subtitle", fill: soft, size: 12},
	{class: "legend", fill: soft, size: 12},
	{class: "name", fill: ink, size: textSize["name"], bold: true, mono: true},
	{class: "step", fill: ink, size: textSize["step"], mono: true},
	{class: "shows", fill: soft, size: textSize["shows"], mono: true},
	{class: "stay", fill: soft, size: textSize["stay"], mono: true},
	{class: "note", fill: soft, size: textSize["note"]},
}

// actor is who moves a resource. Dashes distinguish actors without colour.
type actor struct {
	class, label, dash string
	line, fill         colour
}

// actors are in the legend's order.
var actors = []actor{
	{"call", "an operation", "", colour{"#0550ae", "#79b8ff"}, colour{"#eaf2ff", "#10243e"}},
	{"user", "the user", "6 3", colour{"#116329", "#6fd48a"}, colour{"#e6f6ea", "#0f2a18"}},
	{"time", "time", "1.5 3", colour{"#7d4e00", "#e8b84a"}, colour{"#fff4d6", "#2f2408"}},
	{"wechatpay", "WeChat Pay", "9 3 2 3", colour{"#6639ba", "#c5a5ff"}, colour{"#f3edff", "#251a3d"}},
	{"merchant", "the merchant, by other means", "3 3", colour{"#57606a", "#aab3bd"}, colour{"#eef0f2", "#22282f"}},
}

// looks are an actor's steps, the ways to and from them, and the arrowheads.
func (a actor) looks() []look {
	return []look{
		{class: "pill " + a.class, fill: a.fill, stroke: a.line, width: 1, dash: a.dash},
		{class: "way " + a.class, fill: none, stroke: a.line, width: 1.4, dash: a.dash},
		{class: "head " + a.class, fill: a.line},
	}
}

func (g *graph) looks() []look {
	list := slices.Clip(looks)
	for _, a := range g.used() {
		list = append(list, a.looks()...)
	}
	return list
}

// attributes are the class of an element and how it looks on light paper.
func (g *graph) attributes(class string) string {
	for _, l := range g.looks() {
		if l.class == class {
			return l.attributes()
		}
	}
	panic("diagram: no look for the class " + class)
}

func (l look) attributes() string {
	var b strings.Builder
	fmt.Fprintf(&b, `class="%s" fill="%s"`, l.class, l.fill.light)
	if l.width > 0 {
		fmt.Fprintf(&b, ` stroke="%s" stroke-width="%g"`, l.stroke.light, l.width)
	}
	if l.dash != "" {
		fmt.Fprintf(&b, ` stroke-dasharray="%s"`, l.dash)
	}
	if l.size > 0 {
		fmt.Fprintf(&b, ` font-size="%g"`, l.size)
	}
	if l.bold {
		b.WriteString(` font-weight="600"`)
	}
	if l.mono {
		b.WriteString(` font-family="monospace"`)
	}
	return b.String()
}

const fonts = `
    text { font-family: ui-sans-serif, system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
    .mono, .name, .shows, .stay, .step { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", monospace; }
    @media (prefers-color-scheme: dark) {
`

// styles is the style sheet: fonts, and the colours on dark paper.
func (g *graph) styles() string {
	var b strings.Builder
	b.WriteString(fonts)
	for _, l := range g.looks() {
		fmt.Fprintf(&b, "      .%s { fill: %s;", strings.ReplaceAll(l.class, " ", "."), l.fill.dark)
		if l.width > 0 {
			fmt.Fprintf(&b, " stroke: %s;", l.stroke.dark)
		}
		b.WriteString(" }\n")
	}
	b.WriteString("    }\n")
	return b.String()
}
