package wxpayimpl_test

import (
	"math"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

var formatTests = map[string]struct {
	check     func(v *wxpayimpl.Validator, s string)
	good, bad []string
}{
	"date-time": {
		func(v *wxpayimpl.Validator, s string) { v.DateTime("x", s) },
		[]string{"2018-06-08T10:34:56+08:00", "2018-06-08T10:34:56Z", "2018-06-08T10:34:56.123Z", "2018-06-08T10:34:56.1-23:59", "2024-02-29T00:00:00Z"},
		[]string{
			"", "2018-06-08", "2018-06-08T10:34:56", "2018-06-08 10:34:56Z", "2018-13-08T10:34:56Z", "2018-02-30T10:34:56Z", "2018-06-08T24:00:00Z",
			"2018-06-08T10:60:56Z", "2018-06-08T10:34:60Z", "2018-06-08T10:34:56.Z", "2018-06-08T10:34:56.1", "2018-06-08T10:34:56+0800", "2018-06-08T10:34:56+24:00",
			"2018-06-08T10:34:56+08:60", "2018-06-08t10:34:56z", "2018-06-08T10:34Z", "+018-06-08T10:34:56Z", "2018-06-08T10:34:56ZZ", "20180608103456",
		},
	},
	"date": {
		func(v *wxpayimpl.Validator, s string) { v.Date("x", s) },
		[]string{"2018-06-08", "2024-02-29", "2000-02-29", "2018-12-31", "2018-04-30"},
		[]string{"", "2018-6-8", "2023-02-29", "1900-02-29", "2018-00-08", "2018-01-00", "2018-04-31", "2018/06/08", "20180608", "2018-06-0x"},
	},
	"uri": {
		func(v *wxpayimpl.Validator, s string) { v.URI("x", s) },
		[]string{"https://weixin.qq.com/a?b=c#d", "http://[::1]:80/", "mailto:a@b.cn", "urn:x:y", "weixin://wxpay/bizpayurl", "https://a/%E4%B8%AD"},
		[]string{"", "weixin.qq.com", "https:", "https://", "http:///x", "https:/x", "://x", "1a:x", "a_b:x", "https://a/中", "https://a/ b", "https://a/%4", "https://a/%zz", "https://a/\n"},
	},
	"email": {
		func(v *wxpayimpl.Validator, s string) { v.Email("x", s) },
		[]string{"a@b.cn", "first.last+tag@sub.example.com", "张三@例子.中国"},
		[]string{"", "a", "@b.cn", "a@", "a b@c.cn", "a@b c", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a@.cn", "a@cn.", "a@-b.cn", "a@b@c.cn", "a@b-", strings.Repeat("a", 65) + "@b.cn"},
	},
	"uuid": {
		func(v *wxpayimpl.Validator, s string) { v.UUID("x", s) },
		[]string{"123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"},
		[]string{"", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", "123e4567-e89b-12d3-a456-4266141740000", "{23e4567-e89b-12d3-a456-426614174000"},
	},
	"byte": {
		func(v *wxpayimpl.Validator, s string) { v.Base64("x", s) },
		[]string{"", "YQ==", "YWI=", "YWJj", "+/8="},
		[]string{"Y", "YQ=", "YQ", "Y===", "YW_j", "YW-j", "YW\nj", "====", "Y=Q="},
	},
}

func TestFormats(t *testing.T) {
	for rule, format := range formatTests {
		t.Run(rule, func(t *testing.T) {
			for _, s := range format.good {
				if got := faults(func(v *wxpayimpl.Validator) { format.check(v, s) }); got != nil {
					t.Errorf("%q: %v", s, got)
				}
			}
			for _, s := range format.bad {
				got := faults(func(v *wxpayimpl.Validator) { format.check(v, s) })
				if len(got) != 1 || !strings.HasSuffix(got[0], "["+rule+"]") {
					t.Errorf("%q: %v", s, got)
				}
			}
		})
	}
}

func TestMultipleOfNumber(t *testing.T) {
	for _, test := range []struct {
		f    float64
		step string
		want bool
	}{
		{0.07, "0.01", true},
		{1.1, "0.1", true},
		{19.99, "0.01", true},
		{4.35, "0.01", true},
		{-0.3, "0.1", true},
		{0.075, "0.01", false},
		{0, "0.01", true},
		{1e21, "0.01", true},
		{1e308, "1e308", true},
		{1e308, "3", false},
		{1e-7, "0.01", false},
		{5e-324, "0.01", false},
		{2.5, "2.5", true},
		{7.5, "2.50", true},
		{8, "2.5", false},
		{1, "0", false},
		{1, "", false},
		{1, "x", false},
		{1, "1.2.3", false},
		{123456789012345680, "10", true},
		{0.1, "1e-20", true},
		{1e300, "7", false},
		{49e10, "7", true},
		{math.NaN(), "1", false},
		{math.Inf(1), "1", false},
		{math.Nextafter(0.3, 1), "0.1", false},
		{1, "99999999999999999999999", false},
	} {
		got := faults(func(v *wxpayimpl.Validator) { v.MultipleOfNumber("x", test.f, test.step) }) == nil
		if got != test.want {
			t.Errorf("%v is a multiple of %s: %v, want %v", test.f, test.step, got, test.want)
		}
	}
}
