package diagram

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// build makes the nodes and edges of a resource. A step that stays in its one
// state is written into the state's box; one that may stay says so itself.
func build(model *lifecycle.Model, resource *lifecycle.Resource) *graph {
	g := &graph{}
	states := map[string]*node{}
	var start *node
	steps := model.Steps(resource)
	if slices.ContainsFunc(steps, func(s lifecycle.Step) bool { return len(s.From) == 0 }) {
		start = g.add(&node{kind: startNode, id: "start", class: "start", w: 18, h: 18})
	}
	for i := range resource.States {
		s := &resource.States[i]
		states[s.Name] = g.add(stateBox(resource, s, staying(steps, s.Name)))
	}
	for _, group := range grouped(steps) {
		if len(group.from) == 1 && slices.Equal(group.from, group.to) {
			continue // written in the state
		}
		pill := g.add(stepPill(group))
		if len(group.from) == 0 {
			g.connect(start, pill, pill.class)
		}
		for _, name := range group.from {
			if n := states[name]; n != nil {
				g.connect(n, pill, pill.class)
			}
		}
		for _, name := range group.to {
			if n := states[name]; n != nil && !(len(group.from) == 1 && group.from[0] == name) {
				g.connect(pill, n, pill.class)
			}
		}
	}
	return g
}

// group is the steps that lead from the same states to the same states and are
// brought about by the same: one pill has them all.
type group struct {
	steps    []lifecycle.Step
	from, to []string
	class    string
}

func grouped(steps []lifecycle.Step) []*group {
	var groups []*group
	for _, s := range steps {
		class := classOf(s)
		i := slices.IndexFunc(groups, func(g *group) bool {
			return g.class == class && slices.Equal(g.from, s.From) && slices.Equal(g.to, s.To)
		})
		if i < 0 {
			groups = append(groups, &group{from: s.From, to: s.To, class: class})
			i = len(groups) - 1
		}
		groups[i].steps = append(groups[i].steps, s)
	}
	return groups
}

// classOf is the style of a step: who brings it about. An unknown actor, which
// [lifecycle.Read] reports, is drawn as WeChat Pay.
func classOf(s lifecycle.Step) string {
	switch {
	case s.Op != nil:
		return "call"
	case slices.ContainsFunc(actors, func(a actor) bool { return a.class == s.Event.By }):
		return s.Event.By
	}
	return lifecycle.ByWeChatPay
}

// staying returns the steps that do not leave the state.
func staying(steps []lifecycle.Step, state string) []lifecycle.Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s lifecycle.Step) bool {
		return len(s.From) != 1 || s.From[0] != state || !slices.Equal(s.From, s.To)
	})
}

func stateBox(resource *lifecycle.Resource, s *lifecycle.State, stay []lifecycle.Step) *node {
	n := &node{kind: stateNode, id: s.Name, class: "state", final: s.Final}
	head := s.Name
	if s.Title != "" {
		head = s.Title
	}
	n.lines = append(n.lines, line{head, "name"})
	for _, show := range s.Shows {
		path := show.Path
		if i := strings.LastIndexByte(path, '.'); i >= 0 && len(path) > 26 {
			path = "…" + path[i:]
		}
		text := fmt.Sprintf("%s: %v", path, show.Value)
		n.lines = append(n.lines, line{text, "shows"})
	}
	for _, step := range stay {
		n.lines = append(n.lines, line{"↻ " + step.Name, "stay"})
	}
	n.measure(22, 12)
	return n
}

func stepPill(g *group) *node {
	n := &node{kind: stepNode, class: g.class}
	for i, s := range g.steps {
		n.id += s.Name
		if i > 0 {
			n.lines = append(n.lines, line{"", "gap"})
		}
		n.lines = append(n.lines, line{s.Name, "step"})
		switch {
		case s.Op != nil && s.Op.Title != "":
			n.lines = append(n.lines, line{strings.TrimSuffix(s.Op.Title, "API"), "note"})
		case s.Event != nil:
			n.lines = append(n.lines, line{"by " + whoFor(s.Event), "note"})
		}
	}
	if len(g.from) == 1 && slices.Contains(g.to, g.from[0]) {
		n.lines = append(n.lines, line{"↻ or it stays as it was", "note"})
	}
	n.measure(20, 8)
	return n
}

// whoFor names the actor of an event.
func whoFor(e *lifecycle.Event) string {
	switch e.By {
	case lifecycle.ByUser:
		return "the user"
	case lifecycle.ByTime:
		return "time, " + When(e, func(text string) string { return text })
	case lifecycle.ByMerchant:
		return "the merchant, elsewhere"
	}
	return "WeChat Pay"
}

// When describes when an event caused by time happens: after 30 days, at
// stored.time_expire, or both. value writes an expression.
func When(e *lifecycle.Event, value func(string) string) string {
	switch {
	case e.At == nil:
		return "after " + Span(e.After)
	case e.After == 0:
		return "at " + value(e.At.String())
	}
	return "at " + value(e.At.String()) + ", or after " + Span(e.After) + " without it"
}

// Span writes a duration in its largest unit: 30 days.
func Span(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if d >= unit.length && d%unit.length == 0 {
			n := d / unit.length
			if n == 1 {
				return "1 " + unit.name
			}
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return d.String()
}

// Sizes of text in pixels. Names are in a fixed-width font, whose letters are
// 0.61 em wide in all common fonts; a Chinese character is 1 em wide.
var (
	textSize   = map[string]float64{"name": 14, "shows": 11, "stay": 11, "step": 12.5, "note": 11}
	lineHeight = map[string]float64{"name": 20, "shows": 15, "stay": 16, "step": 17, "note": 15, "gap": 6}
)

func textWidth(text string, size float64) float64 {
	width := 0.0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) || r >= 0xff00 && r <= 0xffef || r >= 0x3000 && r <= 0x303f {
			width += size
		} else {
			width += float64(size * 0.61)
		}
	}
	return width
}

// measure makes a box as large as its text needs.
func (n *node) measure(paddingX, paddingY float64) {
	for _, l := range n.lines {
		n.w = max(n.w, textWidth(l.text, textSize[l.class]))
		n.h += lineHeight[l.class]
	}
	n.w, n.h = float64(int(n.w+2*paddingX)/2*2), n.h+2*paddingY
}
