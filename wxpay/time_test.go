package wxpay_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestDateTime(t *testing.T) {
	want := time.Date(2018, 6, 8, 10, 34, 56, 0, wxpay.Beijing)
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

// A container's clock is in UTC; what is sent is Beijing time all the same.
func TestBeijingTime(t *testing.T) {
	evening := time.Date(2018, 6, 7, 18, 0, 0, 999, time.UTC) // 2 o'clock in Beijing, on the 8th
	for _, at := range []time.Time{evening, evening.In(time.FixedZone("", -10*60*60)), evening.In(wxpay.Beijing)} {
		for got, want := range map[string]string{
			string(wxpay.NewDateTime(at)): "2018-06-08T02:00:00+08:00",
			string(wxpay.NewDate(at)):     "2018-06-08",
			wxpay.FormatCompact(at):       "20180608020000",
			wxpay.FormatCompactDate(at):   "20180608",
		} {
			if got != want {
				t.Errorf("%v: got %s, want %s", at, got, want)
			}
		}
	}
}

func TestDate(t *testing.T) {
	if got, err := wxpay.Date("2018-06-08").Time(); err != nil || !got.Equal(time.Date(2018, 6, 7, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := wxpay.Date("8 June").Time(); err == nil || strings.Contains(err.Error(), "June") {
		t.Errorf("error %v", err)
	}
}

func TestParseCompact(t *testing.T) {
	for text, want := range map[string]time.Time{
		"20180608020000": time.Date(2018, 6, 7, 18, 0, 0, 0, time.UTC),
		"20180608":       time.Date(2018, 6, 7, 16, 0, 0, 0, time.UTC),
	} {
		if got, err := wxpay.ParseCompact(text); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "OnAccept", "2018060802", "20181308", "201806080200001", "20180608020000.5", "2018-06-08"} {
		if got, err := wxpay.ParseCompact(text); err == nil || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}
