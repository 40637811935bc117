package redisdedup_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wxpaygen/wxpaygen/internal/dbserver"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/dedup/deduptest"
	"github.com/wxpaygen/wxpaygen/wxpay/dedup/redisdedup"
)

func server(t *testing.T) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: dbserver.Redis(t)})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func open(t *testing.T, client redis.UniversalClient, options ...redisdedup.Option) *redisdedup.Deduplicator {
	t.Helper()
	d, err := redisdedup.New(client, options...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestConformance(t *testing.T) {
	client := server(t)
	deduptest.Test(t, func(t *testing.T, lease time.Duration) wxpay.Deduplicator {
		return open(t, client, redisdedup.WithLease(lease))
	})
}

func TestKeysExpire(t *testing.T) {
	client := server(t)
	d := open(t, client, redisdedup.WithPrefix("shop:"), redisdedup.WithLease(time.Minute), redisdedup.WithKeep(48*time.Hour))
	key := deduptest.Key()
	claim, err := d.Claim(t.Context(), key)
	if err != nil || claim.State != wxpay.ClaimGranted {
		t.Fatalf("state %d, %v", claim.State, err)
	}
	expiry := func() time.Duration { return client.PTTL(t.Context(), "shop:"+key).Val() }
	if left := expiry(); left <= 0 || left > time.Minute {
		t.Errorf("a claim expires in %v", left)
	}
	if err := claim.Settle(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if left := expiry(); left <= 47*time.Hour || left > 48*time.Hour {
		t.Errorf("a handled key expires in %v", left)
	}
}

// A success that comes after the lease has ended is stored.
func TestSuccessAfterLease(t *testing.T) {
	client := server(t)
	d, key := open(t, client, redisdedup.WithLease(time.Millisecond)), deduptest.Key()
	claim, err := d.Claim(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	for client.Exists(t.Context(), "wxpay:notification:"+key).Val() != 0 && t.Context().Err() == nil { // until the lease has ended
		continue
	}
	if err := claim.Settle(t.Context(), true); err != nil {
		t.Error(err)
	}
	if again, err := d.Claim(t.Context(), key); err != nil || again.State != wxpay.ClaimHandled {
		t.Errorf("state %d, %v", again.State, err)
	}
}

func TestRedisDown(t *testing.T) {
	client := server(t)
	d := open(t, client)
	claim, err := d.Claim(t.Context(), deduptest.Key())
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	if _, err := d.Claim(t.Context(), deduptest.Key()); err == nil {
		t.Error("Claim returned no error")
	}
	for _, handled := range []bool{true, false} {
		if err := claim.Settle(t.Context(), handled); err == nil {
			t.Errorf("Settle(%v) returned no error", handled)
		}
	}
}

// losing is a connection that loses the response to the first SET, after the server has
// executed it.
type losing struct {
	net.Conn
	lose *atomic.Bool // whether the first SET is still to come
	lost bool
}

func (c *losing) Write(b []byte) (int, error) {
	if bytes.Contains(bytes.ToLower(b), []byte("set\r\n$")) && c.lose.CompareAndSwap(true, false) {
		c.lost = true
	}
	return c.Conn.Write(b)
}

func (c *losing) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.lost {
		_ = c.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// The client retries a command whose response was lost, and must recognise its own claim.
func TestLostResponse(t *testing.T) {
	for name, retries := range map[string]int{"repeated by the client": 3, "not repeated": -1} {
		t.Run(name, func(t *testing.T) {
			lose := new(atomic.Bool)
			client := redis.NewClient(&redis.Options{
				Network: "unix", Addr: dbserver.Redis(t), MaxRetries: retries,
				Dialer: func(ctx context.Context, network, address string) (net.Conn, error) {
					connection, err := new(net.Dialer).DialContext(ctx, network, address)
					return &losing{Conn: connection, lose: lose}, err
				},
			})
			t.Cleanup(func() { _ = client.Close() })
			d, key := open(t, client), deduptest.Key()
			if err := client.Ping(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			lose.Store(true)
			claim, err := d.Claim(t.Context(), key)
			if err != nil || claim.State != wxpay.ClaimGranted || lose.Load() {
				t.Fatalf("state %d, %v, a response was lost: %v", claim.State, err, !lose.Load())
			}
			if again, err := d.Claim(t.Context(), key); err != nil || again.State != wxpay.ClaimBusy {
				t.Errorf("again: state %d, %v", again.State, err)
			}
		})
	}
}

// New reports all invalid arguments at once.
func TestNewErrors(t *testing.T) {
	_, err := redisdedup.New(nil, redisdedup.WithPrefix(""), redisdedup.WithLease(0), redisdedup.WithKeep(time.Second))
	for _, want := range []string{"client is nil", "WithPrefix: 0 bytes", "WithLease: 0s", "WithKeep: 1s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}
