package wxpay

import (
	"context"
	"errors"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher"
)

// maxHandlerTimeout is how long WeChat Pay waits for a response.
const maxHandlerTimeout = 5 * time.Second

const (
	defaultHandlerTimeout  = 4 * time.Second
	defaultClockSkew       = 5 * time.Minute
	defaultMaxNotification = 1 << 20
)

// ReceiverOption is an option of [NewReceiver].
type ReceiverOption func(*receiverConfig) error

type receiverConfig struct {
	now            func() time.Time
	clockSkew      time.Duration
	handlerTimeout time.Duration
	maxBody        int64
	apiV3Keys      []string
	dedup          Deduplicator
	cipher         cipher.Cipher
	observers      []func(context.Context, NotificationEvent)
}

func defaultReceiverConfig() receiverConfig {
	return receiverConfig{now: time.Now, clockSkew: defaultClockSkew, handlerTimeout: defaultHandlerTimeout, maxBody: defaultMaxNotification}
}

// WithClock sets the function that returns the current time. The default is time.Now. It
// must be safe for concurrent use.
func WithClock(now func() time.Time) ReceiverOption {
	return func(c *receiverConfig) error {
		if now == nil {
			return errors.New("WithClock: the function is nil")
		}
		c.now = now
		return nil
	}
}

// WithClockSkew sets how far a notification's timestamp may be from the current time, in
// either direction. The default is 5 minutes. Older notifications are rejected, since they
// may be replayed.
func WithClockSkew(limit time.Duration) ReceiverOption {
	return func(c *receiverConfig) error {
		if limit <= 0 {
			return errors.New("WithClockSkew: the time must be positive")
		}
		c.clockSkew = limit
		return nil
	}
}

// WithMaxNotification sets the size of the largest body that is accepted, in bytes. The
// default is 1 MiB. No more than that is read.
func WithMaxNotification(size int64) ReceiverOption {
	return func(c *receiverConfig) error {
		if size <= 0 {
			return errors.New("WithMaxNotification: the size must be positive")
		}
		c.maxBody = size
		return nil
	}
}

// WithHandlerTimeout sets the deadline of the context that functions receive, counted from
// when the notification was read. The default is 4 s. It must be below 5 s, after which
// WeChat Pay sends the notification again.
func WithHandlerTimeout(limit time.Duration) ReceiverOption {
	return func(c *receiverConfig) error {
		if limit <= 0 || limit >= maxHandlerTimeout {
			return errors.New("WithHandlerTimeout: the time must be positive and below 5 s")
		}
		c.handlerTimeout = limit
		return nil
	}
}

// WithPreviousAPIv3Key adds a key for notifications that the receiver's APIv3 key does not
// decrypt. Use it to change the key on the merchant platform: start every server with the new
// key and the previous one, change the key on the platform, and remove the previous one a day
// later, when WeChat Pay no longer sends notifications that are encrypted with it. The option
// may be given several times.
func WithPreviousAPIv3Key(apiV3Key string) ReceiverOption {
	return func(c *receiverConfig) error {
		c.apiV3Keys = append(c.apiV3Keys, apiV3Key)
		return nil
	}
}

// WithDeduplicator sets a [Deduplicator], so that each event is handled once. Without it,
// functions must expect events that they have handled before.
func WithDeduplicator(d Deduplicator) ReceiverOption {
	return func(c *receiverConfig) error {
		if d == nil {
			return errors.New("WithDeduplicator: the deduplicator is nil")
		}
		c.dedup = d
		return nil
	}
}

// WithResourceCipher sets the cipher, with the merchant's private key, for fields that are
// encrypted within a resource. Few events have such fields. Without a cipher these fail
// with [NotificationUndecodable].
func WithResourceCipher(c cipher.Cipher) ReceiverOption {
	return func(conf *receiverConfig) error {
		if c == nil {
			return errors.New("WithResourceCipher: the cipher is nil")
		}
		conf.cipher = c
		return nil
	}
}

// WithNotificationObserver calls observe for each notification, whether or not it was
// acknowledged, before the response is sent. observe should return quickly and must be safe
// for concurrent use. Several observers are called in order. A panic of one is logged with
// [slog.Default] and has no other effect.
func WithNotificationObserver(observe func(context.Context, NotificationEvent)) ReceiverOption {
	return func(c *receiverConfig) error {
		if observe == nil {
			return errors.New("WithNotificationObserver: the function is nil")
		}
		c.observers = append(c.observers, observe)
		return nil
	}
}
