package wxpayimpl_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

var aToC = wxpayimpl.NewRegexp("^[a-c]+$")

var ruleTests = map[string]struct {
	check func(v *wxpayimpl.Validator)
	want  string // "" is no fault
}{
	"path kept":                     {func(v *wxpayimpl.Validator) { v.PathParam("x", "...") }, ""},
	"path empty":                    {func(v *wxpayimpl.Validator) { v.PathParam("x", "") }, "x must not be empty [path]"},
	"path dot":                      {func(v *wxpayimpl.Validator) { v.PathParam("x", ".") }, "x must not be a dot segment: it would lead to another path [path]"},
	"path dots":                     {func(v *wxpayimpl.Validator) { v.PathParam("x", "..") }, "x must not be a dot segment: it would lead to another path [path]"},
	"separator apart":               {func(v *wxpayimpl.Validator) { v.NoSeparator("x", "a|b", ",") }, ""},
	"separator within":              {func(v *wxpayimpl.Validator) { v.NoSeparator("x", "a,b", ",") }, `x must not contain ",", which separates the values of the list [separator]`},
	"length without maximum":        {func(v *wxpayimpl.Validator) { v.Length("x", strings.Repeat("a", 999), 1, -1) }, ""},
	"length below minimum":          {func(v *wxpayimpl.Validator) { v.Length("x", "a", 6, -1) }, "x must be at least 6 characters, has 1 [length]"},
	"length of one":                 {func(v *wxpayimpl.Validator) { v.Length("x", "", 1, -1) }, "x must be at least 1 character, is empty [length]"},
	"length up to one":              {func(v *wxpayimpl.Validator) { v.Length("x", "ab", 0, 1) }, "x must be at most 1 character, has 2 [length]"},
	"length exact":                  {func(v *wxpayimpl.Validator) { v.Length("x", "ab", 3, 3) }, "x must be exactly 3 characters, has 2 [length]"},
	"length at most":                {func(v *wxpayimpl.Validator) { v.Length("x", "abc", 0, 2) }, "x must be at most 2 characters, has 3 [length]"},
	"bytes kept":                    {func(v *wxpayimpl.Validator) { v.Bytes("x", "中中", 1, 6) }, ""},
	"bytes above":                   {func(v *wxpayimpl.Validator) { v.Bytes("x", "中中", 1, 5) }, "x must be 1 to 5 bytes, has 6 [bytes]"},
	"bytes not UTF-8":               {func(v *wxpayimpl.Validator) { v.Bytes("x", "\xff", 1, 5) }, "x must be valid UTF-8 [utf8]"},
	"utf8 kept":                     {func(v *wxpayimpl.Validator) { v.UTF8("x", "中") }, ""},
	"utf8 emoji":                    {func(v *wxpayimpl.Validator) { v.UTF8("x", "中😀") }, "x must not have characters of four bytes in UTF-8, such as emoji [bmp]"},
	"bytes emoji":                   {func(v *wxpayimpl.Validator) { v.Bytes("x", "😀", 0, 1) }, "x must not have characters of four bytes in UTF-8, such as emoji [bmp]"},
	"emoji before what is no UTF-8": {func(v *wxpayimpl.Validator) { v.UTF8("x", "😀\xff") }, "x must not have characters of four bytes in UTF-8, such as emoji [bmp]"},
	"utf8 broken":                   {func(v *wxpayimpl.Validator) { v.UTF8("x", "\xff") }, "x must be valid UTF-8 [utf8]"},
	"pattern kept":                  {func(v *wxpayimpl.Validator) { v.Pattern("x", "abc", aToC) }, ""},
	"pattern broken":                {func(v *wxpayimpl.Validator) { v.Pattern("x", "abd", aToC) }, "x must match ^[a-c]+$ [pattern]"},
	"pattern that is none":          {func(v *wxpayimpl.Validator) { v.Pattern("x", "(", wxpayimpl.NewRegexp("(")) }, "x must match ( [pattern]"},
	"chars kept":                    {func(v *wxpayimpl.Validator) { v.Chars("x", "aZ0_-", "0-9A-Za-z_-", 1, 32) }, ""},
	"chars broken":                  {func(v *wxpayimpl.Validator) { v.Chars("x", "a b", "0-9A-Za-z_-", 1, 32) }, "x must consist of the characters 0-9A-Za-z_- [chars]"},
	"chars too long":                {func(v *wxpayimpl.Validator) { v.Chars("x", "abc", "a-z", 1, 2) }, "x must be 1 to 2 characters, has 3 [length]"},
	"chars escaped":                 {func(v *wxpayimpl.Validator) { v.Chars("x", `]\-|*`, `\]\\\-|*`, 1, -1) }, ""},
	"chars hyphen first":            {func(v *wxpayimpl.Validator) { v.Chars("x", "-a", "-a", 1, -1) }, ""},
	"chars Chinese":                 {func(v *wxpayimpl.Validator) { v.Chars("x", "中文a", "a-z一-龥", 1, -1) }, ""},
	"chars emoji":                   {func(v *wxpayimpl.Validator) { v.Chars("x", "😀", "a-z一-龥", 1, -1) }, "x must not have characters of four bytes in UTF-8, such as emoji [bmp]"},
	"chars not UTF-8":               {func(v *wxpayimpl.Validator) { v.Chars("x", "\xff", "a-z", 1, -1) }, "x must be valid UTF-8 [utf8]"},
	"chars of no class":             {func(v *wxpayimpl.Validator) { v.Chars("x", "a", "", 1, -1) }, "x must consist of the characters  [chars]"},
	"required kept":                 {func(v *wxpayimpl.Validator) { v.Required("x", true) }, ""},
	"items kept":                    {func(v *wxpayimpl.Validator) { v.Items("x", 100, 0, 100) }, ""},
	"items above":                   {func(v *wxpayimpl.Validator) { v.Items("x", 101, 0, 100) }, "x must be at most 100 items, has 101 [items]"},
	"items empty":                   {func(v *wxpayimpl.Validator) { v.Items("x", 0, 1, -1) }, "x must be at least 1 item, is empty [items]"},
	"properties above":              {func(v *wxpayimpl.Validator) { v.Properties("x", 6, 1, 5) }, "x must be 1 to 5 entries, has 6 [properties]"},
	"properties exact":              {func(v *wxpayimpl.Validator) { v.Properties("x", 2, 1, 1) }, "x must be exactly 1 entry, has 2 [properties]"},
	"min kept":                      {func(v *wxpayimpl.Validator) { v.Min("x", 1, 1) }, ""},
	"min broken":                    {func(v *wxpayimpl.Validator) { v.Min("x", 0, 1) }, "x must be at least 1 [min]"},
	"max kept":                      {func(v *wxpayimpl.Validator) { v.Max("x", math.MaxInt64, math.MaxInt64) }, ""},
	"max broken":                    {func(v *wxpayimpl.Validator) { v.Max("x", 9007199254740993, 9007199254740992) }, "x must be at most 9007199254740992 [max]"},
	"exclusive min kept":            {func(v *wxpayimpl.Validator) { v.ExclusiveMin("x", 2, 1) }, ""},
	"exclusive min broken":          {func(v *wxpayimpl.Validator) { v.ExclusiveMin("x", 1, 1) }, "x must be more than 1 [min]"},
	"uint kept": {func(v *wxpayimpl.Validator) {
		v.MaxUint("x", math.MaxUint64, math.MaxUint64)
		v.MinUint("x", 1<<63, 1<<63)
		v.MultipleOfUint("x", math.MaxUint64, 5)
	}, ""},
	"max uint broken":            {func(v *wxpayimpl.Validator) { v.MaxUint("x", math.MaxUint64, 1<<63) }, "x must be at most 9223372036854775808 [max]"},
	"min uint broken":            {func(v *wxpayimpl.Validator) { v.MinUint("x", 1<<63-1, 1<<63) }, "x must be at least 9223372036854775808 [min]"},
	"multiple uint broken":       {func(v *wxpayimpl.Validator) { v.MultipleOfUint("x", math.MaxUint64, 2) }, "x must be a multiple of 2 [multipleOf]"},
	"exclusive max kept":         {func(v *wxpayimpl.Validator) { v.ExclusiveMax("x", 0, 1) }, ""},
	"exclusive max broken":       {func(v *wxpayimpl.Validator) { v.ExclusiveMax("x", 1, 1) }, "x must be less than 1 [max]"},
	"multiple kept":              {func(v *wxpayimpl.Validator) { v.MultipleOf("x", -300, 100) }, ""},
	"multiple broken":            {func(v *wxpayimpl.Validator) { v.MultipleOf("x", 150, 100) }, "x must be a multiple of 100 [multipleOf]"},
	"multiple of zero":           {func(v *wxpayimpl.Validator) { v.MultipleOf("x", 1, 0) }, "x must be a multiple of 0 [multipleOf]"},
	"min number kept":            {func(v *wxpayimpl.Validator) { v.MinNumber("x", 0.1, 0.1) }, ""},
	"min number broken":          {func(v *wxpayimpl.Validator) { v.MinNumber("x", 0.09, 0.1) }, "x must be at least 0.1 [min]"},
	"max number broken":          {func(v *wxpayimpl.Validator) { v.MaxNumber("x", 1e22, 1e21) }, "x must be at most 1e+21 [max]"},
	"exclusive min number":       {func(v *wxpayimpl.Validator) { v.ExclusiveMinNumber("x", 0.5, 0.5) }, "x must be more than 0.5 [min]"},
	"exclusive max number":       {func(v *wxpayimpl.Validator) { v.ExclusiveMaxNumber("x", 0.5, 0.5) }, "x must be less than 0.5 [max]"},
	"exclusive max number kept":  {func(v *wxpayimpl.Validator) { v.ExclusiveMaxNumber("x", 0.4, 0.5) }, ""},
	"finite kept":                {func(v *wxpayimpl.Validator) { v.Finite("x", math.MaxFloat64) }, ""},
	"NaN":                        {func(v *wxpayimpl.Validator) { v.Finite("x", math.NaN()) }, "x must be a finite number [number]"},
	"infinite":                   {func(v *wxpayimpl.Validator) { v.Finite("x", math.Inf(-1)) }, "x must be a finite number [number]"},
	"check kept":                 {func(v *wxpayimpl.Validator) { v.Check("x", true, "r", "p") }, ""},
	"check broken":               {func(v *wxpayimpl.Validator) { v.Check("x", false, "r", "must be p") }, "x must be p [r]"},
	"unique kept":                {func(v *wxpayimpl.Validator) { wxpayimpl.Unique(v, "x", []string{"a", "b"}) }, ""},
	"unique broken":              {func(v *wxpayimpl.Validator) { wxpayimpl.Unique(v, "x", []string{"a", "b", "a"}) }, "x must not repeat an item; items 0 and 2 are equal [unique]"},
	"unique in a long list":      {func(v *wxpayimpl.Validator) { wxpayimpl.Unique(v, "x", append(numbers(100), 42)) }, "x must not repeat an item; items 42 and 100 are equal [unique]"},
	"unique long list kept":      {func(v *wxpayimpl.Validator) { wxpayimpl.Unique(v, "x", numbers(100)) }, ""},
	"unique by function":         {func(v *wxpayimpl.Validator) { wxpayimpl.UniqueFunc(v, "x", []string{"a", "A"}, strings.EqualFold) }, "x must not repeat an item; items 0 and 1 are equal [unique]"},
	"unique by function kept":    {func(v *wxpayimpl.Validator) { wxpayimpl.UniqueFunc(v, "x", []string{"a", "b"}, strings.EqualFold) }, ""},
	"one of kept":                {func(v *wxpayimpl.Validator) { v.OneOf("x", "Card or Wallet", false, true) }, ""},
	"one of none":                {func(v *wxpayimpl.Validator) { v.OneOf("x", "Card or Wallet", false, false) }, "x must be exactly one of Card or Wallet, has 0 [oneOf]"},
	"one of two":                 {func(v *wxpayimpl.Validator) { v.OneOf("", "Card or Wallet", true, true) }, "must be exactly one of Card or Wallet, has 2 [oneOf]"},
	"leaving more than entering": {func(v *wxpayimpl.Validator) { v.Leave(); v.Field("a"); v.Leave(); v.Leave(); v.Required("x", false) }, "x is required [required]"},
}

func TestRules(t *testing.T) {
	for name, test := range ruleTests {
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
