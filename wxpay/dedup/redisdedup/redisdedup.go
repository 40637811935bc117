// Package redisdedup keeps WeChat Pay's notifications from being handled twice by
// several servers that share a Redis.
//
//	dedup, err := redisdedup.New(client)
//	…
//	receiver, err := wxpay.NewReceiver(apiV3Key, verifier, wxpay.WithDeduplicator(dedup))
//
// What it promises depends on Redis: a key that Redis evicts, or loses when it fails
// over to a replica, is a key that was never claimed. And a process that dies after an
// event was handled and before that was written down makes the event be handled again.
// So have the effect of an event repeat without harm (an update with a condition, a
// unique index), or use the package sqldedup, which commits both together.
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

// WithPrefix puts prefix before every key, wxpay:notification: otherwise. Merchants
// that share a Redis need a prefix of their own each. It is 1 to 256 bytes long.
func WithPrefix(prefix string) Option {
	return func(d *Deduplicator) error {
		if prefix == "" || len(prefix) > maxPrefix {
			return fmt.Errorf("WithPrefix: %d bytes are not between 1 and %d", len(prefix), maxPrefix)
		}
		d.prefix = prefix
		return nil
	}
}

// WithLease sets after how long a claim lapses whose process died, a minute otherwise.
// It has to be longer than the 5 s that a notification may take; shorter ones than 10 s
// are for tests.
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

// New returns a deduplicator that keeps its keys in the Redis of client: a server, a
// cluster, or what Sentinel names. It needs Redis 2.6.12 or later, and a policy that
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

// Claim grants key to one server at a time. An error is the client's.
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

// afterError looks whether a claim was granted whose response was lost: the client
// repeats a command by itself, and the second one finds the first one's key.
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

// look says what the key's value means for the claim of owner.
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

// markHandled keeps the key if it is the owner's, or nobody's since the lease ended;
// release deletes it if it is the owner's. Both are atomic in Redis.
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
		return errors.New("redisdedup: the claim has lapsed and another server has taken the event over")
	}
	return nil
}

func (d *Deduplicator) release(ctx context.Context, key, owner string) error {
	if err := release.Run(ctx, d.client, []string{key}, owner).Err(); err != nil {
		return fmt.Errorf("redisdedup: releasing a claim: %w", err)
	}
	return nil
}
