package wxpayimpl

import "github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"

// FormatNumber writes f as JSON does: the shortest text that reads back as f.
func FormatNumber(f float64) string { return jsonvalue.FormatNumber(f) }
