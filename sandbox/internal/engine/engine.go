package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// Engine is a WeChat Pay with its resources. Its methods may be called from several goroutines at once.
type Engine struct {
	now      func() time.Time
	products []*Product

	index   sync.Mutex
	indexed map[*Product]bool       // whose operations are in byShape
	byShape map[string][]*Operation // by method and number of segments; those with more literals first, then the later products

	mu        sync.Mutex
	random    *rand.Rand // of generated numbers
	store     store
	maxWeight int               // of the weight of the store
	due       time.Time         // at or before the next event of time; zero if there is none
	policies  map[string]string // by full name, if not the default
	changes   uint64            // counts possible changes of the state
	notify    func(Notification)
}

// New returns an engine of products. If several products have an operation, the product with the resource of a call serves it, or
// else the last product. now returns the simulated time, seed is the seed of generated numbers, and notify, which may be nil, is
// called for each notification while the engine is locked: it must not call the engine.
func New(products []*Product, now func() time.Time, seed uint64, notify func(Notification)) *Engine {
	e := &Engine{
		now: now, products: products, random: rand.New(rand.NewPCG(seed, 0)), notify: notify, //nolint:gosec // no secrets
		indexed: make(map[*Product]bool), policies: make(map[string]string), store: newStore(), maxWeight: DefaultMaxWeight,
	}
	return e
}

// shaped returns the operations with a method and a number of segments. It reads the documents that may have the path.
func (e *Engine) shaped(method string, segments []string) []*Operation {
	e.index.Lock()
	defer e.index.Unlock()
	missing := slices.DeleteFunc(slices.Clone(e.products), func(p *Product) bool { return e.indexed[p] || !p.serves(segments) })
	if len(missing) > 0 {
		readAll(missing)
		for _, p := range missing {
			e.indexed[p] = true
		}
		e.reindex()
	}
	return e.byShape[shapeOf(method, len(segments))]
}

// readAll reads the documents of products at once.
func readAll(products []*Product) {
	var wg sync.WaitGroup
	for _, p := range products {
		wg.Go(func() { p.ready() })
	}
	wg.Wait()
}

func (e *Engine) reindex() {
	e.byShape = make(map[string][]*Operation)
	for _, p := range e.products {
		if e.indexed[p] {
			for _, o := range p.Operations {
				shape := shapeOf(o.Method, len(o.segments))
				e.byShape[shape] = append([]*Operation{o}, e.byShape[shape]...)
			}
		}
	}
	for _, list := range e.byShape {
		slices.SortStableFunc(list, func(a, b *Operation) int { return b.literals() - a.literals() })
	}
}

func shapeOf(method string, segments int) string { return fmt.Sprint(method, " ", segments) }

// samePath reports whether two templates are equal except for the names of placeholders.
func samePath(a, b *Operation) bool {
	return placeholder.ReplaceAllString(a.Path, "{}") == placeholder.ReplaceAllString(b.Path, "{}")
}

// Operations returns all operations, product by product.
func (e *Engine) Operations() []*Operation {
	var all []*Operation
	for _, p := range e.Products() {
		all = append(all, p.Operations...)
	}
	return all
}

// Products returns the products, with all documents read.
func (e *Engine) Products() []*Product {
	readAll(e.products)
	return e.products
}

// Find returns the operation of a request line, or nil. If several products have it, Find returns that of the last one.
func (e *Engine) Find(method, uri string) *Operation {
	if found, _ := e.find(method, uri); len(found) > 0 {
		return found[0]
	}
	return nil
}

// find returns the operations of a request line, that of the last product first, and the values of the path. Several products may
// share a path, as code payment and JSAPI orders do for queries.
func (e *Engine) find(method, uri string) (found []*Operation, values []map[string]string) {
	path, _, _ := strings.Cut(uri, "?")
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for _, o := range e.shaped(method, segments) {
		if len(found) > 0 && !samePath(o, found[0]) {
			continue
		}
		if v, ok := o.values(segments); ok {
			found, values = append(found, o), append(values, v)
		}
	}
	return found, values
}

// read reads a call for each operation with its path. It needs no lock.
func (e *Engine) read(call *Call) []*input {
	found, values := e.find(call.Method, call.URI)
	inputs := make([]*input, len(found))
	for i, o := range found {
		inputs[i] = o.read(call, values[i])
	}
	return inputs
}

// pick returns the input of the product that has the resource, or else the first. A document without lifecycles that was added
// last serves its own paths.
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

// Lookup returns an operation by name: payscore.cancelServiceOrder, cancelServiceOrder if only one product has it, or
// "POST /v3/…".
func (e *Engine) Lookup(name string) (*Operation, error) {
	if product, _, ok := strings.Cut(name, "."); ok {
		if p := e.product(product); p != nil { // no other document has to be read
			for _, o := range p.Operations {
				if o.Name() == name {
					return o, nil
				}
			}
		}
	}
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
		return nil, fmt.Errorf("there is no operation %q; use a name such as payscore.cancelServiceOrder", name)
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, o := range found {
		names[i] = o.Name()
	}
	return nil, fmt.Errorf("operation %q: several operations have this name: %s", name, strings.Join(names, ", "))
}
