package diagram

import "slices"

// rank gives each node its layer: one below all that lead to it. Edges that
// close a circle are turned round first.
func (g *graph) rank() {
	g.unwind()
	for range g.nodes {
		for _, e := range g.edges {
			e.to.layer = max(e.to.layer, e.from.layer+1)
		}
	}
	// Nodes whose sources are high up move down to their targets, which
	// shortens the edges.
	for i := len(g.nodes) - 1; i >= 0; i-- {
		n := g.nodes[i]
		if n.kind != stepNode || len(n.out) == 0 {
			continue
		}
		lowest := n.out[0].to.layer
		for _, e := range n.out {
			lowest = min(lowest, e.to.layer)
		}
		if len(n.in) < 2 && len(n.out) > 1 || len(n.in) == 1 {
			continue
		}
		n.layer = max(n.layer, lowest-1)
	}
}

// unwind turns those edges round that lead back to a node from which they can
// be reached, in the order of the document.
func (g *graph) unwind() {
	const open, done = 1, 2
	mark := map[*node]int{}
	var visit func(*node)
	visit = func(n *node) {
		mark[n] = open
		for _, e := range slices.Clone(n.out) {
			switch mark[e.to] {
			case open:
				g.turn(e)
			case 0:
				visit(e.to)
			}
		}
		mark[n] = done
	}
	for _, n := range g.nodes {
		if mark[n] == 0 {
			visit(n)
		}
	}
}

func (g *graph) turn(e *edge) {
	e.from.out = remove(e.from.out, e)
	e.to.in = remove(e.to.in, e)
	e.from, e.to, e.reversed = e.to, e.from, !e.reversed
	e.from.out, e.to.in = append(e.from.out, e), append(e.to.in, e)
}

func remove(list []*edge, e *edge) []*edge {
	return slices.DeleteFunc(slices.Clone(list), func(x *edge) bool { return x == e })
}

// split adds bends to the layers that an edge crosses, so that there is room
// for it.
func (g *graph) split() {
	depth := 0
	for _, n := range g.nodes {
		depth = max(depth, n.layer)
	}
	g.layers = make([][]*node, depth+1)
	for _, n := range g.nodes {
		n.in, n.out = nil, nil
		g.layers[n.layer] = append(g.layers[n.layer], n)
	}
	for _, e := range g.edges {
		e.chain = []*node{e.from}
		for layer := e.from.layer + 1; layer < e.to.layer; layer++ {
			bend := &node{kind: bendNode, layer: layer, w: 10}
			g.layers[layer] = append(g.layers[layer], bend)
			e.chain = append(e.chain, bend)
		}
		e.chain = append(e.chain, e.to)
		for i := 1; i < len(e.chain); i++ {
			s := &edge{from: e.chain[i-1], to: e.chain[i]}
			s.from.out, s.to.in = append(s.from.out, s), append(s.to.in, s)
			g.short = append(g.short, s)
		}
	}
}

const sweeps = 40

// order arranges each layer so that few edges cross: nodes move to the middle
// of their neighbours, alternately down and up, and neighbours are swapped if
// that removes crossings.
func (g *graph) order() {
	best, least := g.snapshot(), g.crossings()
	for i := range sweeps {
		if i%2 == 0 {
			for l := 1; l < len(g.layers); l++ {
				g.arrange(l, func(n *node) []*node { return ends(n.in, true) })
			}
		} else {
			for l := len(g.layers) - 2; l >= 0; l-- {
				g.arrange(l, func(n *node) []*node { return ends(n.out, false) })
			}
		}
		g.transpose()
		if c := g.crossings(); c < least {
			best, least = g.snapshot(), c
		}
	}
	g.layers = best
}

func ends(edges []*edge, from bool) []*node {
	var list []*node
	for _, e := range edges {
		if from {
			list = append(list, e.from)
		} else {
			list = append(list, e.to)
		}
	}
	return list
}

func (g *graph) snapshot() [][]*node {
	var out [][]*node
	for _, layer := range g.layers {
		out = append(out, slices.Clone(layer))
	}
	return out
}

func (g *graph) arrange(l int, neighbours func(*node) []*node) {
	layer := g.layers[l]
	weight := map[*node]float64{}
	for i, n := range layer {
		list := neighbours(n)
		weight[n] = float64(i)
		if len(list) > 0 {
			sum := 0
			for _, other := range list {
				sum += slices.Index(g.layers[other.layer], other)
			}
			weight[n] = float64(sum) / float64(len(list))
		}
	}
	slices.SortStableFunc(layer, func(a, b *node) int {
		switch {
		case weight[a] < weight[b]:
			return -1
		case weight[a] > weight[b]:
			return 1
		}
		return 0
	})
}

// transpose swaps neighbours while that removes crossings.
func (g *graph) transpose() {
	for improved := true; improved; {
		improved = false
		for _, layer := range g.layers {
			for i := 1; i < len(layer); i++ {
				before := g.around(layer[0].layer)
				layer[i-1], layer[i] = layer[i], layer[i-1]
				if g.around(layer[0].layer) < before {
					improved = true
				} else {
					layer[i-1], layer[i] = layer[i], layer[i-1]
				}
			}
		}
	}
}

func (g *graph) around(l int) int { return g.between(l-1) + g.between(l) }

func (g *graph) crossings() int {
	sum := 0
	for l := range g.layers {
		sum += g.between(l)
	}
	return sum
}

// between counts the crossings of the edges from layer l to the next.
func (g *graph) between(l int) int {
	if l < 0 || l+1 >= len(g.layers) {
		return 0
	}
	position := map[*node]int{}
	for i, n := range g.layers[l+1] {
		position[n] = i
	}
	var ends [][]int
	for _, n := range g.layers[l] {
		var to []int
		for _, e := range n.out {
			to = append(to, position[e.to])
		}
		ends = append(ends, to)
	}
	count := 0
	for i := range ends {
		for j := i + 1; j < len(ends); j++ {
			for _, a := range ends[i] {
				for _, b := range ends[j] {
					if a > b {
						count++
					}
				}
			}
		}
	}
	return count
}
