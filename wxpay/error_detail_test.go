package wxpay_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestErrorDetail(t *testing.T) {
	for name, test := range map[string]struct {
		detail string
		want   wxpay.ErrorDetail
	}{
		"documented": {
			`{"field":"/amount/currency","value":"XYZ","issue":"Currency code is invalid","location":"body"}`,
			wxpay.ErrorDetail{Field: "/amount/currency", Location: "body", Issue: "Currency code is invalid", Value: []byte(`"XYZ"`)},
		},
		"a value that is no text": {`{"field":"total","value":{"a":[1]}}`, wxpay.ErrorDetail{Field: "total", Value: []byte(`{"a":[1]}`)}},
		"members that are no text": {
			`{"field":7,"issue":["x"],"location":null}`, wxpay.ErrorDetail{},
		},
		"of a signature": {
			`{"detail":{"issue":"sign not match"},"field":"signature","location":"authorization","sign_information":{"method":"POST"}}`,
			wxpay.ErrorDetail{Field: "signature", Location: "authorization", Issue: "sign not match"},
		},
		"text":   {`"wrong"`, wxpay.ErrorDetail{}},
		"a list": {`[{"field":"a"}]`, wxpay.ErrorDetail{}},
		"empty":  {`{}`, wxpay.ErrorDetail{}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(reply{status: 400, body: `{"code":"PARAM_ERROR","detail":` + test.detail + `}`}))
			_, err := cancel(t.Context(), g.client())
			var apiErr *wxpay.Error
			if !errors.As(err, &apiErr) {
				t.Fatal(err)
			}
			test.want.Raw = []byte(test.detail)
			if diff := cmp.Diff(test.want, apiErr.Detail); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestErrorDetailPath(t *testing.T) {
	for field, want := range map[string]string{
		"":                      "",
		"out_order_no":          "out_order_no",
		"/amount/currency":      "amount.currency",
		"/post_payments/0/name": "post_payments[0].name",
		"/a/1/2":                "a[1][2]",
		"/0":                    "[0]",
		"/a~1b/~0":              "a/b.~",
	} {
		if got := (wxpay.ErrorDetail{Field: field}).Path(); got != want {
			t.Errorf("%q: %q, want %q", field, got, want)
		}
	}
}
