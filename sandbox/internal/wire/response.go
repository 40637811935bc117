// Package wire reads requests within limits and sends responses, signed and, if a fault asks for it, damaged.
package wire

import (
	"io"
	"net/http"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/signature"
)

// Response is a response as it is sent.
type Response struct {
	Status   int
	Header   http.Header
	Body     []byte
	Pad      int64 // spaces after the body
	Gzip     bool
	Unsigned bool
	signature.Stamp

	Drop                   DropPoint
	HeaderDelay, BodyDelay time.Duration
	CloseIdle              time.Duration // idle time after which the connection is closed; 0: never
}

// DropPoint is where the connection is broken.
type DropPoint uint8

// The drop points. DropNow sends nothing that a client takes for a response; DropMidBody sends half of the body.
const (
	DropNever DropPoint = iota
	DropNow
	DropMidBody
)

// SetDefaults adds the header fields of WeChat Pay's responses. tail is the end of the Request-ID, an internal error number; "" is
// "0", which means success.
func SetDefaults(h http.Header, tail string) {
	if tail == "" {
		tail = "0"
	}
	for _, field := range [][2]string{
		{"Cache-Control", "no-cache, must-revalidate"},
		{"Content-Language", "zh-CN"},
		{"Keep-Alive", "timeout=8"},
		{"Request-Id", "08" + keyring.RandomText(48) + "-" + tail},
		{"Server", "nginx"},
		{"X-Content-Type-Options", "nosniff"},
	} {
		if h.Get(field[0]) == "" {
			h.Set(field[0], field[1])
		}
	}
}

// Replace sets the response of a proxy in front of WeChat Pay.
func (out *Response) Replace(status int, contentType string, body []byte) {
	out.Status, out.Body, out.Unsigned = status, body, true
	out.Header = http.Header{"Content-Type": {contentType}, "Server": {"nginx"}}
}

// ShownStatus returns the status that the client gets; 0 if there is none.
func (out *Response) ShownStatus() int {
	if out.Drop == DropNow || out.Drop == DropMidBody && out.empty() {
		return 0
	}
	return out.Status
}

func (out *Response) empty() bool {
	return out.Status == http.StatusNoContent || out.Status == http.StatusNotModified || len(out.Body) == 0 && out.Pad == 0
}

// signedContent writes what the signature covers.
func (out *Response) signedContent(w io.Writer) error {
	if out.empty() {
		return nil
	}
	return out.content(w)
}

// content writes the body with its padding.
func (out *Response) content(w io.Writer) error {
	if _, err := w.Write(out.Body); err != nil {
		return err
	}
	_, err := io.CopyN(w, spaces{}, out.Pad)
	return err
}

// spaces is a reader that never ends.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
