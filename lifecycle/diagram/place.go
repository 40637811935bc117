package diagram

import (
	"cmp"
	"math"
	"slices"
)

// A drawing is compared byte by byte with the one that was committed, so that it
// has to be the same on every machine. Some processors add a product without
// rounding it first, which Go allows unless the product is converted: hence
// float64(a*b) wherever a factor is no power of two.

// Distances in pixels.
const (
	gapX   = 26 // between boxes of a layer
	bendX  = 16 // between a bend and its neighbours
	gapY   = 44 // between layers
	margin = 28
	headY  = 64 // for the title

	minWidth = 560
	footY    = 74 // for the legend
)

// place gives each node its coordinates.
func (g *graph) place() {
	y := float64(headY)
	for _, layer := range g.layers {
		height := 0.0
		for _, n := range layer {
			height = max(height, n.h)
		}
		for _, n := range layer {
			n.y = y + height/2
			if n.kind == bendNode {
				n.h = height
			}
		}
		y += height + gapY
	}
	g.height = y - gapY + footY
	g.spread()
	g.ports()
}

// spread finds horizontal positions: each layer in turn takes those nearest to
// the middle of its neighbours without overlapping.
func (g *graph) spread() {
	for _, layer := range g.layers {
		x := 0.0
		for i, n := range layer {
			if i > 0 {
				x += distance(layer[i-1], n)
			}
			n.x = x
		}
	}
	for i := range 160 {
		for l := range g.layers {
			if i%2 == 1 {
				l = len(g.layers) - 1 - l
			}
			g.settle(g.layers[l], i)
		}
	}
	left, right := 0.0, 0.0
	for i, n := range g.all() {
		if i == 0 {
			left, right = n.x-n.w/2, n.x+n.w/2
		}
		left, right = min(left, n.x-n.w/2), max(right, n.x+n.w/2)
	}
	g.width = math.Ceil(max(right-left+2*margin, g.legendWidth(), minWidth))
	shift := (g.width - (right - left)) / 2
	for _, n := range g.all() {
		n.x = float64(int((n.x-left+shift)*2+0.5)) / 2
	}
}

func (g *graph) all() []*node { return slices.Concat(g.layers...) }

func distance(a, b *node) float64 {
	gap := float64(gapX)
	if a.kind == bendNode || b.kind == bendNode {
		gap = bendX
	}
	return a.w/2 + gap + b.w/2
}

// settle moves the nodes of a layer to where they want to be. Those that would
// overlap form a block, which goes to the mean of its members' wishes: the least
// sum of squares under the order that the layer has.
func (g *graph) settle(layer []*node, sweep int) {
	type block struct {
		sum, weight float64
		count       int
	}
	var blocks []block
	offset := 0.0
	offsets := make([]float64, len(layer))
	for i, n := range layer {
		if i > 0 {
			offset += distance(layer[i-1], n)
		}
		offsets[i] = offset
		wish, weight := n.wish(sweep)
		b := block{sum: float64((wish - offset) * weight), weight: weight, count: 1}
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.sum/last.weight < b.sum/b.weight {
				break
			}
			b = block{sum: b.sum + last.sum, weight: b.weight + last.weight, count: b.count + last.count}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	i := 0
	for _, b := range blocks {
		for range b.count {
			layer[i].x = b.sum/b.weight + offsets[i]
			i++
		}
	}
}

// wish is where a node would be best, and how much that matters: long edges are
// to be straight above all.
func (n *node) wish(sweep int) (x, weight float64) {
	sum, total := 0.0, 0.0
	add := func(edges []*edge, from bool, factor float64) {
		for _, e := range edges {
			other, w := e.to, factor
			if from {
				other = e.from
			}
			if n.kind == bendNode && other.kind == bendNode {
				w = float64(w * 40)
			} else if n.kind == bendNode || other.kind == bendNode {
				w *= 2
			}
			sum, total = sum+float64(w*other.x), total+w
		}
	}
	down, up := 1.0, 0.3 // the layers above were just placed
	if sweep%2 == 1 {
		down, up = 0.3, 1
	}
	if sweep > 100 {
		down, up = 1, 1
	}
	add(n.in, true, down)
	add(n.out, false, up)
	if total == 0 {
		return n.x, 0.01
	}
	return sum / total, total
}

// ports spreads the ends of edges along the boxes that they touch, in the order
// of where they go.
func (g *graph) ports() {
	for _, n := range g.all() {
		var out, in []*edge
		for _, e := range g.edges {
			if e.from == n {
				out = append(out, e)
			}
			if e.to == n {
				in = append(in, e)
			}
		}
		slices.SortStableFunc(out, func(a, b *edge) int { return cmp.Compare(a.chain[1].x, b.chain[1].x) })
		slices.SortStableFunc(in, func(a, b *edge) int {
			return cmp.Compare(a.chain[len(a.chain)-2].x, b.chain[len(b.chain)-2].x)
		})
		for i, e := range out {
			e.fromX = port(n, i, len(out))
		}
		for i, e := range in {
			e.toX = port(n, i, len(in))
		}
	}
}

func port(n *node, i, count int) float64 {
	if n.kind == startNode {
		return 0
	}
	step := min(22, (n.w-28)/float64(max(count-1, 1)))
	return float64((float64(i) - float64(count-1)/2) * step)
}
