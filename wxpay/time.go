package wxpay

import "time"

// Beijing is the time zone of WeChat Pay: days, bills and times without an offset are in it.
// It is fixed at +08:00 and needs no time zone database, which containers often lack.
var Beijing = time.FixedZone("CST", 8*60*60)

// DateTime is a time in RFC 3339 with an offset: "2018-06-08T10:34:56+08:00". Decoding
// accepts any string. "" means absent.
type DateTime string

// NewDateTime returns t in Beijing time, truncated to seconds, for any location of t.
func NewDateTime(t time.Time) DateTime { return DateTime(t.In(Beijing).Format(time.RFC3339)) }

// Time parses the time. Seconds may be missing, since some products omit them. The error does
// not quote the text.
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

// Date is a day without a time: "2018-06-08". Decoding accepts any string. "" means absent.
type Date string

// NewDate returns the day of t in Beijing, for any location of t: at 18:00 UTC, the next day
// has begun there. For the day in another zone, convert t.Format(time.DateOnly).
func NewDate(t time.Time) Date { return Date(t.In(Beijing).Format(time.DateOnly)) }

// Time returns the beginning of the day in Beijing. The error does not quote the text.
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

// ParseCompact parses a time without separators, yyyyMMddHHmmss or yyyyMMdd, in Beijing time,
// such as time_range of WeChat Pay Score. For a day it returns the beginning. The error does
// not quote the text.
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

// FormatCompact returns t as yyyyMMddHHmmss in Beijing time, for any location of t.
func FormatCompact(t time.Time) string { return t.In(Beijing).Format(compactTime) }

// FormatCompactDate returns the day of t in Beijing as yyyyMMdd.
func FormatCompactDate(t time.Time) string { return t.In(Beijing).Format(compactDay) }
