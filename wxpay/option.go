package wxpay

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
)

const (
	defaultTimeout     = 30 * time.Second
	defaultMaxResponse = 10 << 20
)

// clientOption is an option of this package. It implements core.ClientOption without changing
// the SDK's settings, so that one list can have options of both kinds.
type clientOption func(*config) error

// Apply does nothing.
func (clientOption) Apply(*core.DialSettings) error { return nil }

// config has the settings of this package's options.
type config struct {
	server, backup server
	proxy          *http.Transport // nil: that of the http.Client, or of the environment
	timeout        time.Duration
	maxResponse    int64
	retry          Retry
	observers      []func(context.Context, Event)

	withoutMerchant bool
	dump            *dumper // nil: none
}

// WithServer sends all requests to baseURL, such as "http://127.0.0.1:8080", in place of the
// servers of the operations. Retries use the same server, unless [WithBackupServer] is given.
//
// baseURL has a scheme and a host, and may have a path, such as
// "https://gateway.internal/wechatpay": that of a reverse proxy that removes it before it
// sends a request on to WeChat Pay. The path is sent and not signed, since the signature
// covers the path that WeChat Pay sees.
func WithServer(baseURL string) core.ClientOption {
	return clientOption(func(c *config) (err error) {
		c.server, err = checkServer("WithServer", baseURL)
		return err
	})
}

// WithBackupServer sets the server for retries after a network failure. It has no effect
// without [WithRetry]. baseURL is like that of [WithServer].
func WithBackupServer(baseURL string) core.ClientOption {
	return clientOption(func(c *config) (err error) {
		c.backup, err = checkServer("WithBackupServer", baseURL)
		return err
	})
}

// WithTimeout limits how long one attempt may take, from connecting to the last byte of the
// response. For a [Download] it limits the time to the first bytes, and then how long a Read
// waits for more. The default is 30 s. An earlier deadline of the call's context applies as
// well. Each attempt of a call has this time.
func WithTimeout(timeout time.Duration) core.ClientOption {
	return clientOption(func(c *config) error {
		if timeout <= 0 {
			return errors.New("WithTimeout: the time must be positive")
		}
		c.timeout = timeout
		return nil
	})
}

// WithMaxResponse limits the size of the body of a response, in bytes after decompression.
// The default is 10 MiB. A larger success is a [*NoResponseError]. A larger error is an
// [*Error] with only the status, whose outcome is unknown if the response is signed. The
// limit does not apply to a [Download].
func WithMaxResponse(size int64) core.ClientOption {
	return clientOption(func(c *config) error {
		if size <= 0 {
			return errors.New("WithMaxResponse: the size must be positive")
		}
		c.maxResponse = size
		return nil
	})
}

// WithObserver calls observe after each attempt, in the goroutine of the call. observe should
// return quickly and must be safe for concurrent use. Several observers are called in order.
// A panic of one is logged with [slog.Default] and has no other effect.
func WithObserver(observe func(context.Context, Event)) core.ClientOption {
	return clientOption(func(c *config) error {
		if observe == nil {
			return errors.New("WithObserver: the function is nil")
		}
		c.observers = append(c.observers, observe)
		return nil
	})
}
