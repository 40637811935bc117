// Package redisdedup prevents several servers that share a Redis from handling a
// notification of WeChat Pay twice.
//
//	dedup, err := redisdedup.New(client)
//	…
//	receiver, err := wxpay.NewReceiver(apiV3Key, verifier, wxpay.WithDeduplicator(dedup))
//
// Its guarantees depend on Redis: a key that Redis evicts, or loses in a failover to a
// replica, counts as never claimed. If a process dies after an event was handled but
// before this was recorded, the event is handled again. The effect of an event must
// therefore be safe to repeat (an update with a condition, a unique index); or use
// package sqldedup, which commits both together.
package redisdedup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

const (
	defaultPrefix = "wxpay:notification:"
	defaultLease  = time.Minute
	defaultKeep   = 25 * time.Hour
	maxPrefix     = 256 // bytes
)

// handledValue is the value of a key whose event was handled. That of a claimed key is
// its owner, which is 26 random characters.
const handledValue = "handled"

// Deduplicator is a [wxpay.Deduplicator] with keys in Redis. It is safe for concurrent
// use. Make one with [New].
type Deduplicator struct {
	client      redis.UniversalClient
	prefix      string
	lease, keep time.Duration
}

// Option configures a [Deduplicator].
type Option func(*Deduplicator) error

// WithPrefix sets the prefix of every key, 1 to 256 bytes. The default is
// wxpay:notification:. Merchants that share a Redis need different prefixes.
func WithPrefix(prefix string) Option {
	return func(d *Deduplicator) error {
		if prefix == "" || len(prefix) > maxPrefix {
			return fmt.Errorf("WithPrefix: %d bytes are not between 1 and %d", len(prefix), maxPrefix)
		}
		d.prefix = prefix
		return nil
	}
}

// WithLease sets the time after which the claim of a dead process expires. The default
// is a minute. It must be longer than the 5 s that a notification may take; values below
// 10 s are for tests.
func WithLease(lease time.Duration) Option {
	return func(d *Deduplicator) error {
		if lease < time.Millisecond || lease > 24*time.Hour {
			return fmt.Errorf("WithLease: %v is not between 1ms and 24h", lease)
		}
		d.lease = lease
		return nil
	}
}

// WithKeep sets how long the key of a handled event is kept. The default is 25 hours:
// WeChat Pay retries a notification for a day.
func WithKeep(keep time.Duration) Option {
	return func(d *Deduplicator) error {
		if keep < time.Hour || keep > 10*365*24*time.Hour {
			return fmt.Errorf("WithKeep: %v is not between 1h and 10 years", keep)
		}
		d.keep = keep
		return nil
	}
}

// New returns a deduplicator with its keys in the Redis of client: a server, a cluster,
// or a server that Sentinel names. It needs Redis 2.6.12 or later, and a policy that
// evicts no keys before they expire (maxmemory-policy noeviction).
func New(client redis.UniversalClient, options ...Option) (*Deduplicator, error) {
	d := &Deduplicator{client: client, prefix: defaultPrefix, lease: defaultLease, keep: defaultKeep}
	var faults []error
	if client == nil {
		faults = append(faults, errors.New("client is nil"))
	}
	for _, option := range options {
		if err := option(d); err != nil {
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("redisdedup.New: %w", err)
	}
	return d, nil
}

// Claim grants key to one server at a time. Its errors are those of the client.
func (d *Deduplicator) Claim(ctx context.Context, key string) (wxpay.Claim, error) {
	key, owner := d.prefix+key, rand.Text()
	granted, err := d.client.SetNX(ctx, key, owner, d.lease).Result()
	if err != nil {
		return d.afterError(ctx, key, owner, fmt.Errorf("redisdedup: claiming: %w", err))
	}
	if granted {
		return d.grant(key, owner), nil
	}
	return d.look(ctx, key, owner)
}

// afterError checks whether a claim was granted but its response was lost: the client
// retries a command, and the retry finds the key of the first attempt.
func (d *Deduplicator) afterError(ctx context.Context, key, owner string, cause error) (wxpay.Claim, error) {
	if ctx.Err() != nil {
		return wxpay.Claim{}, cause
	}
	claim, err := d.look(ctx, key, owner)
	if err != nil {
		return wxpay.Claim{}, cause
	}
	return claim, nil
}

// look returns the claim of owner according to the key's value.
func (d *Deduplicator) look(ctx context.Context, key, owner string) (wxpay.Claim, error) {
	switch value, err := d.client.Get(ctx, key).Result(); {
	case errors.Is(err, redis.Nil): // released in between
		return wxpay.Claim{State: wxpay.ClaimBusy}, nil
	case err != nil:
		return wxpay.Claim{}, fmt.Errorf("redisdedup: reading a claim: %w", err)
	case value == handledValue:
		return wxpay.Claim{State: wxpay.ClaimHandled}, nil
	case value == owner:
		return d.grant(key, owner), nil
	default:
		return wxpay.Claim{State: wxpay.ClaimBusy}, nil
	}
}

func (d *Deduplicator) grant(key, owner string) wxpay.Claim {
	return wxpay.Claim{State: wxpay.ClaimGranted, Settle: func(ctx context.Context, handled bool) error {
		if !handled {
			return d.release(ctx, key, owner)
		}
		return d.mark(ctx, key, owner)
	}}
}

// markHandled keeps the key if it belongs to the owner, or to nobody since the lease has
// ended; release deletes it if it belongs to the owner. Both are atomic in Redis.
var (
	markHandled = redis.NewScript(`local value = redis.call('GET', KEYS[1])
if value and value ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`)
	release = redis.NewScript(`if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`)
)

func (d *Deduplicator) mark(ctx context.Context, key, owner string) error {
	marked, err := markHandled.Run(ctx, d.client, []string{key}, owner, handledValue, d.keep.Milliseconds()).Int()
	if err != nil {
		return fmt.Errorf("redisdedup: marking an event as handled: %w", err)
	}
	if marked == 0 {
		return errors.New("redisdedup: the claim has expired and another server has taken the event over")
	}
	return nil
}

func (d *Deduplicator) release(ctx context.Context, key, owner string) error {
	if err := release.Run(ctx, d.client, []string{key}, owner).Err(); err != nil {
		return fmt.Errorf("redisdedup: releasing a claim: %w", err)
	}
	return nil
}
