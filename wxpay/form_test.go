package wxpay_test

import (
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestForm(t *testing.T) {
	g := newGateway(t, always(success))
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	call.FormParam("b", "中 &=+")
	call.FormParam("a", "1")
	call.FormParam("a", "2")
	if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
		t.Fatal(err)
	}
	got := g.only() // the gateway checked the signature over the body
	if kind := got.header.Get("Content-Type"); kind != "application/x-www-form-urlencoded" {
		t.Errorf("Content-Type %q", kind)
	}
	values, err := url.ParseQuery(string(got.body))
	if err != nil || values.Get("b") != "中 &=+" || len(values["a"]) != 2 || !strings.HasPrefix(string(got.body), "b=") {
		t.Errorf("body %s, %v", got.body, err)
	}
}

func TestFormWithFile(t *testing.T) {
	g := newGateway(t, always(success))
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	call.Form("multipart/form-data")
	call.FormPart("meta", "application/json", "{}")
	call.FormFile("file", "image/*", wxpayimpl.FormFile{Name: "a.png", Content: strings.NewReader("content")})
	body, err := call.Body()
	if err != nil || !strings.Contains(string(body), "Content-Type: image/png\r\n\r\ncontent\r\n") {
		t.Errorf("body %s, %v", body, err)
	}
	for name, file := range map[string]wxpay.File{"no content": {Name: "a.png"}, "no name": {Content: io.MultiReader()}} {
		call := wxpayimpl.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", "1")
		call.Form("multipart/form-data")
		call.FormFile("photo", "", wxpayimpl.FormFile(file))
		err := wxpayimpl.Exec(t.Context(), g.client(), call)
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "form field photo: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
