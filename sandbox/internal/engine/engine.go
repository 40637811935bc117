package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// Engine is one WeChat Pay with its resources. Its methods may be called from several goroutines at once.
type Engine struct {
	now      func() time.Time
	products []*Product
	byShape  map[string][]*Operation // by method and number of segments, the most literal first, then the last product

	mu       sync.Mutex
	random   *rand.Rand // for the numbers that are given out
	store    store
	most     int               // that the store weighs
	due      time.Time         // not after the next event of time; zero if there is none
	policies map[string]string // by full name; the default where it is missing
	changes  uint64            // counts what may have changed the state
	notify   func(Notice)
}

// New makes an engine of products. If operations of several products have the same pattern, the product that has the
// resource of a request serves it; if none has it, the last product does. now is the world's time, seed makes the numbers that are given out, and notify, which may be nil, is called for each
// notification while the engine is locked: it must not call back.
func New(products []*Product, now func() time.Time, seed uint64, notify func(Notice)) *Engine {
	e := &Engine{
		now: now, products: products, random: rand.New(rand.NewPCG(seed, 0)), notify: notify, //nolint:gosec // no secrets
		byShape: make(map[string][]*Operation), policies: make(map[string]string), store: newStore(), most: DefaultMost,
	}
	for _, p := range products {
		for _, o := range p.Operations {
			shape := shapeOf(o.Method, len(o.segments))
			e.byShape[shape] = append([]*Operation{o}, e.byShape[shape]...)
		}
	}
	for _, list := range e.byShape {
		slices.SortStableFunc(list, func(a, b *Operation) int { return b.literals() - a.literals() })
	}
	return e
}

func shapeOf(method string, segments int) string { return fmt.Sprint(method, " ", segments) }

// samePath reports whether two templates differ at most in the names of their placeholders.
func samePath(a, b *Operation) bool {
	return placeholder.ReplaceAllString(a.Path, "{}") == placeholder.ReplaceAllString(b.Path, "{}")
}

// Operations returns all operations in the order of the products.
func (e *Engine) Operations() []*Operation {
	var all []*Operation
	for _, p := range e.products {
		all = append(all, p.Operations...)
	}
	return all
}

// Products returns the products.
func (e *Engine) Products() []*Product { return e.products }

// Find returns the operation that a request line is for, or nil. If several products have it, this is the last one's.
func (e *Engine) Find(method, uri string) *Operation {
	if found, _ := e.find(method, uri); len(found) > 0 {
		return found[0]
	}
	return nil
}

// find returns the operations that a request line is for, the last product's first, and the values of its path. Several
// products have one if they share a path, as code payment and JSAPI orders do for queries.
func (e *Engine) find(method, uri string) (found []*Operation, values []map[string]string) {
	path, _, _ := strings.Cut(uri, "?")
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for _, o := range e.byShape[shapeOf(method, len(segments))] {
		if len(found) > 0 && !samePath(o, found[0]) {
			continue
		}
		if v, ok := o.values(segments); ok {
			found, values = append(found, o), append(values, v)
		}
	}
	return found, values
}

// read reads a call as each operation that it can be for. This needs no lock.
func (e *Engine) read(call *Call) []*input {
	found, values := e.find(call.Method, call.URI)
	inputs := make([]*input, len(found))
	for i, o := range found {
		inputs[i] = o.read(call, values[i])
	}
	return inputs
}

// pick chooses the input of the product that has the resource, or else the first. A document without lifecycles that
// was added last serves its own paths.
func (e *Engine) pick(inputs []*input) *input {
	for _, in := range inputs {
		if in.op.Lifecycle == nil {
			break
		}
		if len(inputs) == 1 || e.locate(in) != nil {
			return in
		}
	}
	return inputs[0]
}

// Lookup returns the operation of a name: payscore.cancelServiceOrder, cancelServiceOrder where one
// product alone has that, or "POST /v3/…".
func (e *Engine) Lookup(name string) (*Operation, error) {
	var found []*Operation
	for _, o := range e.Operations() {
		if o.Name() == name || o.Pattern() == name {
			return o, nil
		}
		if o.ID == name {
			found = append(found, o)
		}
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("there is no operation %q; name one as in payscore.cancelServiceOrder", name)
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, o := range found {
		names[i] = o.Name()
	}
	return nil, fmt.Errorf("operation %q: several have this name: %s", name, strings.Join(names, ", "))
}
