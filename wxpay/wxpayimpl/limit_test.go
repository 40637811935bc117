package wxpayimpl_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// Applications word limits themselves, without taking Problem apart.
var limitTests = map[string]struct {
	check   func(v *wxpayimpl.Validator)
	chinese string
	limit   wxpay.Limit
}{
	"length": {
		func(v *wxpayimpl.Validator) { v.Length("x", strings.Repeat("用", 31), 1, 30) }, "须为1至30个字符，实际为31个",
		wxpay.Limit{Min: "1", Max: "30", Unit: wxpay.UnitCharacters, Found: 31},
	},
	"empty": {
		func(v *wxpayimpl.Validator) { v.Length("x", "", 1, -1) }, "至少须有1个字符，实际为空",
		wxpay.Limit{Min: "1", Unit: wxpay.UnitCharacters},
	},
	"must be empty": {
		func(v *wxpayimpl.Validator) { v.Length("x", "a", 0, 0) }, "须为0个字符，实际为1个",
		wxpay.Limit{Min: "0", Max: "0", Unit: wxpay.UnitCharacters, Found: 1},
	},
	"bytes": {
		func(v *wxpayimpl.Validator) { v.Bytes("x", "中文", 0, 5) }, "最多为5个字节，实际为6个",
		wxpay.Limit{Max: "5", Unit: wxpay.UnitBytes, Found: 6},
	},
	"base64": {
		func(v *wxpayimpl.Validator) { v.EncodedLength("x", 4, 0, 4) }, "最多为4个base64字符，实际为8个",
		wxpay.Limit{Max: "4", Unit: wxpay.UnitBase64, Found: 8},
	},
	"items": {
		func(v *wxpayimpl.Validator) { v.Items("x", 2, 3, 3) }, "须为3项，实际为2项",
		wxpay.Limit{Min: "3", Max: "3", Unit: wxpay.UnitItems, Found: 2},
	},
	"entries": {
		func(v *wxpayimpl.Validator) { v.Properties("x", 2, 0, 1) }, "最多为1项，实际为2项",
		wxpay.Limit{Max: "1", Unit: wxpay.UnitEntries, Found: 2},
	},
	"members": {
		func(v *wxpayimpl.Validator) {
			wxpayimpl.MemberCount(v, "x", struct {
				A int `json:"a"`
			}{}, 2, -1)
		}, "至少须有2个成员，实际为1个",
		wxpay.Limit{Min: "2", Unit: wxpay.UnitMembers, Found: 1},
	},
	"minimum":           {func(v *wxpayimpl.Validator) { v.Min("x", 0, 1) }, "不能小于1", wxpay.Limit{Min: "1"}},
	"exclusive minimum": {func(v *wxpayimpl.Validator) { v.ExclusiveMinNumber("x", 0, 0.5) }, "须大于0.5", wxpay.Limit{Min: "0.5", Exclusive: true}},
	"maximum":           {func(v *wxpayimpl.Validator) { v.MaxNumber("x", 2, 1) }, "不能大于1", wxpay.Limit{Max: "1"}},
	"exclusive maximum": {func(v *wxpayimpl.Validator) { v.ExclusiveMax("x", 100, 100) }, "须小于100", wxpay.Limit{Max: "100", Exclusive: true}},
	"multiple":          {func(v *wxpayimpl.Validator) { v.MultipleOf("x", 1, 100) }, "须为100的整数倍", wxpay.Limit{Step: "100"}},
	"decimal multiple":  {func(v *wxpayimpl.Validator) { v.MultipleOfNumber("x", 0.001, "0.01") }, "须为0.01的整数倍", wxpay.Limit{Step: "0.01"}},
	"enum":              {func(v *wxpayimpl.Validator) { wxpayimpl.Enum(v, "x", "C", "A", "B") }, `须为下列值之一："A", "B"`, wxpay.Limit{Text: `"A", "B"`}},
	"chars":             {func(v *wxpayimpl.Validator) { v.Chars("x", " ", "0-9", 1, 2) }, "只能包含这些字符：0-9", wxpay.Limit{Text: "0-9"}},
	"pattern":           {func(v *wxpayimpl.Validator) { v.Pattern("x", "d", aToC) }, "须匹配正则表达式 ^[a-c]+$", wxpay.Limit{Text: "^[a-c]+$"}},
	"separator":         {func(v *wxpayimpl.Validator) { v.NoSeparator("x", "a,b", ",") }, `不能包含","，它用于分隔列表中的各个值`, wxpay.Limit{Text: ","}},
	"unique": {
		func(v *wxpayimpl.Validator) { wxpayimpl.Unique(v, "x", []string{"a", "b", "a"}) }, "各项不能重复，下标0与2的两项相同",
		wxpay.Limit{Equal: [2]int{0, 2}},
	},
	"one of": {
		func(v *wxpayimpl.Validator) { v.OneOf("x", "Card or Wallet", false, false) }, "须且只能设置其中一个：Card or Wallet，实际设置了0个",
		wxpay.Limit{Min: "1", Max: "1", Unit: wxpay.UnitMembers, Text: "Card or Wallet"},
	},
	"required":   {func(v *wxpayimpl.Validator) { v.Required("x", false) }, "不能缺少", wxpay.Limit{}},
	"of program": {func(v *wxpayimpl.Validator) { v.Check("x", false, "own", "must fit") }, "must fit", wxpay.Limit{}},
}

func TestLimits(t *testing.T) {
	for name, test := range limitTests {
		t.Run(name, func(t *testing.T) {
			f := onlyFault(t, test.check)
			if f.Chinese() != test.chinese {
				t.Errorf("%q, want %q", f.Chinese(), test.chinese)
			}
			if diff := cmp.Diff(test.limit, f.Limit); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func onlyFault(t *testing.T, check func(v *wxpayimpl.Validator)) wxpay.FieldError {
	t.Helper()
	var v wxpayimpl.Validator
	check(&v)
	var invalid *wxpay.ValidationError
	if !errors.As(v.Err(), &invalid) || len(invalid.Fields) != 1 {
		t.Fatalf("error %v, want one fault", v.Err())
	}
	return invalid.Fields[0]
}

// Each rule of this package has a Chinese wording.
func TestEachRuleInChinese(t *testing.T) {
	broken := []wxpay.FieldError{}
	for name, test := range ruleTests {
		if test.want != "" && !strings.HasPrefix(name, "check") {
			broken = append(broken, onlyFault(t, test.check))
		}
	}
	for _, test := range formatTests {
		broken = append(broken, onlyFault(t, func(v *wxpayimpl.Validator) { test.check(v, test.bad[0]) }))
	}
	broken = append(broken, onlyFault(t, func(v *wxpayimpl.Validator) {
		v.Check("x", false, "mode", "must be absent in institutional mode")
	}))
	for _, f := range broken {
		if !strings.ContainsFunc(f.Chinese(), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("rule %s: %q", f.Rule, f.Chinese())
		}
	}
}

func TestValidationErrorInChinese(t *testing.T) {
	err := cancelRequest{OutOrderNo: "1", AppID: "2", Reason: "3"}.Validate()
	var invalid *wxpay.ValidationError
	if !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	invalid.Fields = append(invalid.Fields, wxpay.FieldError{Rule: "required", Problem: "is required"})
	if got, want := invalid.Chinese(), "service_id 须为1至32个字符，实际为空；不能缺少"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
