package sqldedup

import (
	"fmt"
	"regexp"
	"time"
)

// Option configures a [Deduplicator].
type Option func(*Deduplicator) error

// tableName allows a schema before the name.
var tableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?$`)

// WithTable names the table, with its schema if need be; it is wxpay_notifications
// otherwise. Letters, digits and underscores are allowed.
func WithTable(name string) Option {
	return func(d *Deduplicator) error {
		if !tableName.MatchString(name) {
			return fmt.Errorf("WithTable: %q is not a name of letters, digits and underscores, with at most one period", name)
		}
		d.table = name
		return nil
	}
}

// WithLease sets after how long a claim lapses whose process died, a minute
// otherwise. It has to be longer than the 5 s that a notification may take; shorter
// ones than 10 s are for tests.
func WithLease(lease time.Duration) Option {
	return func(d *Deduplicator) error {
		if lease < time.Millisecond || lease > 24*time.Hour {
			return fmt.Errorf("WithLease: %v is not between 1ms and 24h", lease)
		}
		d.lease = lease
		return nil
	}
}

// WithKeep sets how long the key of a handled event is kept, 25 hours otherwise.
// WeChat Pay repeats a notification for a day.
func WithKeep(keep time.Duration) Option {
	return func(d *Deduplicator) error {
		if keep < time.Hour || keep > 10*365*24*time.Hour {
			return fmt.Errorf("WithKeep: %v is not between 1h and 10 years", keep)
		}
		d.keep = keep
		return nil
	}
}

// WithPrefix puts prefix before every key. Merchants that share a table need a
// prefix of their own each. It is at most 64 bytes of ASCII.
func WithPrefix(prefix string) Option {
	return func(d *Deduplicator) error {
		if len(prefix) > maxPrefix || !ascii(prefix) {
			return fmt.Errorf("WithPrefix: %q is not printable ASCII of at most %d bytes", prefix, maxPrefix)
		}
		d.prefix = prefix
		return nil
	}
}

// maxPrefix and maxKey are bytes; together they fit into the column.
const (
	maxPrefix = 64
	maxKey    = 191
)

func ascii(text string) bool {
	for _, b := range []byte(text) {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}
