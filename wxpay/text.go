package wxpay

import "strconv"

type textError string

func (e textError) Error() string { return string(e) }

const (
	errDateTime textError = "wxpay: not a date and time of RFC 3339 (2006-01-02T15:04:05+08:00)"
	errDate     textError = "wxpay: not a date (2006-01-02)"
	errCompact  textError = "wxpay: not a time in the form yyyyMMddHHmmss or yyyyMMdd"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
