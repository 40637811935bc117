package money_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay/money"
)

func TestParseYuan(t *testing.T) {
	for text, want := range map[string]int64{
		"19.9": 1990, "19.90": 1990, "19.900": 1990, "0.29": 29, "1.15": 115, "4.35": 435, "8.2": 820, "1001.1": 100110,
		"0": 0, "-0": 0, "0.00": 0, "+1": 100, "-0.01": -1, "007": 700,
		"92233720368547758.07": math.MaxInt64, "-92233720368547758.08": math.MinInt64,
	} {
		if got, err := money.ParseYuan(text); err != nil || got != want {
			t.Errorf("%s: got %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]error{
		"": money.ErrSyntax, ".": money.ErrSyntax, "1.": money.ErrSyntax, ".5": money.ErrSyntax, "-": money.ErrSyntax,
		"+-1": money.ErrSyntax, "--1": money.ErrSyntax, "1.2.3": money.ErrSyntax, "1,000.00": money.ErrSyntax, "¥1": money.ErrSyntax,
		" 1": money.ErrSyntax, "1 ": money.ErrSyntax, "1e3": money.ErrSyntax, "0x10": money.ErrSyntax, "１９.９": money.ErrSyntax, "NaN": money.ErrSyntax,
		"19.901": money.ErrPrecision, "0.001": money.ErrPrecision,
		"92233720368547758.08": money.ErrRange, "-92233720368547758.09": money.ErrRange, "99999999999999999999": money.ErrRange,
	} {
		if got, err := money.ParseYuan(text); !errors.Is(err, want) {
			t.Errorf("%q: got %d, %v; want %v", text, got, err, want)
		}
	}
	if _, err := money.Parse("1", 19); err == nil {
		t.Error("19 decimals are no error")
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		decimals int
		want     string
	}{
		{1990, 2, "19.90"},
		{0, 2, "0.00"},
		{1, 2, "0.01"},
		{-1, 2, "-0.01"},
		{100, 0, "100"},
		{-100, 0, "-100"},
		{1234, 3, "1.234"},
		{math.MaxInt64, 2, "92233720368547758.07"},
		{math.MinInt64, 2, "-92233720368547758.08"},
		{math.MinInt64, 18, "-9.223372036854775808"},
	} {
		if got := money.Format(c.minor, c.decimals); got != c.want {
			t.Errorf("Format(%d, %d) is %s, want %s", c.minor, c.decimals, got, c.want)
		}
	}
}

func TestDecimals(t *testing.T) {
	for currency, want := range map[string]int{"CNY": 2, "hkd": 2, "JPY": 0, "KRW": 0, "KWD": 3, "": 2} {
		if got := money.Decimals(currency); got != want {
			t.Errorf("%s: %d, want %d", currency, got, want)
		}
	}
}

// Every amount survives the way to text and back, and text that is accepted is
// the amount that it says.
func FuzzRoundTrip(f *testing.F) {
	f.Add(int64(1989), 2, "19.90")
	f.Add(int64(math.MinInt64), 18, "-0.000")
	f.Fuzz(func(t *testing.T, minor int64, decimals int, text string) {
		decimals = int(uint(decimals) % 19)
		if got, err := money.Parse(money.Format(minor, decimals), decimals); err != nil || got != minor {
			t.Errorf("%d with %d decimals came back as %d, %v", minor, decimals, got, err)
		}
		if n, err := money.Parse(text, decimals); err == nil && number(money.Format(n, decimals)) != number(text) {
			t.Errorf("%q became %s", text, money.Format(n, decimals))
		}
	})
}

// number takes off what does not change a number's value.
func number(s string) string {
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimLeft(strings.TrimLeft(s, "+-"), "0")
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if negative && s != "" {
		return "-" + s
	}
	return s
}
