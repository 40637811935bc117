package wxpay_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// dripping sends 1,000 bytes at once and after each pause, and then nothing, if it
// stalls, until the client is gone.
func dripping(stalls bool, pauses ...time.Duration) reply {
	return reply{raw: func(w http.ResponseWriter, r *http.Request) {
		for _, pause := range append([]time.Duration{0}, pauses...) {
			select {
			case <-time.After(pause):
			case <-r.Context().Done():
				return
			}
			_, _ = io.WriteString(w, strings.Repeat("a", 1000))
			_ = http.NewResponseController(w).Flush()
		}
		if stalls {
			<-r.Context().Done()
		}
	}}
}

// The timeout is a minute. A stalled download was read until the caller's context
// ended, which may be never.
func TestStalledDownload(t *testing.T) {
	const long = time.Minute - 1
	for name, test := range map[string]struct {
		response reply
		bytes    int
		err      error
		took     time.Duration
	}{
		"no stall":            {dripping(false, long, long), 3000, nil, 2 * long},
		"after its beginning": {dripping(true), 1000, context.DeadlineExceeded, time.Minute},
		"after pauses":        {dripping(true, long, long), 3000, context.DeadlineExceeded, 2*long + time.Minute},
		"pause too long":      {dripping(false, time.Hour), 1000, context.DeadlineExceeded, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, always(test.response), func(t *testing.T, g *gateway) {
				began := time.Now()
				d, err := download(t.Context(), g.client(wxpay.WithMaxResponse(10), wxpay.WithTimeout(time.Minute)))
				if err != nil {
					t.Fatal(err)
				}
				defer d.Close()
				content, err := io.ReadAll(d)
				if took := time.Since(began); len(content) != test.bytes || !errors.Is(err, test.err) || errors.Is(err, context.Canceled) || took != test.took {
					t.Errorf("%d bytes after %v, error %v", len(content), took, err)
				}
			})
		})
	}
}

// A program that takes its time between two reads is no stall.
func TestSlowDownloadReader(t *testing.T) {
	inBubble(t, always(dripping(false)), func(t *testing.T, g *gateway) {
		d, err := download(t.Context(), g.client())
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		for _, want := range []error{nil, nil, io.EOF} {
			time.Sleep(time.Hour)
			if n, err := d.Read(make([]byte, 500)); err != want {
				t.Errorf("%d bytes, error %v", n, err)
			}
		}
	})
}
