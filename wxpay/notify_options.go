package wxpay

import (
	"context"
	"errors"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher"
)

// WeChat Pay waits this long for an answer, and then sends the notification again.
const maxAnswerTime = 5 * time.Second

const (
	defaultAnswerTime      = 4 * time.Second
	defaultClockSkew       = 5 * time.Minute
	defaultMaxNotification = 1 << 20
)

// ReceiverOption is an option of [NewReceiver].
type ReceiverOption func(*receiverConfig) error

type receiverConfig struct {
	now        func() time.Time
	clockSkew  time.Duration
	answerTime time.Duration
	maxBody    int64
	apiV3Keys  []string
	dedup      Deduplicator
	cipher     cipher.Cipher
	observers  []func(context.Context, NotificationEvent)
}

func defaultReceiverConfig() receiverConfig {
	return receiverConfig{now: time.Now, clockSkew: defaultClockSkew, answerTime: defaultAnswerTime, maxBody: defaultMaxNotification}
}

// WithClock sets where a receiver has the time from; it is time.Now unless set.
// It may be called concurrently.
func WithClock(now func() time.Time) ReceiverOption {
	return func(c *receiverConfig) error {
		if now == nil {
			return errors.New("WithClock: the function is nil")
		}
		c.now = now
		return nil
	}
}

// WithClockSkew sets how far a notification's timestamp may be from the
// receiver's time, in both directions. It is 5 minutes unless set: an older
// notification may be a copy of one that came before.
func WithClockSkew(limit time.Duration) ReceiverOption {
	return func(c *receiverConfig) error {
		if limit <= 0 {
			return errors.New("WithClockSkew: the time must be above 0")
		}
		c.clockSkew = limit
		return nil
	}
}

// WithMaxNotification sets the largest body that is taken, in bytes. It is 1 MiB
// unless set. No more than that is read.
func WithMaxNotification(size int64) ReceiverOption {
	return func(c *receiverConfig) error {
		if size <= 0 {
			return errors.New("WithMaxNotification: the size must be above 0")
		}
		c.maxBody = size
		return nil
	}
}

// WithHandlerTimeout sets the deadline of the context that functions get, from when
// the notification has been read. It is 4 s unless set, and below the 5 s after
// which WeChat Pay gives up waiting and sends the notification again.
func WithHandlerTimeout(limit time.Duration) ReceiverOption {
	return func(c *receiverConfig) error {
		if limit <= 0 || limit >= maxAnswerTime {
			return errors.New("WithHandlerTimeout: the time must be above 0 and below 5 s")
		}
		c.answerTime = limit
		return nil
	}
}

// WithPreviousAPIv3Key decrypts what the receiver's APIv3 key does not open with
// another one. Use it while the key is changed on the merchant platform: start every
// server with the new key and the previous one, change the key there, and start them
// with the new one alone a day later, when WeChat Pay has repeated the last notification
// that the previous one encrypts. It may be given several times.
func WithPreviousAPIv3Key(apiV3Key string) ReceiverOption {
	return func(c *receiverConfig) error {
		c.apiV3Keys = append(c.apiV3Keys, apiV3Key)
		return nil
	}
}

// WithDeduplicator has d keep each event from being handled twice; see
// [Deduplicator]. Without it, functions have to take repetitions themselves.
func WithDeduplicator(d Deduplicator) ReceiverOption {
	return func(c *receiverConfig) error {
		if d == nil {
			return errors.New("WithDeduplicator: it is nil")
		}
		c.dedup = d
		return nil
	}
}

// WithResourceCipher decrypts the fields that are encrypted once more within a
// resource, with the merchant's private key. Few events have such fields; one
// that has them fails without it.
func WithResourceCipher(c cipher.Cipher) ReceiverOption {
	return func(conf *receiverConfig) error {
		if c == nil {
			return errors.New("WithResourceCipher: it is nil")
		}
		conf.cipher = c
		return nil
	}
}

// WithNotificationObserver calls observe after each notification that
// [Receiver.Handler] or [Receiver.Serve] answered, refused ones too. It is called
// by the goroutine of the notification before the answer goes out, so that it
// should be quick, and by several at once. Several observers are called in order.
// A panic of one is logged with [slog.Default] and changes nothing else.
func WithNotificationObserver(observe func(context.Context, NotificationEvent)) ReceiverOption {
	return func(c *receiverConfig) error {
		if observe == nil {
			return errors.New("WithNotificationObserver: the function is nil")
		}
		c.observers = append(c.observers, observe)
		return nil
	}
}
