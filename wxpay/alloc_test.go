package wxpay_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestValidateAllocations(t *testing.T) {
	pattern := wxpayimpl.NewRegexp("^[0-9a-z]+$")
	tags := []string{"a", "b", "c"}
	checks := map[string]func(v *wxpayimpl.Validator){
		"strings": func(v *wxpayimpl.Validator) {
			v.PathParam("a", "1")
			v.Bytes("b", "中", 1, 127)
			v.UTF8("c", "中")
			v.Pattern("d", "abc", pattern)
			v.Chars("e", "A_9-", "0-9A-Za-z_-", 1, 32)
		},
		"numbers": func(v *wxpayimpl.Validator) {
			v.Min("a", 1, 1)
			v.MultipleOfNumber("b", 19.99, "0.01")
			v.Finite("c", 1)
		},
		"formats": func(v *wxpayimpl.Validator) {
			v.DateTime("a", "2018-06-08T10:34:56+08:00")
			v.Date("b", "2018-06-08")
			v.URI("c", "https://weixin.qq.com/a")
			v.Email("d", "a@b.cn")
			v.UUID("e", "123e4567-e89b-12d3-a456-426614174000")
			v.Base64("f", "YQ==")
		},
		"nesting": func(v *wxpayimpl.Validator) {
			v.Field("a")
			for i := range tags {
				v.Index("tags", i)
				v.Length("", tags[i], 1, 8)
				v.Leave()
			}
			v.Leave()
			wxpayimpl.Unique(v, "tags", tags)
			v.OneOf("u", "A or B", true, false)
		},
	}
	for name, check := range checks {
		v := new(wxpayimpl.Validator) // a function value lets it escape, which generated code does not
		n := testing.AllocsPerRun(100, func() { check(v) })
		if err := v.Err(); n != 0 || err != nil {
			t.Errorf("%s: %v allocations, %v", name, n, err)
		}
	}
	if n := testing.AllocsPerRun(100, func() {
		if err := aCancel.Validate(); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("the cancellation: %v allocations", n)
	}
}
