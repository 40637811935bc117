package wxpay

import (
	"context"
	"errors"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
)

const (
	defaultTimeout     = 30 * time.Second
	defaultMaxResponse = 10 << 20
)

// clientOption is an option of this package. It is a core.ClientOption too, and
// does nothing to the SDK's settings, so that one list takes both kinds.
type clientOption func(*config) error

// Apply leaves the SDK's settings alone.
func (clientOption) Apply(*core.DialSettings) error { return nil }

// config is what this package's options say.
type config struct {
	server, backup string
	timeout        time.Duration
	maxResponse    int64
	retry          Retry
	observers      []func(context.Context, Event)
}

// WithServer sends every request to baseURL, such as "http://127.0.0.1:8080",
// in place of the servers that the operations name. baseURL has a scheme and a
// host and nothing else. There is no fallback then, unless [WithBackupServer]
// names one.
func WithServer(baseURL string) core.ClientOption {
	return clientOption(func(c *config) (err error) {
		c.server, err = checkServer("WithServer", baseURL)
		return err
	})
}

// WithBackupServer names the server that a repeated request goes to after a
// network failure. It has an effect together with [WithRetry] alone.
func WithBackupServer(baseURL string) core.ClientOption {
	return clientOption(func(c *config) (err error) {
		c.backup, err = checkServer("WithBackupServer", baseURL)
		return err
	})
}

// WithTimeout sets how long one attempt may take, from connecting to the last
// byte of the answer; for a [Download], to its first bytes, and then how long a Read may
// wait for the next ones. It is 30 s unless set.
// A deadline of the call's context that comes earlier counts. A call that is
// repeated has this time for each attempt.
func WithTimeout(timeout time.Duration) core.ClientOption {
	return clientOption(func(c *config) error {
		if timeout <= 0 {
			return errors.New("WithTimeout: the time must be above 0")
		}
		c.timeout = timeout
		return nil
	})
}

// WithMaxResponse sets the largest answer body that is read, in bytes after
// decompression. It is 10 MiB unless set. A longer success is a
// [*NoResponseError]; a longer refusal is an [*Error] with the status alone, and
// its outcome is unknown if it is signed. The bound does not apply to a [Download].
func WithMaxResponse(size int64) core.ClientOption {
	return clientOption(func(c *config) error {
		if size <= 0 {
			return errors.New("WithMaxResponse: the size must be above 0")
		}
		c.maxResponse = size
		return nil
	})
}

// WithObserver calls observe after each exchange, a repeated call's included. It
// is called by the goroutine of the call, so that it should be quick, and by
// several at once when calls are concurrent. Several observers are called in
// order. A panic of one is logged with [slog.Default] and changes nothing else.
func WithObserver(observe func(context.Context, Event)) core.ClientOption {
	return clientOption(func(c *config) error {
		if observe == nil {
			return errors.New("WithObserver: the function is nil")
		}
		c.observers = append(c.observers, observe)
		return nil
	})
}
