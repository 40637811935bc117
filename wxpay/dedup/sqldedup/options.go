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

// WithTable sets the name of the table, optionally with its schema. The default is
// wxpay_notifications. Letters, digits and underscores are allowed.
func WithTable(name string) Option {
	return func(d *Deduplicator) error {
		if !tableName.MatchString(name) {
			return fmt.Errorf("WithTable: %q is not a name of letters, digits and underscores, with at most one period", name)
		}
		d.table = name
		return nil
	}
}

// WithLease sets the time after which the claim of a dead process expires. The
// default is a minute. It must be longer than the 5 s that a notification may take;
// values below 10 s are for tests.
func WithLease(lease time.Duration) Option {
	return func(d *Deduplicator) error {
		if lease < time.Millisecond || lease > 24*time.Hour {
			return fmt.Errorf("WithLease: %v is not between 1ms and 24h", lease)
		}
		d.lease = lease
		return nil
	}
}

// WithKeep sets how long the key of a handled event is kept. The default is 25
// hours: WeChat Pay retries a notification for a day.
func WithKeep(keep time.Duration) Option {
	return func(d *Deduplicator) error {
		if keep < time.Hour || keep > 10*365*24*time.Hour {
			return fmt.Errorf("WithKeep: %v is not between 1h and 10 years", keep)
		}
		d.keep = keep
		return nil
	}
}

// WithPrefix sets the prefix of every key, at most 64 bytes of ASCII. Merchants
// that share a table need different prefixes.
func WithPrefix(prefix string) Option {
	return func(d *Deduplicator) error {
		if len(prefix) > maxPrefix || !ascii(prefix) {
			return fmt.Errorf("WithPrefix: %q is not printable ASCII of at most %d bytes", prefix, maxPrefix)
		}
		d.prefix = prefix
		return nil
	}
}

// maxPrefix and maxKey are in bytes; together they fit into the column.
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
