package wxpay_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestContentBody(t *testing.T) {
	for mediaType, want := range map[string]string{
		"text/csv":      "text/csv",
		"image/*":       "image/png",
		"*/*":           "image/png",
		"application/*": "application/octet-stream",
		"text/html":     "text/html",
	} {
		g := newGateway(t, always(success))
		call := wxpayimpl.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", "1")
		call.ContentBody(mediaType, strings.NewReader("\x89PNG\r\n\x1a\n, \"中\""))
		if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
			t.Fatal(err)
		}
		got := g.only() // the gateway checked the signature over the body
		if kind := got.header.Get("Content-Type"); kind != want || string(got.body) != "\x89PNG\r\n\x1a\n, \"中\"" {
			t.Errorf("%s: Content-Type %q, body %q", mediaType, kind, got.body)
		}
	}
}

func TestUnreadableContent(t *testing.T) {
	large := io.LimitReader(strings.NewReader(strings.Repeat("a", wxpay.MaxUpload+1)), wxpay.MaxUpload+1)
	for want, body := range map[string]io.Reader{"is nil": nil, "is larger than": large} {
		g := newGateway(t, always(success))
		call := wxpayimpl.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", "1")
		call.ContentBody("text/csv", body)
		err := wxpayimpl.Exec(t.Context(), g.client(), call)
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "the body to send "+want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
