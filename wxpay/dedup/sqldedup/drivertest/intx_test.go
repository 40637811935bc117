package drivertest

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/dedup/sqldedup"
)

// deliver sends the notification of an order to a receiver in this process, and
// returns the status of the response.
func (s sender) deliver(t *testing.T, receiver *wxpay.Receiver, number string, handle func(context.Context, *wxpay.Notification) error) int {
	t.Helper()
	body := s.notification(t, number)
	header := s.request(t, "http://127.0.0.1/", body).Header
	return receiver.Serve(t.Context(), header, body, handle).StatusCode
}

func (s sender) receiver(t *testing.T, dedup wxpay.Deduplicator) *wxpay.Receiver {
	t.Helper()
	receiver, err := wxpay.NewReceiver(s.apiV3Key, verifiers.NewSHA256WithRSAPubkeyVerifier(keyID, s.key.PublicKey), wxpay.WithDeduplicator(dedup))
	if err != nil {
		t.Fatal(err)
	}
	return receiver
}

// prepared returns a sender, a deduplicator, and a receiver with it.
func prepared(t *testing.T, db opened, options ...sqldedup.Option) (sender, *sqldedup.Deduplicator, *wxpay.Receiver) {
	t.Helper()
	s, dedup := newSender(t), db.dedup(t, options...)
	return s, dedup, s.receiver(t, dedup)
}

func insert(number string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO effects (number) VALUES ('" + number + "')")
		return err
	}
}

func testRollback(t *testing.T, db opened) {
	s, dedup, receiver := prepared(t, db)
	fault := errors.New("out of stock")
	for _, end := range []struct {
		err    error
		status int
	}{{fault, 500}, {nil, 204}, {fault, 204}} { // the third is acknowledged without being handled
		status := s.deliver(t, receiver, "one", func(ctx context.Context, n *wxpay.Notification) error {
			return dedup.InTx(ctx, n, func(tx *sql.Tx) error { return errors.Join(insert("one")(tx), end.err) })
		})
		if status != end.status {
			t.Errorf("status %d, want %d", status, end.status)
		}
	}
	if counts := effects(t, db); counts["one"] != 1 {
		t.Errorf("effects: %v", counts)
	}
}

func testErrorAfterInTx(t *testing.T, db opened) {
	s, dedup, receiver := prepared(t, db)
	for _, want := range []int{500, 204} {
		status := s.deliver(t, receiver, "one", func(ctx context.Context, n *wxpay.Notification) error {
			return errors.Join(dedup.InTx(ctx, n, insert("one")), errors.New("the mail server is down"))
		})
		if status != want {
			t.Errorf("status %d, want %d", status, want)
		}
	}
	if counts := effects(t, db); counts["one"] != 1 {
		t.Errorf("effects: %v", counts)
	}
}

func testLapsedClaim(t *testing.T, db opened) {
	s, slow, receiver := prepared(t, db, sqldedup.WithLease(time.Millisecond))
	other := db.dedup(t)
	second := s.receiver(t, other)
	status := s.deliver(t, receiver, "one", func(ctx context.Context, n *wxpay.Notification) error {
		taken := 0
		for taken != 204 && ctx.Err() == nil { // until the lease has ended
			taken = s.deliver(t, second, "one", func(ctx context.Context, n *wxpay.Notification) error {
				return other.InTx(ctx, n, insert("one"))
			})
		}
		return slow.InTx(ctx, n, func(*sql.Tx) error {
			t.Error("the function was called, though another server has handled the event")
			return nil
		})
	})
	if status != 500 {
		t.Errorf("status %d, want 500", status)
	}
	if counts := effects(t, db); counts["one"] != 1 {
		t.Errorf("effects: %v", counts)
	}
}

func testNoClaim(t *testing.T, db opened) {
	s, dedup, _ := prepared(t, db)
	never := func(*sql.Tx) error { t.Error("the function was called"); return nil }
	if err := dedup.InTx(t.Context(), &wxpay.Notification{ID: "made by hand"}, never); err == nil {
		t.Error("InTx of a notification without claims returned nil")
	}
	foreign := s.receiver(t, new(wxpay.MemoryDeduplicator))
	status := s.deliver(t, foreign, "one", func(ctx context.Context, n *wxpay.Notification) error { return dedup.InTx(ctx, n, never) })
	if status != 500 {
		t.Errorf("with another deduplicator: status %d, want 500", status)
	}
}

// Purge deletes an expired claim, but not while or after its server marks the event
// as handled. In PostgreSQL the two wait for each other, and the database shows
// which one waits.
func testPurgeDuringTransaction(t *testing.T, db opened) {
	if db.dialect != sqldedup.PostgreSQL {
		return
	}
	s, dedup, receiver := prepared(t, db, sqldedup.WithLease(time.Millisecond))
	purged := make(chan error, 1)
	status := s.deliver(t, receiver, "one", func(ctx context.Context, n *wxpay.Notification) error {
		return dedup.InTx(ctx, n, func(tx *sql.Tx) error {
			go func() { _, err := dedup.Purge(context.WithoutCancel(ctx)); purged <- err }()
			for waiting := 0; waiting == 0 && ctx.Err() == nil; {
				const query = `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`
				if err := db.QueryRowContext(ctx, query).Scan(&waiting); err != nil {
					return err
				}
			}
			return insert("one")(tx)
		})
	})
	if err := <-purged; err != nil || status != 204 {
		t.Fatalf("status %d, Purge: %v", status, err)
	}
	again := s.deliver(t, receiver, "one", func(context.Context, *wxpay.Notification) error {
		t.Error("the event was handled again")
		return nil
	})
	if again != 204 {
		t.Errorf("status %d", again)
	}
}
