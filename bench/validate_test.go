package bench

import (
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
)

var aCancel = payscore.CancelServiceOrderRequest{
	OutOrderNo: "2304203423948239423", AppID: "wxd678efh567hg6787", ServiceID: "500001", Reason: "用户投诉",
}

// taggedCancel is the same request with the same limits as tags.
type taggedCancel struct {
	OutOrderNo string `validate:"min=1,max=32"`
	AppID      string `validate:"min=1,max=32"`
	ServiceID  string `validate:"min=1,max=32"`
	Reason     string `validate:"min=1,max=30"`
}

var tags = validator.New(validator.WithRequiredStructEnabled())

func BenchmarkValidate(b *testing.B) {
	tagged := taggedCancel(withoutTags(aCancel))
	compare(b, 20_000, aCancel.Validate, func() error { return tags.Struct(&tagged) })
}

// withoutTags has the fields of the generated request, so that its value can be
// converted.
func withoutTags(r payscore.CancelServiceOrderRequest) struct{ OutOrderNo, AppID, ServiceID, Reason string } {
	return struct{ OutOrderNo, AppID, ServiceID, Reason string }(r)
}

func TestEqualLimits(t *testing.T) {
	for name, test := range map[string]struct {
		change func(r *payscore.CancelServiceOrderRequest)
		ok     bool
	}{
		"as it is":               {func(*payscore.CancelServiceOrderRequest) {}, true},
		"a reason of 30":         {func(r *payscore.CancelServiceOrderRequest) { r.Reason = strings.Repeat("投", 30) }, true},
		"a reason of 31":         {func(r *payscore.CancelServiceOrderRequest) { r.Reason = strings.Repeat("投", 31) }, false},
		"an order number of 33":  {func(r *payscore.CancelServiceOrderRequest) { r.OutOrderNo = strings.Repeat("1", 33) }, false},
		"an application of 33":   {func(r *payscore.CancelServiceOrderRequest) { r.AppID = strings.Repeat("1", 33) }, false},
		"a service id of 33":     {func(r *payscore.CancelServiceOrderRequest) { r.ServiceID = strings.Repeat("1", 33) }, false},
		"a service without name": {func(r *payscore.CancelServiceOrderRequest) { r.ServiceID = "" }, false},
	} {
		request := aCancel
		test.change(&request)
		tagged := taggedCancel(withoutTags(request))
		if ours, theirs := request.Validate() == nil, tags.Struct(&tagged) == nil; ours != test.ok || theirs != test.ok {
			t.Errorf("%s: %v and %v, want %v", name, ours, theirs, test.ok)
		}
	}
}
