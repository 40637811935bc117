package wiretest

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// Each documented error matches its constant and has its remedy.
func TestErrors(t *testing.T) {
	forEachOperation(t, checkFailures)
}

const (
	reason    = "因测试而拒绝"
	requestID = "08A0B0C0-268435460"
)

func checkFailures(t reporter, w *wire) {
	e := w.first(t)
	request, ok := w.make(t, e)
	if !ok {
		return
	}
	// WeChat Pay quotes the invalid value in the detail.
	detail := `{"field":"/x","value":` + string(e.json()) + `}`
	for _, r := range w.failures {
		w.gateway.Handle(w.pattern, sandbox.Error(r.status, r.code, reason, json.RawMessage(detail)).
			WithHeader("Request-ID", requestID))
		result, err := w.call(request)
		if result != nil {
			t.Errorf("%s: %s: a result comes with the error: %T", r.place(), r.code, result)
		}
		checkFailure(t, w, r, err)
		checkSilence(t, r, e, err)
	}
}

func checkFailure(t reporter, w *wire, r failure, err error) {
	t.Helper()
	apiErr := (*wxpay.Error)(nil)
	if !errors.As(err, &apiErr) {
		t.Errorf("%s: %s under %d is not a *wxpay.Error: %v", r.place(), r.code, r.status, err)
		return
	}
	want := wxpay.Error{
		Operation: w.pkg + "." + w.name(), StatusCode: r.status, Code: wxpay.Code(r.code),
		Message: reason, RequestID: requestID, Remedy: r.remedy, ChineseRemedy: r.chineseRemedy, Verified: true,
	}
	got := wxpay.Error{
		Operation: apiErr.Operation, StatusCode: apiErr.StatusCode, Code: apiErr.Code,
		Message: apiErr.Message, RequestID: apiErr.RequestID, Remedy: apiErr.Remedy, ChineseRemedy: apiErr.ChineseRemedy, Verified: apiErr.Verified,
	}
	if got.Error() != want.Error() || !got.Verified {
		t.Errorf("%s: got %v (verified: %v), want %v", r.place(), &got, got.Verified, &want)
	}
	for _, other := range w.failures {
		if is := errors.Is(err, wxpay.Code(other.code)); is != (other.code == r.code) {
			t.Errorf("%s: %s: errors.Is(err, %s) is %v", r.place(), r.code, other.code, is)
		}
	}
	// An error with a 2xx status means that WeChat Pay has not decided yet, and so
	// does SYSTEM_ERROR, which some tables list under 400.
	unknown := r.status >= 500 || r.status < 300 || r.code == "SYSTEM_ERROR"
	if is := errors.Is(err, wxpay.ErrOutcomeUnknown); is != unknown {
		t.Errorf("%s: %s under %d: the outcome is reported as unknown: %v, want %v", r.place(), r.code, r.status, is, unknown)
	}
}

// checkSilence checks that the error's text contains no value of the request.
func checkSilence(t reporter, r failure, e *example, err error) {
	t.Helper()
	if err == nil {
		return
	}
	e.values(func(v *value) {
		if text := v.text(); utf8.RuneCountInString(text) >= 4 && strings.Contains(err.Error(), text) {
			t.Errorf("%s: %s: the error quotes %s of the request", r.place(), r.code, v.path)
		}
	})
}

// json returns all values of the request as one JSON array.
func (e *example) json() []byte {
	var all []string
	e.values(func(v *value) { all = append(all, v.text()) })
	text, _ := jsonText(all) // strings
	return text
}
