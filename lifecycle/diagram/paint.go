package diagram

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// style has the colours, once for light and once for dark. Colour alone tells
// nothing: dashes tell who moves the resource as well.
const style = `
    svg { --paper: #ffffff; --ink: #1f2328; --soft: #57606a; --box: #f6f8fa; --edge: #8c959f;
      --call: #0550ae; --call-fill: #eaf2ff; --user: #116329; --user-fill: #e6f6ea; --time: #7d4e00; --time-fill: #fff4d6;
      --wechatpay: #6639ba; --wechatpay-fill: #f3edff; --merchant: #57606a; --merchant-fill: #eef0f2; }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #0d1117; --ink: #e6edf3; --soft: #9da7b3; --box: #1b222c; --edge: #6e7681;
        --call: #79b8ff; --call-fill: #10243e; --user: #6fd48a; --user-fill: #0f2a18; --time: #e8b84a; --time-fill: #2f2408;
        --wechatpay: #c5a5ff; --wechatpay-fill: #251a3d; --merchant: #aab3bd; --merchant-fill: #22282f; }
    }
    text { fill: var(--ink); font-family: ui-sans-serif, system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
    .mono, .name, .shows, .stay, .step { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", monospace; }
    .title { font-size: 18px; font-weight: 600; }
    .subtitle, .legend { font-size: 12px; fill: var(--soft); }
    .name { font-size: 14px; font-weight: 600; }
    .shows, .stay, .note { font-size: 11px; fill: var(--soft); }
    .step { font-size: 12.5px; }
    .paper { fill: var(--paper); }
    .box { fill: var(--box); stroke: var(--edge); stroke-width: 1.3; }
    .inner { fill: none; stroke: var(--edge); stroke-width: 1; }
    .dot { fill: var(--ink); }
    .way { fill: none; stroke-width: 1.4; }
`

// actors are those who move a resource, in the legend's order.
var actors = []struct{ class, label, dash string }{
	{"call", "an operation", ""},
	{"user", "the user", "6 3"},
	{"time", "time", "1.5 3"},
	{"wechatpay", "WeChat Pay", "9 3 2 3"},
	{"merchant", "the merchant, by other means", "3 3"},
}

type painter struct {
	graph    *graph
	model    *lifecycle.Model
	resource *lifecycle.Resource
	head     string
	b        strings.Builder
}

func (p *painter) printf(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

// esc makes a text that can stand in XML, which has no place for control
// characters, escaped or not.
func esc(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	return html.EscapeString(text)
}

func (p *painter) document() []byte {
	if p.head != "" {
		p.printf("<!-- %s -->", strings.ReplaceAll(p.head, "--", "- -"))
	}
	g := p.graph
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" role="img" aria-labelledby="title desc">`,
		g.width, g.height, g.width, g.height)
	p.printf("  <title id=\"title\">%s</title>", esc(p.heading()))
	p.printf("  <desc id=\"desc\">%s</desc>", esc(p.description()))
	p.printf("  <style>%s%s  </style>", style, p.actorStyles())
	p.printf("  <defs>")
	for _, a := range p.graph.used() {
		p.printf(`    <marker id="arrow-%s" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 1 L10 5 L0 9 Z" fill="var(--%s)"/></marker>`, a, a)
	}
	p.printf("  </defs>")
	p.printf(`  <rect class="paper" width="%g" height="%g" rx="10"/>`, g.width, g.height)
	p.printf(`  <text class="title" x="%d" y="32">%s</text>`, margin, esc(p.heading()))
	p.printf(`  <text class="subtitle" x="%d" y="51">key: <tspan class="mono">%s</tspan></text>`, margin, esc(strings.Join(p.resource.Key, ", ")))
	for _, e := range g.edges {
		p.edge(e)
	}
	for _, n := range g.nodes {
		p.node(n)
	}
	p.legend()
	p.printf("</svg>")
	return []byte(p.b.String())
}

func (p *painter) heading() string {
	if p.resource.Title == "" {
		return p.resource.Name
	}
	return p.resource.Title + " · " + p.resource.Name
}

// description says in words what the drawing shows.
func (p *painter) description() string {
	var parts []string
	for _, s := range p.model.Steps(p.resource) {
		from := strings.Join(s.From, ", ")
		if from == "" {
			from = "nothing"
		}
		by := "operation"
		if s.Event != nil {
			by = "by " + whoFor(s.Event)
		}
		parts = append(parts, fmt.Sprintf("%s (%s) leads from %s to %s.", s.Name, by, from, strings.Join(s.To, " or ")))
	}
	return "The states of " + p.resource.Name + ". " + strings.Join(parts, " ")
}

func (p *painter) actorStyles() string {
	out := ""
	for _, a := range actors {
		if !slices.Contains(p.graph.used(), a.class) {
			continue
		}
		out += fmt.Sprintf("    .pill.%[1]s { fill: var(--%[1]s-fill); stroke: var(--%[1]s); } .way.%[1]s { stroke: var(--%[1]s); }", a.class)
		if a.dash != "" {
			out += fmt.Sprintf(" .%s { stroke-dasharray: %s; }", a.class, a.dash)
		}
		out += "\n"
	}
	return out
}

func (p *painter) node(n *node) {
	left, top := n.x-n.w/2, n.y-n.h/2
	switch n.kind {
	case startNode:
		p.printf(`  <circle class="dot" cx="%g" cy="%g" r="8"/>`, n.x, n.y)
	case stateNode:
		p.printf(`  <rect class="box" x="%g" y="%g" width="%g" height="%g" rx="8"/>`, left, top, n.w, n.h)
		if n.final {
			p.printf(`  <rect class="inner" x="%g" y="%g" width="%g" height="%g" rx="5"/>`, left+4, top+4, n.w-8, n.h-8)
		}
	case stepNode:
		p.printf(`  <rect class="pill %s" x="%g" y="%g" width="%g" height="%g" rx="%g"/>`, n.class, left, top, n.w, n.h, min(n.h/2, 20))
	}
	height := 0.0
	for _, l := range n.lines {
		height += lineHeight[l.class]
	}
	y := n.y - height/2
	for _, l := range n.lines {
		size := lineHeight[l.class]
		if l.text != "" {
			p.printf(`  <text class="%s" x="%g" y="%.4g" text-anchor="middle">%s</text>`, l.class, n.x, y+float64(size*0.72), esc(l.text))
		}
		y += size
	}
}

// edge draws a way through its bends: straight across a layer, and a curve that
// leaves and arrives upright between two.
func (p *painter) edge(e *edge) {
	var d strings.Builder
	first, last := e.chain[0], e.chain[len(e.chain)-1]
	x, y := first.x+e.fromX, first.y+first.h/2
	fmt.Fprintf(&d, "M%.5g %.5g", x, y)
	for _, n := range e.chain[1:] {
		toX, toY := n.x, n.y-n.h/2
		if n == last {
			toX += e.toX
		}
		middle := (y + toY) / 2
		fmt.Fprintf(&d, " C%.5g %.5g %.5g %.5g %.5g %.5g", x, middle, toX, middle, toX, toY)
		x, y = toX, toY
		if n.kind == bendNode {
			y = n.y + n.h/2
			fmt.Fprintf(&d, " L%.5g %.5g", x, y)
		}
	}
	// Only what arrives at a state, or leaves one that is drawn below, has a head.
	marker := ""
	switch {
	case e.reversed && first.kind != bendNode:
		marker = fmt.Sprintf(` marker-start="url(#arrow-%s)"`, e.class)
	case !e.reversed:
		marker = fmt.Sprintf(` marker-end="url(#arrow-%s)"`, e.class)
	}
	p.printf(`  <path class="way %s" d="%s"%s/>`, e.class, d.String(), marker)
}

func (p *painter) legend() {
	y := p.graph.height - 40
	p.printf(`  <text class="legend" x="%d" y="%g">moved by</text>`, margin, y+4)
	x := float64(legendStart)
	for _, a := range actors {
		if !slices.Contains(p.graph.used(), a.class) {
			continue
		}
		p.printf(`  <path class="way %s" d="M%g %g h30"/>`, a.class, x, y)
		p.printf(`  <text class="legend" x="%g" y="%g">%s</text>`, x+37, y+4, esc(a.label))
		x += legendItem(a.label)
	}
	p.printf(`  <text class="legend" x="%d" y="%g">double frame: nothing leads out of it · ↻ the state stays as it is</text>`, margin, y+26)
}

const legendStart = margin + 66

func legendItem(label string) float64 { return 37 + float64(6.6*float64(len(label))) + 20 }

// legendWidth is what the line of the actors needs.
func (g *graph) legendWidth() float64 {
	width := float64(legendStart)
	for _, a := range actors {
		if slices.Contains(g.used(), a.class) {
			width += legendItem(a.label)
		}
	}
	return width + margin
}

// used are the actors that the drawing has.
func (g *graph) used() []string {
	var list []string
	for _, a := range actors {
		if slices.ContainsFunc(g.nodes, func(n *node) bool { return n.kind == stepNode && n.class == a.class }) {
			list = append(list, a.class)
		}
	}
	return list
}
