package wxpay

import (
	"math"
	"strconv"
	"time"
)

// DateTime is a moment as WeChat Pay writes it, in RFC 3339 with an offset:
// "2018-06-08T10:34:56+08:00". Decoding keeps whatever came. "" means absent.
type DateTime string

// NewDateTime writes t with its offset, to the second.
func NewDateTime(t time.Time) DateTime { return DateTime(t.Format(time.RFC3339)) }

// Time reads the moment. A form without seconds, which some products use, is
// read as well. The error does not quote the text.
func (d DateTime) Time() (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, string(d)); err == nil {
		return t, nil
	}
	t, err := time.Parse("2006-01-02T15:04Z07:00", string(d))
	if err != nil {
		return time.Time{}, errDateTime
	}
	return t, nil
}

// Date is a day without a time, "2018-06-08". Decoding keeps whatever came. ""
// means absent.
type Date string

// NewDate writes the day of t in t's own location.
func NewDate(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time returns the beginning of the day in UTC. The error does not quote the text.
func (d Date) Time() (time.Time, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}, errDate
	}
	return t, nil
}

type textError string

func (e textError) Error() string { return string(e) }

const (
	errDateTime textError = "wxpay: not a date and time as RFC 3339 writes it (2006-01-02T15:04:05+08:00)"
	errDate     textError = "wxpay: not a date (2006-01-02)"
)

// FormatNumber writes f as JSON does: the shortest text that reads back as f.
// NaN and the infinities, which JSON does not have, become "NaN", "+Inf" and "-Inf".
func FormatNumber(f float64) string {
	abs := math.Abs(f)
	if abs != 0 && (abs < 1e-6 || abs >= 1e21) && !math.IsInf(f, 0) {
		text := strconv.AppendFloat(make([]byte, 0, 24), f, 'e', -1, 64)
		if n := len(text); n >= 4 && text[n-4] == 'e' && text[n-2] == '0' { // e-09 is e-9
			text[n-2] = text[n-1]
			text = text[:n-1]
		}
		return string(text)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
