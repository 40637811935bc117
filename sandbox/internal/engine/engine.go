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
	byShape  map[string][]*Operation // by method and number of segments, the most literal first
	served   []*Operation            // in the order of the products

	mu       sync.Mutex
	random   *rand.Rand // for the numbers that are given out
	store    store
	due      time.Time         // not after the next event of time; zero if there is none
	policies map[string]string // by full name; the default where it is missing
	changes  uint64            // counts what may have changed the state
	notify   func(Notice)
}

// New makes an engine of products; of two operations with the same pattern the later one counts. now is the world's
// time, seed makes the numbers that are given out, and notify, which may be nil, is called for each
// notification while the engine is locked: it must not call back.
func New(products []*Product, now func() time.Time, seed uint64, notify func(Notice)) *Engine {
	e := &Engine{
		now: now, products: products, random: rand.New(rand.NewPCG(seed, 0)), notify: notify, //nolint:gosec // no secrets
		byShape: make(map[string][]*Operation), policies: make(map[string]string), store: newStore(),
	}
	for _, p := range products {
		for _, o := range p.Operations {
			shape := shapeOf(o.Method, len(o.segments))
			list := slices.DeleteFunc(e.byShape[shape], func(other *Operation) bool { return samePath(o, other) })
			e.byShape[shape] = append(list, o)
		}
	}
	for _, list := range e.byShape {
		slices.SortStableFunc(list, func(a, b *Operation) int { return b.literals() - a.literals() })
	}
	for _, p := range products {
		for _, o := range p.Operations {
			if slices.Contains(e.byShape[shapeOf(o.Method, len(o.segments))], o) {
				e.served = append(e.served, o)
			}
		}
	}
	return e
}

func shapeOf(method string, segments int) string { return fmt.Sprint(method, " ", segments) }

// samePath reports whether two templates differ at most in the names of their placeholders.
func samePath(a, b *Operation) bool {
	return placeholder.ReplaceAllString(a.Path, "{}") == placeholder.ReplaceAllString(b.Path, "{}")
}

// Operations returns all operations in the order of the products.
func (e *Engine) Operations() []*Operation { return e.served }

// Products returns the products.
func (e *Engine) Products() []*Product { return e.products }

// Find returns the operation that a request line is for, or nil.
func (e *Engine) Find(method, uri string) *Operation {
	o, _ := e.find(method, uri)
	return o
}

func (e *Engine) find(method, uri string) (*Operation, map[string]string) {
	path, _, _ := strings.Cut(uri, "?")
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for _, o := range e.byShape[shapeOf(method, len(segments))] {
		if values, ok := o.values(segments); ok {
			return o, values
		}
	}
	return nil, nil
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
