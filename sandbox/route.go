package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Route is a pattern with its responses, or an operation of a spec.
type Route struct {
	gateway *Gateway
	pattern string
	names   []string // of its wildcards

	mu        sync.Mutex
	responses []Response
	next      int
	faults    faultQueue
}

var (
	wildcard     = regexp.MustCompile(`\{([^{}.]+)(?:\.\.\.)?\}`)
	registeredAt = regexp.MustCompile(` \(registered at [^)]*\)`) // always a line of this file
)

// Handle sets the responses to requests that match a pattern of [http.ServeMux], such as
// "POST /v3/payscore/serviceorder/{out_order_no}/cancel"; the pattern may begin with a host. The responses are sent in
// order, and the last one from then on. A second call with the same pattern replaces the responses. Handle returns an
// error if the pattern or a response is invalid; in a gateway made with [New], an error also ends the test.
//
// Segments are matched in escaped form: {out_order_no} matches A%7C1%2A2 and a%2Fb, and PathValue returns "A|1*2" and "a/b".
// Paths that are not clean ("//", "..") match nothing; the gateway does not redirect.
func (g *Gateway) Handle(pattern string, responses ...Response) (*Route, error) {
	if g.tb != nil {
		g.tb.Helper()
	}
	err := checkResponses(responses)
	if err != nil {
		return nil, g.setupError(fmt.Errorf("handle %q: %w", pattern, err))
	}
	route, err := g.register(pattern)
	if err != nil {
		return nil, g.setupError(fmt.Errorf("handle %q: %w", pattern, err))
	}
	route.mu.Lock()
	defer route.mu.Unlock()
	route.responses, route.next = slices.Clone(responses), 0
	return route, nil
}

func checkResponses(responses []Response) error {
	var errs []error
	if len(responses) == 0 {
		errs = append(errs, errors.New("no response; add at least one, such as sandbox.NoContent()"))
	}
	for i, a := range responses {
		if a.err != nil {
			errs = append(errs, fmt.Errorf("response %d: %w", i+1, a.err))
		}
		if err := checkFaults(a.faults); err != nil {
			errs = append(errs, fmt.Errorf("response %d: %w", i+1, err))
		}
	}
	return errors.Join(errs...)
}

// register returns the route of a pattern.
func (g *Gateway) register(pattern string) (route *Route, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range g.routes {
		if r.pattern == pattern {
			return r, nil
		}
	}
	route = &Route{gateway: g, pattern: pattern}
	for _, m := range wildcard.FindAllStringSubmatch(pattern, -1) {
		route.names = append(route.names, m[1])
	}
	defer func() {
		if problem := recover(); problem != nil { // ServeMux panics for an invalid pattern
			err = fmt.Errorf(`%s; the form of a pattern is "POST /v3/path/{name}"`, registeredAt.ReplaceAllString(fmt.Sprint(problem), ""))
		}
	}()
	g.mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
		if m, ok := w.(*matcher); ok {
			m.route = route
		}
	})
	g.routes = append(g.routes, route)
	return route, nil
}

// match returns the route of a request, and sets the values of the pattern.
func (g *Gateway) match(r *http.Request, seen *Request) *Route {
	m := new(matcher)
	g.mux.ServeHTTP(m, r)
	if m.route == nil {
		return nil
	}
	seen.Pattern = m.route.pattern
	seen.pathValues = make(map[string]string, len(m.route.names))
	for _, name := range m.route.names {
		seen.pathValues[name] = r.PathValue(name)
	}
	return m.route
}

// matcher is a ResponseWriter that records the route and discards what ServeMux writes.
type matcher struct {
	route  *Route
	header http.Header
}

func (m *matcher) Header() http.Header {
	if m.header == nil {
		m.header = make(http.Header)
	}
	return m.header
}

func (m *matcher) Write(p []byte) (int, error) { return len(p), nil }

func (m *matcher) WriteHeader(int) {}

// take returns the next response.
func (rt *Route) take() Response {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	a := rt.responses[rt.next]
	if rt.next < len(rt.responses)-1 {
		rt.next++
	}
	return a
}

// Requests returns the requests that matched the route, as [Gateway.Requests] does.
func (rt *Route) Requests() []*Request {
	g := rt.gateway
	g.mu.Lock()
	defer g.mu.Unlock()
	return cloneAll(g.requests.list, func(r *Request) bool { return r.Pattern == rt.pattern })
}

// unknownRoute describes a request without a route.
func (g *Gateway) unknownRoute(r *Request) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	patterns := make([]string, len(g.routes))
	for i, route := range g.routes {
		patterns[i] = route.pattern
	}
	known := "no spec has it and no route is registered; add a spec (WithSpecs, or wxpaygen.yaml or -spec of the command), or call Gateway.Handle"
	if len(patterns) > 0 {
		known = "registered: " + strings.Join(patterns, ", ")
	}
	return fmt.Sprintf("no route for %s %s on %s; %s", r.Method, originPath(r.URI), r.Host, known)
}

func originPath(uri string) string {
	path, _, _ := strings.Cut(uri, "?")
	return path
}
