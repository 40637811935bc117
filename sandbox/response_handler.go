package sandbox

import (
	"bytes"
	"context"
	"io"
	"net/http"
)

type contextKey struct{}

// FromContext returns the gateway's record of the request that a handler of [Handler] serves, or nil.
func FromContext(ctx context.Context) *Request {
	r, _ := ctx.Value(contextKey{}).(*Request)
	return r
}

// MarkUnsigned makes the response that a handler of [Handler] writes unsigned, like downloads of bills. It unwraps writers that
// have an Unwrap method, and reports whether it found the gateway's.
func MarkUnsigned(w http.ResponseWriter) bool {
	for {
		if c, ok := w.(*collector); ok {
			c.unsigned = true
			return true
		}
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return false
		}
		w = wrapper.Unwrap()
	}
}

// collector is the ResponseWriter that collects a response before it is signed.
type collector struct {
	status   int
	header   http.Header
	sent     http.Header // header as it was when the status was written
	body     bytes.Buffer
	unsigned bool
}

func (c *collector) Header() http.Header { return c.header }

func (c *collector) WriteHeader(status int) {
	if c.status == 0 && status >= http.StatusOK { // informational responses are dropped
		c.status, c.sent = status, c.header.Clone()
	}
}

func (c *collector) Write(p []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(p)
}

func collect(h http.Handler, seen *Request, r *http.Request) Response {
	c := &collector{header: make(http.Header)}
	in := r.WithContext(context.WithValue(r.Context(), contextKey{}, seen.clone()))
	in.Body = io.NopCloser(bytes.NewReader(seen.Body))
	h.ServeHTTP(c, in)
	c.WriteHeader(http.StatusOK)
	a := Raw(c.status, "", c.body.Bytes())
	a.header, a.unsigned = c.sent, c.unsigned
	if a.header.Get("Content-Type") == "" && len(a.body) > 0 {
		a.header.Set("Content-Type", jsonType)
	}
	return a
}
