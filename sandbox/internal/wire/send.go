package wire

import (
	"compress/gzip"
	"context"
	"net/http"
	"strconv"
	"time"
)

// Send sends the response, or breaks the connection if a fault asks for it.
func (out *Response) Send(w http.ResponseWriter, r *http.Request) {
	if !out.Unsigned {
		_ = out.Sign(out.Header, out.signedContent) // a hash never fails, and the keys are the sandbox's own
	}
	limitIdle(r.Context(), out.CloseIdle)
	sleep(r.Context(), out.HeaderDelay)
	if out.ShownStatus() == 0 {
		hangUp(w)
		return
	}
	out.writeHead(w)
	if out.empty() || r.Method == http.MethodHead {
		return
	}
	if err := out.writeBody(w, r); err != nil {
		panic(http.ErrAbortHandler) // the client closed the connection, or the fault does
	}
}

func (out *Response) writeBody(w http.ResponseWriter, r *http.Request) error {
	switch {
	case out.Drop == DropMidBody:
		_, _ = w.Write(out.Body[:len(out.Body)/2])
		_ = http.NewResponseController(w).Flush()
		return http.ErrAbortHandler
	case out.Gzip:
		packed := gzip.NewWriter(w)
		if err := out.content(packed); err != nil {
			return err
		}
		return packed.Close()
	case out.BodyDelay > 0:
		return out.trickle(w, r)
	}
	return out.content(w)
}

func (out *Response) writeHead(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range out.Header {
		h[name] = values
	}
	if h.Get("Content-Type") == "" {
		h["Content-Type"] = nil // net/http would guess one
	}
	switch {
	case out.empty():
		if out.Status == http.StatusNoContent || out.Status == http.StatusNotModified {
			break
		}
		h.Set("Content-Length", "0")
	case out.Gzip:
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
	default:
		h.Set("Content-Length", strconv.FormatInt(int64(len(out.Body))+out.Pad, 10))
	}
	w.WriteHeader(out.Status)
}

// trickle sends the body in pieces with pauses that add up to BodyDelay.
func (out *Response) trickle(w http.ResponseWriter, r *http.Request) error {
	const most = 16
	pieces := min(most, max(1, len(out.Body)))
	pause := out.BodyDelay / time.Duration(pieces)
	rest := out.Body
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
	return (&Response{Pad: out.Pad}).content(w)
}

// sleep waits. If the client or the gateway closes the connection meanwhile, sleep panics with http.ErrAbortHandler.
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

// hangUp breaks the connection within the head of a response with a body; no client takes that for a response.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"))
	_ = conn.Close()
}
