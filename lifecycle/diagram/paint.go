package diagram

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

type painter struct {
	graph    *graph
	model    *lifecycle.Model
	resource *lifecycle.Resource
	head     string
	b        strings.Builder
}

func (p *painter) printf(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

// esc escapes text for XML, and removes control characters, which XML does not
// allow.
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
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" font-family="sans-serif" role="img" aria-labelledby="title desc">`,
		g.width, g.height, g.width, g.height)
	p.printf("  <title id=\"title\">%s</title>", esc(p.heading()))
	p.printf("  <desc id=\"desc\">%s</desc>", esc(p.description()))
	p.printf("  <style>%s  </style>", g.styles())
	p.printf("  <defs>")
	for _, a := range g.used() {
		p.printf(`    <marker id="arrow-%s" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path %s d="M0 1 L10 5 L0 9 Z"/></marker>`,
			a.class, g.attributes("head "+a.class))
	}
	p.printf("  </defs>")
	p.printf(`  <rect %s width="%g" height="%g" rx="10"/>`, g.attributes("paper"), g.width, g.height)
	p.printf(`  <text %s x="%d" y="32">%s</text>`, g.attributes("title"), margin, esc(p.heading()))
	p.printf(`  <text %s x="%d" y="51">key: <tspan class="mono" font-family="monospace">%s</tspan></text>`,
		g.attributes("subtitle"), margin, esc(strings.Join(p.resource.Key, ", ")))
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

func (p *painter) node(n *node) {
	left, top := n.x-n.w/2, n.y-n.h/2
	switch n.kind {
	case startNode:
		p.printf(`  <circle %s cx="%g" cy="%g" r="8"/>`, p.graph.attributes("dot"), n.x, n.y)
	case stateNode:
		p.printf(`  <rect %s x="%g" y="%g" width="%g" height="%g" rx="8"/>`, p.graph.attributes("box"), left, top, n.w, n.h)
		if n.final {
			p.printf(`  <rect %s x="%g" y="%g" width="%g" height="%g" rx="5"/>`, p.graph.attributes("inner"), left+4, top+4, n.w-8, n.h-8)
		}
	case stepNode:
		p.printf(`  <rect %s x="%g" y="%g" width="%g" height="%g" rx="%g"/>`, p.graph.attributes("pill "+n.class), left, top, n.w, n.h, min(n.h/2, 20))
	}
	height := 0.0
	for _, l := range n.lines {
		height += lineHeight[l.class]
	}
	y := n.y - height/2
	for _, l := range n.lines {
		size := lineHeight[l.class]
		if l.text != "" {
			p.printf(`  <text %s x="%g" y="%.4g" text-anchor="middle">%s</text>`, p.graph.attributes(l.class), n.x, y+float64(size*0.72), esc(l.text))
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
	p.printf(`  <path %s d="%s"%s/>`, p.graph.attributes("way "+e.class), d.String(), marker)
}

func (p *painter) legend() {
	y := p.graph.height - 40
	text := p.graph.attributes("legend")
	p.printf(`  <text %s x="%d" y="%g">moved by</text>`, text, margin, y+4)
	x := float64(legendStart)
	for _, a := range p.graph.used() {
		p.printf(`  <path %s d="M%g %g h30"/>`, p.graph.attributes("way "+a.class), x, y)
		p.printf(`  <text %s x="%g" y="%g">%s</text>`, text, x+37, y+4, esc(a.label))
		x += legendItem(a.label)
	}
	p.printf(`  <text %s x="%d" y="%g">double frame: nothing leads out of it · ↻ the state stays as it is</text>`, text, margin, y+26)
}

const legendStart = margin + 66

func legendItem(label string) float64 { return 37 + float64(6.6*float64(len(label))) + 20 }

// legendWidth is what the line of the actors needs.
func (g *graph) legendWidth() float64 {
	width := float64(legendStart)
	for _, a := range g.used() {
		width += legendItem(a.label)
	}
	return width + margin
}

// used are the actors that the drawing has.
func (g *graph) used() []actor {
	var list []actor
	for _, a := range actors {
		if slices.ContainsFunc(g.nodes, func(n *node) bool { return n.kind == stepNode && n.class == a.class }) {
			list = append(list, a)
		}
	}
	return list
}
