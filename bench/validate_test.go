package bench

import (
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// cancelRequest is the cancellation of a service order, with the limits both
// as calls and as tags.
type cancelRequest struct {
	OutOrderNo string `json:"-" validate:"min=1,max=32"`
	AppID      string `json:"appid" validate:"min=1,max=32"`
	ServiceID  string `json:"service_id" validate:"min=1,max=32"`
	Reason     string `json:"reason" validate:"min=1,max=30"`
}

func (r cancelRequest) Validate() error {
	var v wxpay.Validator
	v.Length("out_order_no", r.OutOrderNo, 1, 32)
	v.Length("appid", r.AppID, 1, 32)
	v.Length("service_id", r.ServiceID, 1, 32)
	v.Length("reason", r.Reason, 1, 30)
	return v.Err()
}

var aCancel = cancelRequest{"2304203423948239423", "wxd678efh567hg6787", "500001", "用户投诉"}

func BenchmarkValidate(b *testing.B) {
	tags := validator.New(validator.WithRequiredStructEnabled())
	compare(b, aCancel.Validate, func() error { return tags.Struct(&aCancel) })
}

func TestBothSidesRefuseTheSameRequest(t *testing.T) {
	long := aCancel
	long.Reason = "用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉用户投"
	tags := validator.New(validator.WithRequiredStructEnabled())
	if long.Validate() == nil || tags.Struct(&long) == nil {
		t.Error("31 characters are accepted")
	}
	if aCancel.Validate() != nil || tags.Struct(&aCancel) != nil {
		t.Error("a valid request is refused")
	}
}
