package wxpay_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestMomentsAreKeptAsTheyCameAndReadOnDemand(t *testing.T) {
	beijing := time.FixedZone("", 8*60*60)
	want := time.Date(2018, 6, 8, 10, 34, 56, 0, beijing)
	if d := wxpay.NewDateTime(want.Add(time.Millisecond)); d != "2018-06-08T10:34:56+08:00" {
		t.Errorf("NewDateTime: %s", d)
	}
	for text, at := range map[wxpay.DateTime]time.Time{
		"2018-06-08T10:34:56+08:00": want, "2018-06-08T02:34:56Z": want, "2018-06-08T10:34:56.000+08:00": want,
		"2018-06-08T10:34+08:00": want.Add(-56 * time.Second),
	} {
		if got, err := text.Time(); err != nil || !got.Equal(at) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	var d wxpay.DateTime
	if err := json.Unmarshal([]byte(`"yesterday"`), &d); err != nil || d != "yesterday" {
		t.Errorf("decoded %q, %v", d, err)
	}
	if got, err := d.Time(); err == nil || !got.IsZero() || strings.Contains(err.Error(), "yesterday") {
		t.Errorf("%v, %v", got, err)
	}
}

func TestDaysAreKeptAsTheyCameAndReadOnDemand(t *testing.T) {
	day := time.Date(2018, 6, 8, 23, 0, 0, 0, time.FixedZone("", -10*60*60))
	if d := wxpay.NewDate(day); d != "2018-06-08" {
		t.Errorf("NewDate: %s", d)
	}
	if got, err := wxpay.Date("2018-06-08").Time(); err != nil || !got.Equal(time.Date(2018, 6, 8, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := wxpay.Date("8 June").Time(); err == nil || strings.Contains(err.Error(), "June") {
		t.Errorf("error %v", err)
	}
}

func TestNumbersAreWrittenAsJSONWritesThem(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 0.1, 19.99, 1e20, 1e21, 1e-6, 1e-7, 1.5e-9, 123456789.125, math.MaxFloat64, 5e-324, -2.5e30} {
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := wxpay.FormatNumber(f); got != string(want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := wxpay.FormatNumber(math.NaN()) + wxpay.FormatNumber(math.Inf(1)) + wxpay.FormatNumber(math.Inf(-1)); got != "NaN+Inf-Inf" {
		t.Error(got)
	}
}
