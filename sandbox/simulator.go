package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/notify"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/tradebill"
	"github.com/wxpaygen/wxpaygen/specs"
)

// WithSpecs adds documents, OpenAPI 3 in YAML or JSON, named by their paths in fsys. Their operations are served like those of the
// project's own specs, and replace those with the same method and path. A document with the file name of one of the project's
// specs replaces that spec. References must stay within fsys. [Start] returns an error that wraps [ErrSpecs] if a document cannot
// be read.
func WithSpecs(fsys fs.FS, names ...string) Option {
	return func(s *settings) { s.documents = append(s.documents, documents{fsys, names, names}) }
}

// WithSpecFiles is like [WithSpecs] for documents named by their paths in the file system, such as specs/orders.yaml. References
// of a document must stay within the working directory or, for a document elsewhere, within the directory of the document.
func WithSpecFiles(paths ...string) Option {
	return func(s *settings) {
		for _, path := range paths {
			root, name := specRoot(path)
			s.documents = append(s.documents, documents{os.DirFS(root), []string{name}, []string{path}})
		}
	}
}

// specRoot returns the directory that a document and its references are read in, and the name of the document in it.
func specRoot(path string) (root, name string) {
	if here, err := os.Getwd(); err == nil {
		if absolute, err := filepath.Abs(path); err == nil {
			if rel, err := filepath.Rel(here, absolute); err == nil && filepath.IsLocal(rel) {
				return here, filepath.ToSlash(rel)
			}
		}
	}
	return filepath.Dir(path), filepath.Base(path)
}

// OnlyHandled turns off the project's specs. Requests without a route of [Gateway.Handle] get 404.
func OnlyHandled() Option {
	return func(s *settings) { s.onlyHandled = true }
}

// WithSeed sets the seed of the numbers that WeChat Pay gives out, and of the random choices of [NotifyOptions]. The default is 1.
// The same seed and the same calls give the same numbers. After a state file was loaded, numbers are random, so that none is given
// out twice.
func WithSeed(seed uint64) Option {
	return func(s *settings) { s.seed = seed }
}

type documents struct {
	fsys  fs.FS
	names []string
	shown []string // for messages
}

// ownProducts returns the products of the project's specs, which are read once per process, when they are needed.
var ownProducts = sync.OnceValues(func() ([]*engine.Product, error) {
	var products []*engine.Product
	for _, name := range specs.Names() {
		p, err := engine.Defer(specs.FS(), name)
		if err != nil {
			return nil, err
		}
		products = append(products, p)
	}
	return products, nil
})

// simulator is the WeChat Pay behind the gateway: the engine and its clock. The engine is made on first use, because reading the
// specs takes a while.
type simulator struct {
	gateway *Gateway
	open    func() (*engine.Engine, error)

	bills     tradebill.Bills
	links     links
	advancing sync.Mutex
	mu        sync.Mutex
	offset    time.Duration // of the simulated time ahead of the gateway's clock
	routes    map[string]*Route
	invented  sync.Map // the operations whose invented responses were logged
	mostSteps int      // of one Advance
}

func (w *simulator) init(g *Gateway) {
	w.gateway, w.routes, w.mostSteps = g, make(map[string]*Route), mostSteps
	w.open = sync.OnceValues(w.load)
}

func (w *simulator) load() (*engine.Engine, error) {
	s := w.gateway.settings
	var products []*engine.Product
	if !s.onlyHandled {
		own, err := ownProducts()
		if err != nil {
			return nil, err
		}
		products = slices.Clone(own)
	}
	products, err := addDocuments(products, s.documents)
	if err != nil {
		return nil, err
	}
	e := engine.New(products, w.now, s.seed, func(n engine.Notification) { w.gateway.notifier.Add(notify.Notification(n)) })
	e.SetMaxWeight(s.maxResources)
	return e, nil
}

// addDocuments adds documents to the products. A document replaces a product of the same name. If two documents have the same file
// name, the second is called after its directory, too.
func addDocuments(products []*engine.Product, list []documents) ([]*engine.Product, error) {
	given := make(map[string]string) // the document of a name
	for _, d := range list {
		more, err := engine.Load(d.fsys, d.names...)
		if err != nil {
			return nil, err
		}
		for i, p := range more {
			if _, twice := given[p.Name]; twice {
				p.Rename(longName(d.shown[i]))
			}
			if other, twice := given[p.Name]; twice {
				return nil, fmt.Errorf("%s and %s are both called %s, and operations are named after them; rename one", other, d.shown[i], p.Name)
			}
			given[p.Name] = d.shown[i]
			products = slices.DeleteFunc(products, func(other *engine.Product) bool { return other.Name == p.Name })
		}
		products = append(products, more...)
	}
	return products, nil
}

// longName returns the name of a document with that of its directory, such as v3/orders.
func longName(path string) string {
	path = filepath.ToSlash(path)
	steps := strings.Split(strings.TrimSuffix(path, filepath.Ext(path)), "/")
	return strings.Join(steps[max(0, len(steps)-2):], "/")
}

// ErrSpecs is wrapped by the errors of [Start] for documents that cannot be read.
var ErrSpecs = errors.New("read the specs")

// engine returns the engine.
func (w *simulator) engine() (*engine.Engine, error) {
	e, err := w.open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSpecs, err)
	}
	return e, nil
}

// route returns the route of a request that matches no pattern of Handle.
func (w *simulator) route(seen *Request) *Route {
	if w.gateway.settings.onlyHandled && len(w.gateway.settings.documents) == 0 {
		return nil
	}
	if isCertificates(seen) {
		seen.Pattern = "GET " + originPath(seen.URI)
		return w.routeOf(seen.Pattern, nil, func(seen *Request) Response { return w.gateway.certificates(seen.Verdict.MchID) })
	}
	e, err := w.engine()
	if err != nil {
		return w.routeOf("", nil, func(*Request) Response { return brokenSpecs(err) })
	}
	o := e.Find(seen.Method, seen.URI)
	if o == nil {
		return nil
	}
	seen.Pattern, seen.operationName = o.Pattern(), o.Name()
	return w.routeOf(o.Pattern(), o, nil)
}

func brokenSpecs(err error) Response {
	return Error(http.StatusInternalServerError, "SYSTEM_ERROR", err.Error())
}

func isCertificates(r *Request) bool {
	path := originPath(r.URI)
	return r.Method == http.MethodGet &&
		slices.Contains([]string{"/v3/certificates", "/v3/global/certificates", "/hk/v3/certificates"}, path)
}

// routeOf returns the route of an operation.
func (w *simulator) routeOf(pattern string, o *engine.Operation, respond func(*Request) Response) *Route {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known := w.routes[pattern]; known != nil {
		return known
	}
	if o != nil {
		respond = w.serve
	}
	route := &Route{gateway: w.gateway, pattern: pattern, responses: []Response{{operation: respond}}}
	if pattern != "" {
		w.routes[pattern] = route
	}
	return route
}

// serve executes an operation.
func (w *simulator) serve(seen *Request) Response {
	e, err := w.engine()
	if err != nil {
		return brokenSpecs(err)
	}
	result := e.Do(&engine.Call{
		Method: seen.Method, URI: seen.URI, Header: seen.Header, Body: seen.Body, MchID: seen.Verdict.MchID,
		SubMerchants: w.gateway.settings.subMerchants[seen.Verdict.MchID],
		Decrypt:      seen.Decrypt, Encrypt: w.gateway.keys.Of(seen.Verdict.MchID).Merchant.Encrypt,
	})
	w.bills.Answer(tradebill.Call{Merchant: seen.Verdict.MchID, Query: seen.Query, Now: w.now(), Encrypt: w.gateway.Encrypt}, e, result)
	w.links.note(result, w.now())
	w.gateway.leadHere(result)
	outcome := newOutcome(result)
	w.gateway.note(func() { seen.Outcome = outcome })
	if result.Note != "" {
		w.gateway.logf("%s: %s", outcome.Operation, result.Note)
	}
	if !result.Invented {
		return newResponse(result)
	}
	if _, said := w.invented.LoadOrStore(outcome.Operation, true); !said {
		w.gateway.logf("%s: %s", outcome.Operation, inventedText)
	}
	return newResponse(result).WithHeader(InventedHeader, inventedText)
}

const inventedText = "the response is invented, because the operation has no x-lifecycle"

func newResponse(result *engine.Result) Response {
	var a Response
	switch {
	case result.Code != "" && result.Detail != nil:
		a = Error(result.Status, result.Code, result.Message, result.Detail)
	case result.Code != "":
		a = Error(result.Status, result.Code, result.Message)
	case result.Raw != nil:
		a = Raw(result.Status, result.Raw.ContentType, result.Raw.Body)
	case result.Body == nil:
		a = Response{status: result.Status}
	default:
		a = Raw(result.Status, jsonType, result.Body)
	}
	a.unsigned = result.Unsigned
	return a
}

// Operation returns the route of an operation of the specs, to inject faults and to read its requests. name is such as
// payscore.cancelServiceOrder, cancelServiceOrder if only one spec has it, or "POST /v3/…". Operation returns an error if the
// name is undefined; in a gateway made with [New], an error also ends the test.
func (g *Gateway) Operation(name string) (*Route, error) {
	if g.tb != nil {
		g.tb.Helper()
	}
	e, err := g.simulator.engine()
	if err != nil {
		return nil, g.setupError(err)
	}
	o, err := e.Lookup(name)
	if err != nil {
		return nil, g.setupError(err)
	}
	return g.simulator.routeOf(o.Pattern(), o, nil), nil
}

// Operations returns the names of all operations of the specs, such as payscore.cancelServiceOrder.
func (g *Gateway) Operations() ([]string, error) {
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, o := range e.Operations() {
		names = append(names, o.Name())
	}
	return names, nil
}

// clearFaults removes the queued faults of all operations.
func (w *simulator) clearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, route := range w.routes {
		route.ClearFaults()
	}
}

// shortName returns the name of an operation without that of its product.
func shortName(name string) string { return name[strings.LastIndex(name, ".")+1:] }
