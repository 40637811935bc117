package wxpay

import "time"

// Beijing is the time zone of WeChat Pay: days, bills and times without an offset
// are in it. It is fixed, at +08:00, and does not need the system's time zone
// database, which containers often lack.
var Beijing = time.FixedZone("CST", 8*60*60)

// DateTime is a moment as WeChat Pay writes it, in RFC 3339 with an offset:
// "2018-06-08T10:34:56+08:00". Decoding keeps whatever was received. "" means absent.
type DateTime string

// NewDateTime writes t in Beijing time, to the second, whatever t's location is.
func NewDateTime(t time.Time) DateTime { return DateTime(t.In(Beijing).Format(time.RFC3339)) }

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

// Date is a day without a time, "2018-06-08". Decoding keeps whatever was
// received. "" means absent.
type Date string

// NewDate writes the day that t is in in Beijing, whatever t's location is: at
// 18:00 UTC, the next day has begun there. To write another zone's day, convert
// t.Format(time.DateOnly).
func NewDate(t time.Time) Date { return Date(t.In(Beijing).Format(time.DateOnly)) }

// Time returns the beginning of the day in Beijing. The error does not quote the
// text.
func (d Date) Time() (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Beijing)
	if err != nil {
		return time.Time{}, errDate
	}
	return t, nil
}

const (
	compactTime = "20060102150405"
	compactDay  = "20060102"
)

// ParseCompact reads a time without separators, yyyyMMddHHmmss or yyyyMMdd, in
// Beijing time: the time_range of WeChat Pay Score, for example. A day is its
// beginning. The error does not quote the text.
func ParseCompact(text string) (time.Time, error) {
	layout := compactTime
	if len(text) == len(compactDay) {
		layout = compactDay
	}
	t, err := time.ParseInLocation(layout, text, Beijing)
	if err != nil || len(text) != len(layout) {
		return time.Time{}, errCompact
	}
	return t, nil
}

// FormatCompact writes t as yyyyMMddHHmmss in Beijing time, whatever t's location is.
func FormatCompact(t time.Time) string { return t.In(Beijing).Format(compactTime) }

// FormatCompactDate writes the day that t is in in Beijing, as yyyyMMdd.
func FormatCompactDate(t time.Time) string { return t.In(Beijing).Format(compactDay) }
