package wxpay_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// faults runs check and returns "path: problem [rule]" per fault.
func faults(check func(v *wxpay.Validator)) []string {
	var v wxpay.Validator
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

func TestAReasonOf30ChineseCharactersIsAcceptedAndOf31IsNot(t *testing.T) {
	for name, test := range map[string]struct{ reason, want string }{
		"30 Chinese characters":             {strings.Repeat("用", 30), ""},
		"31 Chinese characters":             {strings.Repeat("用", 31), "reason must be 1 to 30 characters, has 31 [length]"},
		"30 emoji, one character each":      {strings.Repeat("😀", 30), ""},
		"31 emoji":                          {strings.Repeat("😀", 31), "reason must be 1 to 30 characters, has 31 [length]"},
		"Chinese, digits and letters mixed": {strings.Repeat("用1a", 10), ""},
		"empty":                             {"", "reason must be 1 to 30 characters, is empty [length]"},
		"invalid UTF-8":                     {"abc\xff", "reason must be valid UTF-8 [utf8]"},
		"a character that is cut off":       {"用户"[:5], "reason must be valid UTF-8 [utf8]"},
		"invalid UTF-8 after ASCII":         {"0123456789\xc0\xaf", "reason must be valid UTF-8 [utf8]"},
		"an encoded surrogate":              {"\xed\xa0\x80", "reason must be valid UTF-8 [utf8]"},
		"the replacement character itself":  {"\uFFFD", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := aCancel
			r.Reason = test.reason
			err := r.Validate()
			if test.want == "" && err != nil || test.want != "" && (err == nil || err.Error() != "wxpay: the request is not sent: "+test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

func TestEveryFaultIsCollectedInOrderAndNoValueIsQuoted(t *testing.T) {
	err := cancelRequest{OutOrderNo: strings.Repeat("secret", 6), Reason: "secret\xff"}.Validate()
	var invalid *wxpay.ValidationError
	if !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	want := []wxpay.FieldError{
		{Path: "out_order_no", Rule: "length", Problem: "must be 1 to 32 characters, has 36"},
		{Path: "appid", Rule: "length", Problem: "must be 1 to 32 characters, is empty"},
		{Path: "service_id", Rule: "length", Problem: "must be 1 to 32 characters, is empty"},
		{Path: "reason", Rule: "utf8", Problem: "must be valid UTF-8"},
	}
	if diff := cmp.Diff(want, invalid.Fields); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(err.Error(), "secret") || strings.Count(err.Error(), ";") != 3 {
		t.Errorf("text %q", err)
	}
}

func TestPathsAreTheAPIsOwnNames(t *testing.T) {
	got := faults(func(v *wxpay.Validator) {
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
		`labels["zh_CN"] is required [required]`,
		"labels[key].x is required [required]",
		"last is required [required]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRules(t *testing.T) {
	pattern := wxpay.NewRegexp("^[a-c]+$")
	tests := map[string]struct {
		check func(v *wxpay.Validator)
		want  string // "" is no fault
	}{
		"path kept":                  {func(v *wxpay.Validator) { v.PathParam("x", "...") }, ""},
		"path empty":                 {func(v *wxpay.Validator) { v.PathParam("x", "") }, "x must not be empty [path]"},
		"path dot":                   {func(v *wxpay.Validator) { v.PathParam("x", ".") }, "x must not be a dot segment: it would lead to another path [path]"},
		"path dots":                  {func(v *wxpay.Validator) { v.PathParam("x", "..") }, "x must not be a dot segment: it would lead to another path [path]"},
		"length without maximum":     {func(v *wxpay.Validator) { v.Length("x", strings.Repeat("a", 999), 1, -1) }, ""},
		"length below minimum":       {func(v *wxpay.Validator) { v.Length("x", "a", 6, -1) }, "x must be at least 6 characters, has 1 [length]"},
		"length of one":              {func(v *wxpay.Validator) { v.Length("x", "", 1, -1) }, "x must be at least 1 character, is empty [length]"},
		"length up to one":           {func(v *wxpay.Validator) { v.Length("x", "ab", 0, 1) }, "x must be at most 1 character, has 2 [length]"},
		"length exact":               {func(v *wxpay.Validator) { v.Length("x", "ab", 3, 3) }, "x must be exactly 3 characters, has 2 [length]"},
		"length at most":             {func(v *wxpay.Validator) { v.Length("x", "abc", 0, 2) }, "x must be at most 2 characters, has 3 [length]"},
		"bytes kept":                 {func(v *wxpay.Validator) { v.Bytes("x", "中中", 1, 6) }, ""},
		"bytes above":                {func(v *wxpay.Validator) { v.Bytes("x", "中中", 1, 5) }, "x must be 1 to 5 bytes, has 6 [bytes]"},
		"bytes not UTF-8":            {func(v *wxpay.Validator) { v.Bytes("x", "\xff", 1, 5) }, "x must be valid UTF-8 [utf8]"},
		"utf8 kept":                  {func(v *wxpay.Validator) { v.UTF8("x", "中") }, ""},
		"utf8 broken":                {func(v *wxpay.Validator) { v.UTF8("x", "\xff") }, "x must be valid UTF-8 [utf8]"},
		"pattern kept":               {func(v *wxpay.Validator) { v.Pattern("x", "abc", pattern) }, ""},
		"pattern broken":             {func(v *wxpay.Validator) { v.Pattern("x", "abd", pattern) }, "x must match ^[a-c]+$ [pattern]"},
		"pattern that is none":       {func(v *wxpay.Validator) { v.Pattern("x", "(", wxpay.NewRegexp("(")) }, "x must match ( [pattern]"},
		"chars kept":                 {func(v *wxpay.Validator) { v.Chars("x", "aZ0_-", "0-9A-Za-z_-", 1, 32) }, ""},
		"chars broken":               {func(v *wxpay.Validator) { v.Chars("x", "a b", "0-9A-Za-z_-", 1, 32) }, "x must consist of the characters 0-9A-Za-z_- [chars]"},
		"chars too long":             {func(v *wxpay.Validator) { v.Chars("x", "abc", "a-z", 1, 2) }, "x must be 1 to 2 characters, has 3 [length]"},
		"chars escaped":              {func(v *wxpay.Validator) { v.Chars("x", `]\-|*`, `\]\\\-|*`, 1, -1) }, ""},
		"chars hyphen first":         {func(v *wxpay.Validator) { v.Chars("x", "-a", "-a", 1, -1) }, ""},
		"chars Chinese":              {func(v *wxpay.Validator) { v.Chars("x", "中文a", "a-z一-龥", 1, -1) }, ""},
		"chars emoji":                {func(v *wxpay.Validator) { v.Chars("x", "😀", "a-z一-龥", 1, -1) }, "x must consist of the characters a-z一-龥 [chars]"},
		"chars not UTF-8":            {func(v *wxpay.Validator) { v.Chars("x", "\xff", "a-z", 1, -1) }, "x must be valid UTF-8 [utf8]"},
		"chars of no class":          {func(v *wxpay.Validator) { v.Chars("x", "a", "", 1, -1) }, "x must consist of the characters  [chars]"},
		"enum kept":                  {func(v *wxpay.Validator) { v.Enum("x", true, "A or B") }, ""},
		"enum broken":                {func(v *wxpay.Validator) { v.Enum("x", false, "A or B") }, "x must be A or B [enum]"},
		"required kept":              {func(v *wxpay.Validator) { v.Required("x", true) }, ""},
		"items kept":                 {func(v *wxpay.Validator) { v.Items("x", 100, 0, 100) }, ""},
		"items above":                {func(v *wxpay.Validator) { v.Items("x", 101, 0, 100) }, "x must be at most 100 items, has 101 [items]"},
		"items empty":                {func(v *wxpay.Validator) { v.Items("x", 0, 1, -1) }, "x must be at least 1 item, is empty [items]"},
		"properties above":           {func(v *wxpay.Validator) { v.Properties("x", 6, 1, 5) }, "x must be 1 to 5 entries, has 6 [properties]"},
		"properties exact":           {func(v *wxpay.Validator) { v.Properties("x", 2, 1, 1) }, "x must be exactly 1 entry, has 2 [properties]"},
		"min kept":                   {func(v *wxpay.Validator) { v.Min("x", 1, 1) }, ""},
		"min broken":                 {func(v *wxpay.Validator) { v.Min("x", 0, 1) }, "x must be at least 1 [min]"},
		"max kept":                   {func(v *wxpay.Validator) { v.Max("x", math.MaxInt64, math.MaxInt64) }, ""},
		"max broken":                 {func(v *wxpay.Validator) { v.Max("x", 9007199254740993, 9007199254740992) }, "x must be at most 9007199254740992 [max]"},
		"exclusive min kept":         {func(v *wxpay.Validator) { v.ExclusiveMin("x", 2, 1) }, ""},
		"exclusive min broken":       {func(v *wxpay.Validator) { v.ExclusiveMin("x", 1, 1) }, "x must be more than 1 [min]"},
		"exclusive max kept":         {func(v *wxpay.Validator) { v.ExclusiveMax("x", 0, 1) }, ""},
		"exclusive max broken":       {func(v *wxpay.Validator) { v.ExclusiveMax("x", 1, 1) }, "x must be less than 1 [max]"},
		"multiple kept":              {func(v *wxpay.Validator) { v.MultipleOf("x", -300, 100) }, ""},
		"multiple broken":            {func(v *wxpay.Validator) { v.MultipleOf("x", 150, 100) }, "x must be a multiple of 100 [multipleOf]"},
		"multiple of zero":           {func(v *wxpay.Validator) { v.MultipleOf("x", 1, 0) }, "x must be a multiple of 0 [multipleOf]"},
		"min number kept":            {func(v *wxpay.Validator) { v.MinNumber("x", 0.1, 0.1) }, ""},
		"min number broken":          {func(v *wxpay.Validator) { v.MinNumber("x", 0.09, 0.1) }, "x must be at least 0.1 [min]"},
		"max number broken":          {func(v *wxpay.Validator) { v.MaxNumber("x", 1e22, 1e21) }, "x must be at most 1e+21 [max]"},
		"exclusive min number":       {func(v *wxpay.Validator) { v.ExclusiveMinNumber("x", 0.5, 0.5) }, "x must be more than 0.5 [min]"},
		"exclusive max number":       {func(v *wxpay.Validator) { v.ExclusiveMaxNumber("x", 0.5, 0.5) }, "x must be less than 0.5 [max]"},
		"exclusive max number kept":  {func(v *wxpay.Validator) { v.ExclusiveMaxNumber("x", 0.4, 0.5) }, ""},
		"finite kept":                {func(v *wxpay.Validator) { v.Finite("x", math.MaxFloat64) }, ""},
		"NaN":                        {func(v *wxpay.Validator) { v.Finite("x", math.NaN()) }, "x must be a finite number [number]"},
		"infinite":                   {func(v *wxpay.Validator) { v.Finite("x", math.Inf(-1)) }, "x must be a finite number [number]"},
		"check kept":                 {func(v *wxpay.Validator) { v.Check("x", true, "r", "p") }, ""},
		"check broken":               {func(v *wxpay.Validator) { v.Check("x", false, "r", "must be p") }, "x must be p [r]"},
		"unique kept":                {func(v *wxpay.Validator) { wxpay.Unique(v, "x", []string{"a", "b"}) }, ""},
		"unique broken":              {func(v *wxpay.Validator) { wxpay.Unique(v, "x", []string{"a", "b", "a"}) }, "x must not repeat an item; items 0 and 2 are equal [unique]"},
		"unique in a long list":      {func(v *wxpay.Validator) { wxpay.Unique(v, "x", append(numbers(100), 42)) }, "x must not repeat an item; items 42 and 100 are equal [unique]"},
		"unique long list kept":      {func(v *wxpay.Validator) { wxpay.Unique(v, "x", numbers(100)) }, ""},
		"unique by function":         {func(v *wxpay.Validator) { wxpay.UniqueFunc(v, "x", []string{"a", "A"}, strings.EqualFold) }, "x must not repeat an item; items 0 and 1 are equal [unique]"},
		"unique by function kept":    {func(v *wxpay.Validator) { wxpay.UniqueFunc(v, "x", []string{"a", "b"}, strings.EqualFold) }, ""},
		"one of kept":                {func(v *wxpay.Validator) { v.OneOf("x", "Card or Wallet", false, true) }, ""},
		"one of none":                {func(v *wxpay.Validator) { v.OneOf("x", "Card or Wallet", false, false) }, "x must be exactly one of Card or Wallet, has 0 [oneOf]"},
		"one of two":                 {func(v *wxpay.Validator) { v.OneOf("", "Card or Wallet", true, true) }, "must be exactly one of Card or Wallet, has 2 [oneOf]"},
		"leaving more than entering": {func(v *wxpay.Validator) { v.Leave(); v.Field("a"); v.Leave(); v.Leave(); v.Required("x", false) }, "x is required [required]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var want []string
			if test.want != "" {
				want = []string{test.want}
			}
			if diff := cmp.Diff(want, faults(test.check)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func TestMultipleOfNumberIsExact(t *testing.T) {
	for _, test := range []struct {
		f    float64
		step string
		want bool
	}{
		{0.07, "0.01", true}, {1.1, "0.1", true}, {19.99, "0.01", true}, {4.35, "0.01", true}, {-0.3, "0.1", true},
		{0.075, "0.01", false}, {0, "0.01", true}, {1e21, "0.01", true}, {1e308, "1e308", true}, {1e308, "3", false},
		{1e-7, "0.01", false}, {5e-324, "0.01", false}, {2.5, "2.5", true}, {7.5, "2.50", true}, {8, "2.5", false},
		{1, "0", false}, {1, "", false}, {1, "x", false}, {1, "1.2.3", false}, {123456789012345680, "10", true},
		{0.1, "1e-20", true}, {1e300, "7", false}, {49e10, "7", true}, {math.NaN(), "1", false}, {math.Inf(1), "1", false},
		{math.Nextafter(0.3, 1), "0.1", false}, {1, "99999999999999999999999", false},
	} {
		got := faults(func(v *wxpay.Validator) { v.MultipleOfNumber("x", test.f, test.step) }) == nil
		if got != test.want {
			t.Errorf("%v is a multiple of %s: %v, want %v", test.f, test.step, got, test.want)
		}
	}
}

func TestFormats(t *testing.T) {
	formats := map[string]struct {
		check     func(v *wxpay.Validator, s string)
		good, bad []string
	}{
		"date-time": {
			func(v *wxpay.Validator, s string) { v.DateTime("x", s) },
			[]string{"2018-06-08T10:34:56+08:00", "2018-06-08T10:34:56Z", "2018-06-08T10:34:56.123Z", "2018-06-08T10:34:56.1-23:59", "2024-02-29T00:00:00Z"},
			[]string{
				"", "2018-06-08", "2018-06-08T10:34:56", "2018-06-08 10:34:56Z", "2018-13-08T10:34:56Z", "2018-02-30T10:34:56Z", "2018-06-08T24:00:00Z",
				"2018-06-08T10:60:56Z", "2018-06-08T10:34:60Z", "2018-06-08T10:34:56.Z", "2018-06-08T10:34:56.1", "2018-06-08T10:34:56+0800", "2018-06-08T10:34:56+24:00",
				"2018-06-08T10:34:56+08:60", "2018-06-08t10:34:56z", "2018-06-08T10:34Z", "+018-06-08T10:34:56Z", "2018-06-08T10:34:56ZZ", "20180608103456",
			},
		},
		"date": {
			func(v *wxpay.Validator, s string) { v.Date("x", s) },
			[]string{"2018-06-08", "2024-02-29", "2000-02-29", "2018-12-31", "2018-04-30"},
			[]string{"", "2018-6-8", "2023-02-29", "1900-02-29", "2018-00-08", "2018-01-00", "2018-04-31", "2018/06/08", "20180608", "2018-06-0x"},
		},
		"uri": {
			func(v *wxpay.Validator, s string) { v.URI("x", s) },
			[]string{"https://weixin.qq.com/a?b=c#d", "http://[::1]:80/", "mailto:a@b.cn", "urn:x:y", "weixin://wxpay/bizpayurl", "https://a/%E4%B8%AD"},
			[]string{"", "weixin.qq.com", "https:", "https://", "http:///x", "https:/x", "://x", "1a:x", "a_b:x", "https://a/中", "https://a/ b", "https://a/%4", "https://a/%zz", "https://a/\n"},
		},
		"email": {
			func(v *wxpay.Validator, s string) { v.Email("x", s) },
			[]string{"a@b.cn", "first.last+tag@sub.example.com", "张三@例子.中国"},
			[]string{"", "a", "@b.cn", "a@", "a b@c.cn", "a@b c", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a@.cn", "a@cn.", "a@-b.cn", "a@b@c.cn", "a@b-", strings.Repeat("a", 65) + "@b.cn"},
		},
		"uuid": {
			func(v *wxpay.Validator, s string) { v.UUID("x", s) },
			[]string{"123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"},
			[]string{"", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", "123e4567-e89b-12d3-a456-4266141740000", "{23e4567-e89b-12d3-a456-426614174000"},
		},
		"byte": {
			func(v *wxpay.Validator, s string) { v.Base64("x", s) },
			[]string{"", "YQ==", "YWI=", "YWJj", "+/8="},
			[]string{"Y", "YQ=", "YQ", "Y===", "YW_j", "YW-j", "YW\nj", "====", "Y=Q="},
		},
	}
	for rule, format := range formats {
		t.Run(rule, func(t *testing.T) {
			for _, s := range format.good {
				if got := faults(func(v *wxpay.Validator) { format.check(v, s) }); got != nil {
					t.Errorf("%q: %v", s, got)
				}
			}
			for _, s := range format.bad {
				got := faults(func(v *wxpay.Validator) { format.check(v, s) })
				if len(got) != 1 || !strings.HasSuffix(got[0], "["+rule+"]") {
					t.Errorf("%q: %v", s, got)
				}
			}
		})
	}
}
