package wxpay_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// An error with status 200 was saved as a bill.
func TestErrorInsteadOfFile(t *testing.T) {
	long := `{"code":"A","data":"` + strings.Repeat("x", 64<<10) + `"}`
	sum, _ := sums(systemErrorBody)
	other, _ := sums("other")
	for name, test := range map[string]struct {
		body string
		opt  wxpay.CallOption
		code wxpay.Code
		file bool
	}{
		"an error":                 {systemErrorBody, nil, "SYSTEM_ERROR", false},
		"after blanks":             {"\r\n " + systemErrorBody, nil, "SYSTEM_ERROR", false},
		"a number":                 {`{"code":-1}`, nil, "-1", false},
		"a code that is none":      {`{"code":{}}`, nil, "", false},
		"not the hash":             {systemErrorBody, wxpay.WithChecksum("SHA1", other), "SYSTEM_ERROR", false},
		"the hash":                 {systemErrorBody, wxpay.WithChecksum("SHA1", sum), "", true},
		"no code":                  {`{"message":"m"}`, nil, "", true},
		"a code that is null":      {`{"code":null}`, nil, "", true},
		"a code within":            {`{"a":{"code":"A"}}`, nil, "", true},
		"a list":                   {`[{"code":"A"}]`, nil, "", true},
		"broken JSON":              {`{"code":"A"`, nil, "", true},
		"more after the error":     {systemErrorBody + systemErrorBody, nil, "", true},
		"a large file":             {long, nil, "", true},
		"blanks":                   {"  ", nil, "", true},
		"nothing":                  {"", nil, "", true},
		"a file that is no object": {bill, nil, "", true},
	} {
		for unsignedOp, how := range map[bool]signing{true: unsigned, false: signed} {
			op := downloadBill
			op.Unsigned = unsignedOp
			g := newGateway(t, always(reply{status: 200, body: test.body, signing: how}))
			d, err := wxpayimpl.Do[wxpay.Download](t.Context(), g.client(), wxpayimpl.NewRequest(&op), test.opt)
			if !test.file {
				var apiErr *wxpay.Error
				if !errors.As(err, &apiErr) || apiErr.Code != test.code || !errors.Is(err, wxpay.ErrOutcomeUnknown) || apiErr.Verified == unsignedOp {
					t.Errorf("%s: error %v", name, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: error %v", name, err)
				continue
			}
			if content, err := io.ReadAll(d); string(content) != test.body || err != nil || d.Close() != nil {
				t.Errorf("%s: %d bytes, %v", name, len(content), err)
			}
		}
	}
}

// What begins like an error is read within the timeout.
func TestFileThatStalls(t *testing.T) {
	for _, begin := range []string{"", "{", `{"code":"A"`} {
		stall := reply{raw: func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, begin)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}}
		inBubble(t, always(stall), func(t *testing.T, g *gateway) {
			began := time.Now()
			_, err := download(t.Context(), g.client(wxpay.WithTimeout(time.Minute)))
			if !errors.As(err, new(*wxpay.NoResponseError)) || time.Since(began) != time.Minute {
				t.Errorf("%q: error %v after %v", begin, err, time.Since(began))
			}
		})
	}
}

func TestInterruptedFile(t *testing.T) {
	g := newGateway(t, always(reply{raw: func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"code":"A","message":"m"}`)
	}}))
	d, err := download(t.Context(), g.client())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := io.ReadAll(d); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
}
