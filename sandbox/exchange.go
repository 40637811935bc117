package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
)

type contextKey struct{}

// FromContext returns the gateway's view of the request that a handler given to [Handler] serves, or nil.
func FromContext(ctx context.Context) *Request {
	r, _ := ctx.Value(contextKey{}).(*Request)
	return r
}

// serve is one exchange: read, verify, decide, answer.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request) {
	if !g.inflight.enter() {
		panic(http.ErrAbortHandler) // closing: break the connection
	}
	defer g.inflight.leave()

	body, short, err := readBody(w, r, g.settings.maxBody)
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away
	}
	seen := newRequest(r, body, g.settings.clock(), g.keys)
	if short {
		seen.Verdict = g.verify(seen)
	} else {
		seen.Verdict.Problem = fmt.Sprintf("the body is longer than %d bytes and was not read", g.settings.maxBody)
	}
	route := g.match(r, seen)
	g.mu.Lock()
	g.requests.add(seen)
	g.mu.Unlock()

	out := g.decide(seen, r, route, short)
	g.mu.Lock()
	seen.Status = out.status
	g.mu.Unlock()
	g.write(w, r, out)
}

// decide makes the reply.
func (g *Gateway) decide(seen *Request, r *http.Request, route *Route, short bool) *reply {
	if err := g.Err(); err != nil {
		return g.reply(seen, refuseSetup(err))
	}
	switch {
	case !short:
		g.logf("%s %s: 413: %s", seen.Method, seen.URI, seen.Verdict.Problem)
		return g.reply(seen, Refuse(http.StatusRequestEntityTooLarge, "PARAM_ERROR", seen.Verdict.Problem))
	case !seen.Verdict.OK:
		g.logf("%s %s: 401 SIGN_ERROR: %s\ncompared with: %q", seen.Method, seen.URI, seen.Verdict.Problem, seen.Verdict.Message)
		return g.reply(seen, refuseSignature(seen))
	case route == nil:
		a := g.unknownRoute(seen)
		g.logf("%s %s: 404: %s", seen.Method, seen.URI, a.body)
		return g.reply(seen, a)
	}
	return g.reply(seen, g.resolve(route.take(), seen, r))
}

func refuseSetup(err error) Answer {
	return Refuse(http.StatusInternalServerError, "SYSTEM_ERROR", "the gateway is not set up: "+err.Error())
}

// refuseSignature words a failed verification as WeChat Pay does.
func refuseSignature(seen *Request) Answer {
	type information struct {
		Method    string `json:"method"`
		URL       string `json:"url"`
		Truncated string `json:"truncated_sign_message,omitempty"`
	}
	type issue struct {
		Field       string      `json:"field"`
		Issue       string      `json:"issue"`
		Location    string      `json:"location"`
		Information information `json:"sign_information"`
	}
	a := Refuse(http.StatusUnauthorized, "SIGN_ERROR", seen.Verdict.Problem, issue{
		Field: "signature", Issue: "sign not match", Location: "authorization",
		Information: information{Method: seen.Method, URL: seen.URI, Truncated: seen.Verdict.Message},
	})
	a.tail = "268443699"
	if seen.Verdict.illFormed {
		a.tail = "270924332"
	}
	return a
}

// resolve turns an answer that is made on demand into a plain one.
func (g *Gateway) resolve(a Answer, seen *Request, r *http.Request) (out Answer) {
	defer func() {
		if problem := recover(); problem != nil {
			g.logf("%s: what answers panicked: %v", seen.Pattern, problem)
			out = Refuse(http.StatusInternalServerError, "SYSTEM_ERROR", fmt.Sprintf("what answers %s panicked", seen.Pattern))
		}
	}()
	for depth := 0; a.dynamic != nil && depth < 16; depth++ {
		made := a.dynamic(seen.clone())
		made.faults = append(made.faults, a.faults...)
		made.unsigned = made.unsigned || a.unsigned
		a = made
	}
	if a.handler != nil {
		a = a.fromHandler(seen, r)
	}
	if a.err != nil {
		g.logf("%s: %v", seen.Pattern, a.err)
		return Refuse(http.StatusInternalServerError, "SYSTEM_ERROR", a.err.Error())
	}
	return a
}

// fromHandler collects what a handler writes.
func (a Answer) fromHandler(seen *Request, r *http.Request) Answer {
	rec := httptest.NewRecorder()
	in := r.WithContext(context.WithValue(r.Context(), contextKey{}, seen.clone()))
	in.Body = io.NopCloser(bytes.NewReader(seen.Body))
	a.handler.ServeHTTP(rec, in)
	made := Raw(rec.Code, "", rec.Body.Bytes())
	made.header = rec.Header()
	made.faults, made.unsigned = a.faults, a.unsigned
	return made
}
