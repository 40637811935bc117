package sandbox

import (
	"compress/gzip"
	"context"
	"net/http"
	"strconv"
	"time"
)

// send writes the reply, or breaks the connection where that is wanted.
func (out *reply) send(w http.ResponseWriter, r *http.Request) {
	if !out.unsigned {
		out.sign()
	}
	limitIdle(r.Context(), out.closeIdle)
	sleep(r.Context(), out.headerDelay)
	if out.shownStatus() == 0 {
		hangUp(w)
		return
	}
	out.writeHead(w)
	if out.empty() || r.Method == http.MethodHead {
		return
	}
	if err := out.writeBody(w, r); err != nil {
		panic(http.ErrAbortHandler) // the client went away, or is to think that the gateway did
	}
}

func (out *reply) writeBody(w http.ResponseWriter, r *http.Request) error {
	switch {
	case out.drop == dropMidBody:
		_, _ = w.Write(out.body[:len(out.body)/2])
		_ = http.NewResponseController(w).Flush()
		return http.ErrAbortHandler
	case out.gzip:
		packed := gzip.NewWriter(w)
		if err := out.content(packed); err != nil {
			return err
		}
		return packed.Close()
	case out.bodyDelay > 0:
		return out.trickle(w, r)
	}
	return out.content(w)
}

func (out *reply) writeHead(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range out.header {
		h[name] = values
	}
	if h.Get("Content-Type") == "" {
		h["Content-Type"] = nil // net/http would guess one
	}
	switch {
	case out.empty():
		if out.status == http.StatusNoContent || out.status == http.StatusNotModified {
			break
		}
		h.Set("Content-Length", "0")
	case out.gzip:
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
	default:
		h.Set("Content-Length", strconv.FormatInt(int64(len(out.body))+out.pad, 10))
	}
	w.WriteHeader(out.status)
}

// trickle sends the body in pieces with pauses that add up to bodyDelay.
func (out *reply) trickle(w http.ResponseWriter, r *http.Request) error {
	const most = 16
	pieces := min(most, max(1, len(out.body)))
	pause := out.bodyDelay / time.Duration(pieces)
	rest := out.body
	for ; pieces > 0; pieces-- {
		if err := http.NewResponseController(w).Flush(); err != nil {
			return err
		}
		sleep(r.Context(), pause)
		n := len(rest) / pieces
		if _, err := w.Write(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return (&reply{pad: out.pad}).content(w)
}

// sleep waits, unless the client goes away or the gateway closes: then it breaks the connection.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}

// hangUp breaks the connection within the head of an answer that promises a body, which no client takes for an answer.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"))
	_ = conn.Close()
}
