package pattern

// kind is the kind of a node.
type kind uint8

const (
	kindSequence     kind = iota // of subs; without any it is empty
	kindAlternatives             // subs
	kindClass                    // one character
	kindRepeat                   // subs[0], min to max times
	kindAssertion                // text: ^, $, \b or \B
)

// unlimited is the maximum of a repetition without one.
const unlimited = -1

// node is a part of an expression. Groups only determine the tree: captures are
// not used.
type node struct {
	kind     kind
	subs     []*node
	class    class
	text     string
	min, max int
	offset   int
}

// anchored reports whether all alternatives begin with ^ and end with $.
func (n *node) anchored() bool {
	switch n.kind {
	case kindAlternatives:
		for _, sub := range n.subs {
			if !sub.anchored() {
				return false
			}
		}
		return true
	case kindSequence:
		return n.startsAnchored() && n.endsAnchored()
	}
	return false
}

func (n *node) isAssertion(text string) bool { return n.kind == kindAssertion && n.text == text }

func (n *node) startsAnchored() bool {
	return len(n.subs) > 0 && (n.subs[0].isAssertion("^") || n.subs[0].anchored())
}

func (n *node) endsAnchored() bool {
	last := len(n.subs) - 1
	return last >= 0 && (n.subs[last].isAssertion("$") || n.subs[last].anchored())
}

func (n *node) longestRepeat() *node {
	var longest *node
	if n.kind == kindRepeat {
		longest = n
	}
	for _, sub := range n.subs {
		if other := sub.longestRepeat(); other != nil && (longest == nil || other.count() > longest.count()) {
			longest = other
		}
	}
	return longest
}

// count returns the highest count of a repetition.
func (n *node) count() int { return max(n.min, n.max) }

// size returns the number of steps of an expression with its counts multiplied
// out. It stops counting beyond maxSize.
func (n *node) size() int {
	size := 1
	for _, sub := range n.subs {
		size = min(size+sub.size(), maxSize+1)
	}
	if n.kind == kindRepeat && n.count() > 1 {
		size = min(size*min(n.count(), maxSize+1), maxSize+1)
	}
	return size
}

// run is a set of strings: min to max characters of a class. If max is 0, the
// class is ignored.
type run struct {
	class    []rune
	min, max int
}

// wholeRun returns the run that is equivalent to an anchored expression.
func (n *node) wholeRun() (run, bool) {
	switch n.kind {
	case kindAlternatives:
		return joinRuns(n.subs, (*node).wholeRun)
	case kindSequence:
		if len(n.subs) == 1 {
			return n.subs[0].wholeRun()
		}
		if len(n.subs) < 2 || !n.subs[0].isAssertion("^") || !n.subs[len(n.subs)-1].isAssertion("$") {
			return run{}, false
		}
		inner := node{kind: kindSequence, subs: n.subs[1 : len(n.subs)-1]}
		return inner.run()
	}
	return run{}, false
}

// run returns the run that is equivalent to a part of an expression.
func (n *node) run() (run, bool) {
	switch n.kind {
	case kindClass:
		return run{n.class.set(), 1, 1}, true
	case kindSequence:
		total := run{}
		for _, sub := range n.subs {
			next, ok := sub.run()
			if total, ok = total.then(next, ok); !ok {
				return run{}, false
			}
		}
		return total, true
	case kindAlternatives:
		return joinRuns(n.subs, (*node).run)
	case kindRepeat:
		inner, ok := n.subs[0].run()
		if !ok {
			return run{}, false
		}
		return inner.times(n.min, n.max)
	}
	return run{}, false
}

// then returns the concatenation of two runs.
func (r run) then(next run, ok bool) (run, bool) {
	switch {
	case !ok:
		return run{}, false
	case next.max == 0:
		return r, true
	case r.max == 0:
		return next, true
	case !sameSet(r.class, next.class):
		return run{}, false
	}
	sum := run{r.class, r.min + next.min, r.max + next.max}
	if r.max < 0 || next.max < 0 {
		sum.max = unlimited
	}
	return sum, sum.min <= maxCount && sum.max <= maxCount
}

// times returns the repetition of a run. It is a run only if the lengths leave
// no gap.
func (r run) times(least, most int) (run, bool) {
	if r.max == 0 || most == 0 {
		return run{}, true
	}
	gapless := least == most || r.max < 0 && least > 0 || r.min <= 1 || r.max > 0 && (least+1)*r.min <= least*r.max+1
	product := run{r.class, r.min * least, r.max * most}
	if r.max < 0 || most < 0 {
		product.max = unlimited
	}
	return product, gapless && product.min <= maxCount && product.max <= maxCount
}

// joinRuns returns the run that is equivalent to alternatives: of one class and
// lengths without a gap, or single characters.
func joinRuns(nodes []*node, of func(*node) (run, bool)) (run, bool) {
	var total run
	for i, n := range nodes {
		next, ok := of(n)
		if !ok {
			return run{}, false
		}
		if i == 0 {
			total = next
			continue
		}
		if total, ok = total.or(next); !ok {
			return run{}, false
		}
	}
	return total, true
}

func (r run) or(other run) (run, bool) {
	single := r.min == 1 && r.max == 1 && other.min == 1 && other.max == 1
	switch {
	case single:
		return run{merge(append(append([]rune(nil), r.class...), other.class...)), 1, 1}, true
	case r.max == 0:
		r.class = other.class
	case other.max == 0:
		other.class = r.class
	}
	if !sameSet(r.class, other.class) {
		return run{}, false
	}
	low, high := r, other
	if high.min < low.min {
		low, high = high, low
	}
	if low.max >= 0 && high.min > low.max+1 {
		return run{}, false
	}
	union := run{r.class, low.min, max(low.max, high.max)}
	if low.max < 0 || high.max < 0 {
		union.max = unlimited
	}
	return union, true
}
