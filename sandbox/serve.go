package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/wire"
)

// serve serves a request.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request) {
	if !g.inflight.Enter() {
		panic(http.ErrAbortHandler) // the gateway is closing
	}
	defer g.inflight.Leave()
	if status, problem := wire.CheckHead(r); problem != "" {
		g.logf("%s: %d: %s", r.Method, status, problem)
		writeJSON(w, status, errorBody{Code: "PARAM_ERROR", Message: problem})
		return
	}
	if isAdmin(r) {
		g.serveAdmin(w, r)
		return
	}
	if g.front(w, r) {
		return
	}

	seen, whole := g.read(w, r)
	route := g.match(r, seen)
	if route == nil && seen.Verdict.OK {
		route = g.simulator.route(seen)
	}
	g.note(func() { g.requests.add(seen) })

	var out *outgoing
	if rejection, rejected := g.reject(seen, route, whole); rejected {
		out = g.outgoing(seen, rejection)
	} else {
		out = g.respond(route, seen, r)
	}
	g.randomFaults.count(out.faults)
	g.note(func() {
		seen.conclude(out)
		g.requests.reweigh(seen)
	})
	if observe := g.settings.observe; observe != nil {
		observe(seen.clone())
	}
	out.Send(w, r)
}

// read reads and verifies a request; whole is false if its body is too long.
func (g *Gateway) read(w http.ResponseWriter, r *http.Request) (seen *Request, whole bool) {
	body, whole, err := wire.ReadBody(w, r, g.settings.maxBody)
	if err != nil {
		panic(http.ErrAbortHandler) // the client disconnected
	}
	seen = newRequest(r, body, g.settings.clock(), g.keys)
	seen.started = time.Now()
	if whole {
		seen.Verdict = g.verify(seen)
	} else {
		seen.Verdict.Problem = fmt.Sprintf("the body is longer than %d bytes and was not read", g.settings.maxBody)
	}
	return seen, whole
}

// note changes data that Requests reads.
func (g *Gateway) note(change func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change()
}

// reject returns the error response of a request that is not served by a route.
func (g *Gateway) reject(seen *Request, route *Route, whole bool) (Response, bool) {
	path := originPath(seen.URI)
	switch {
	case !whole:
		g.logf("%s %s: 413: %s", seen.Method, path, seen.Verdict.Problem)
		return Error(http.StatusRequestEntityTooLarge, "PARAM_ERROR", seen.Verdict.Problem), true
	case !seen.Verdict.OK:
		compared := ""
		if seen.Verdict.Message != "" {
			compared = fmt.Sprintf("; compared with %q", seen.Verdict.Message)
		}
		g.logf("%s %s: 401 SIGN_ERROR: %s%s", seen.Method, path, seen.Verdict.Problem, compared)
		return signatureError(seen), true
	case route == nil:
		problem := g.unknownRoute(seen)
		g.logf("404: %s", problem)
		return Error(http.StatusNotFound, "NOT_FOUND", problem), true
	}
	return Response{}, false
}

// signatureError is the response to an invalid signature, in WeChat Pay's form.
func signatureError(seen *Request) Response {
	type information struct {
		Method  string `json:"method"`
		URL     string `json:"url"`
		Message string `json:"truncated_sign_message,omitempty"`
	}
	type detail struct {
		Field       string      `json:"field"`
		Issue       string      `json:"issue"`
		Location    string      `json:"location"`
		Information information `json:"sign_information"`
	}
	a := Error(http.StatusUnauthorized, "SIGN_ERROR", seen.Verdict.Problem, detail{
		Field: "signature", Issue: "sign not match", Location: "authorization",
		Information: information{Method: seen.Method, URL: seen.URI, Message: seen.Verdict.Message},
	})
	a.tail = "268443699"
	if seen.Verdict.illFormed {
		a.tail = "270924332"
	}
	return a
}

// respond returns the response of a route with its faults.
func (g *Gateway) respond(route *Route, seen *Request, r *http.Request) *outgoing {
	faults := slices.Concat(g.faults.take(), route.faults.take(), g.randomFaults.take(route.pattern, seen.operation()))
	var a Response
	if !hasFront(faults) {
		due := route.take()
		a = g.resolve(due, seen, r)
		for _, f := range faults {
			if f.twice {
				a = g.resolve(due, seen, r)
			}
		}
	}
	out := g.outgoing(seen, a)
	for _, f := range append(faults, a.faults...) {
		if f.apply != nil {
			f.apply(out)
			out.faults = append(out.faults, f.name)
		}
	}
	return out
}

// resolve calls the functions of a response.
func (g *Gateway) resolve(a Response, seen *Request, r *http.Request) (out Response) {
	defer func() {
		switch problem := recover(); problem {
		case nil:
		case http.ErrAbortHandler:
			out = Response{}.WithFaults(DropAfterEffect())
		default:
			g.logf("%s: the function of the response panicked: %v", seen.Pattern, problem)
			out = Error(http.StatusInternalServerError, "SYSTEM_ERROR", "the function of the response for "+seen.Pattern+" panicked")
		}
	}()
	if a.operation != nil && !hasFront(a.faults) {
		made := a.operation(seen)
		made.faults = append(made.faults, a.faults...)
		a = made
	}
	a = a.resolve(seen, r)
	if err := errors.Join(a.err, checkFaults(a.faults)); err != nil {
		g.logf("%s: %v", seen.Pattern, err)
		return Error(http.StatusInternalServerError, "SYSTEM_ERROR", err.Error())
	}
	return a
}

// resolve calls the function or the handler of a response, unless a fault prevents it.
func (a Response) resolve(seen *Request, r *http.Request) Response {
	for (a.dynamic != nil || a.handler != nil) && !hasFront(a.faults) {
		var made Response
		if a.dynamic != nil {
			made = a.dynamic(seen.clone())
		} else {
			made = collect(a.handler, seen, r)
		}
		made = made.WithFaults(a.faults...)
		made.unsigned = made.unsigned || a.unsigned
		for name, values := range a.header {
			made = made.WithHeader(name, values[0])
		}
		a = made
	}
	return a
}
