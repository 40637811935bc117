package wxpayimpl_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// cancelRequest is checked as generated code does it.
type cancelRequest struct{ OutOrderNo, AppID, ServiceID, Reason string }

func (r cancelRequest) Validate() error {
	var v wxpayimpl.Validator
	v.Length("out_order_no", r.OutOrderNo, 1, 32)
	v.Length("appid", r.AppID, 1, 32)
	v.Length("service_id", r.ServiceID, 1, 32)
	v.Length("reason", r.Reason, 1, 30)
	return v.Err()
}

// faults runs check and returns "path: problem [rule]" per fault.
func faults(check func(v *wxpayimpl.Validator)) []string {
	var v wxpayimpl.Validator
	check(&v)
	var invalid *wxpay.ValidationError
	if !errors.As(v.Err(), &invalid) {
		return nil
	}
	var lines []string
	for _, f := range invalid.Fields {
		lines = append(lines, f.String())
	}
	return lines
}

func TestLength(t *testing.T) {
	for name, test := range map[string]struct{ reason, want string }{
		"30 Chinese characters":             {strings.Repeat("用", 30), ""},
		"31 Chinese characters":             {strings.Repeat("用", 31), "reason must be 1 to 30 characters, has 31 [length]"},
		"an emoji":                          {"用户😀", "reason must not have characters of four bytes in UTF-8, such as emoji [bmp]"},
		"a rare Chinese character":          {"0123456789𠮷", "reason must not have characters of four bytes in UTF-8, such as emoji [bmp]"},
		"too many emoji":                    {strings.Repeat("😀", 31), "reason must not have characters of four bytes in UTF-8, such as emoji [bmp]"},
		"the last of three bytes":           {"\uFFFF", ""},
		"Chinese, digits and letters mixed": {strings.Repeat("用1a", 10), ""},
		"empty":                             {"", "reason must be 1 to 30 characters, is empty [length]"},
		"invalid UTF-8":                     {"abc\xff", "reason must be valid UTF-8 [utf8]"},
		"a character that is cut off":       {"用户"[:5], "reason must be valid UTF-8 [utf8]"},
		"invalid UTF-8 after ASCII":         {"0123456789\xc0\xaf", "reason must be valid UTF-8 [utf8]"},
		"a stray byte among digits":         {"0123456\x80", "reason must be valid UTF-8 [utf8]"},
		"an encoded surrogate":              {"\xed\xa0\x80", "reason must be valid UTF-8 [utf8]"},
		"the replacement character itself":  {"\uFFFD", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := cancelRequest{OutOrderNo: "2304203423948239423", AppID: "wxd678efh567hg6787", ServiceID: "500001"}
			r.Reason = test.reason
			err := r.Validate()
			if test.want == "" && err != nil || test.want != "" && (err == nil || err.Error() != "wxpay: outside the documented limits: "+test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

// characters is the limit of 1 to 32 characters, exceeded by found.
func characters(found int) wxpay.Limit {
	return wxpay.Limit{Min: "1", Max: "32", Unit: wxpay.UnitCharacters, Found: found}
}

func TestFaultsInOrder(t *testing.T) {
	err := cancelRequest{OutOrderNo: strings.Repeat("secret", 6), Reason: "secret\xff"}.Validate()
	var invalid *wxpay.ValidationError
	if !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	want := []wxpay.FieldError{
		{Path: "out_order_no", Rule: "length", Problem: "must be 1 to 32 characters, has 36", Limit: characters(36)},
		{Path: "appid", Rule: "length", Problem: "must be 1 to 32 characters, is empty", Limit: characters(0)},
		{Path: "service_id", Rule: "length", Problem: "must be 1 to 32 characters, is empty", Limit: characters(0)},
		{Path: "reason", Rule: "utf8", Problem: "must be valid UTF-8"},
	}
	if diff := cmp.Diff(want, invalid.Fields); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(err.Error(), "secret") || strings.Count(err.Error(), ";") != 3 {
		t.Errorf("text %q", err)
	}
}

func TestFaultPaths(t *testing.T) {
	got := faults(func(v *wxpayimpl.Validator) {
		v.Field("order")
		v.Index("post_payments", 2)
		v.Required("name", false)
		v.Field("a")
		v.Field("b")
		v.Field("c")
		v.Index("", 7)
		v.Index("", 8)
		v.Required("", false)
		v.Leave()
		v.Leave()
		v.Leave()
		v.Leave()
		v.Leave()
		v.Leave()
		v.Required("description", false)
		v.Leave()
		v.Leave()
		v.Key("labels", "zh_CN")
		v.Required("", false)
		v.Leave()
		v.Key("labels", "张三")
		v.Required("x", false)
		v.Leave()
		v.Leave()
		v.Required("last", false)
	})
	want := []string{
		"order.post_payments[2].name is required [required]",
		"order.post_payments[2].a.b.c[7][8] is required [required]",
		"order.description is required [required]",
		"labels[key] is required [required]",
		"labels[key].x is required [required]",
		"last is required [required]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFaultsInMap(t *testing.T) {
	first := ""
	for range 50 {
		var v wxpayimpl.Validator
		v.Length("before", "", 1, 2)
		for key, value := range map[string]string{"c": "", "a": "", "b": "", "secret key!": "", "d": ""} {
			v.Key("labels", key)
			v.Length("", value, 1, 9)
			v.Leave()
		}
		v.Length("after", "", 1, 2)
		text := v.Err().Error()
		if first == "" {
			first = text
		}
		if text != first {
			t.Fatalf("got  %s\nthen %s", first, text)
		}
	}
	if before, after := strings.Index(first, "before"), strings.Index(first, "after"); before > strings.Index(first, "labels") || after < strings.LastIndex(first, "labels") {
		t.Errorf("faults outside the map changed places: %s", first)
	}
}

func TestEmptyPathParam(t *testing.T) {
	var v wxpayimpl.Validator
	v.PathParam("out_trade_no", "")
	v.Length("out_trade_no", "", 1, 32)
	if err := (&wxpay.ValidationError{}); !errors.As(v.Err(), &err) || len(err.Fields) != 1 {
		t.Errorf("got %v", v.Err())
	}
}

func TestLeave(t *testing.T) {
	got := faults(func(v *wxpayimpl.Validator) {
		for _, last := range []string{"f", "g"} {
			for _, name := range []string{"a", "b", "c", "d", "e", last} {
				v.Field(name)
			}
			v.Required("x", false)
			for range 6 {
				v.Leave()
			}
		}
	})
	if diff := cmp.Diff([]string{"a.b.c.d.e.f.x is required [required]", "a.b.c.d.e.g.x is required [required]"}, got); diff != "" {
		t.Error(diff)
	}
}
