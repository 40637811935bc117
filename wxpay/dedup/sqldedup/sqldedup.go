// Package sqldedup prevents several servers that share a database (PostgreSQL, MySQL or MariaDB, or SQLite)
// from handling a notification of WeChat Pay twice.
//
//	dedup, err := sqldedup.New(db, sqldedup.PostgreSQL)
//	…
//	receiver, err := wxpay.NewReceiver(apiV3Key, verifier, wxpay.WithDeduplicator(dedup))
//
// If a process dies after an event was handled but before this was recorded, the event is handled again. If
// the effect of an event is a change in the same database, [Deduplicator.InTx] prevents this: the effect and
// the mark that the event was handled are committed together.
//
// The package links no driver: the application opens db with its own.
package sqldedup

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

const (
	defaultTable = "wxpay_notifications"
	defaultLease = time.Minute
	defaultKeep  = 25 * time.Hour
	purgeEvery   = time.Hour
)

// Deduplicator is a [wxpay.Deduplicator] whose keys are rows of a table. Times are those of the database, so
// that the servers' clocks do not matter. It is safe for concurrent use. Make one with [New].
type Deduplicator struct {
	db          *sql.DB
	statements  statements
	table       string
	prefix      string
	lease, keep time.Duration

	mu     sync.Mutex
	purged time.Time
}

// New returns a deduplicator with its keys in db. The table must exist: create it with the statements of
// [Dialect.Schema] in the application's migrations, or with [Deduplicator.Create]. db must be the primary:
// with a replica, which lags, an event could be handled twice.
func New(db *sql.DB, dialect Dialect, options ...Option) (*Deduplicator, error) {
	if db == nil {
		return nil, errors.New("sqldedup.New: db is nil")
	}
	d := &Deduplicator{db: db, table: defaultTable, lease: defaultLease, keep: defaultKeep}
	var faults []error
	for _, option := range options {
		if err := option(d); err != nil {
			faults = append(faults, err)
		}
	}
	var err error
	if d.statements, err = dialect.statements(d.table); err != nil {
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("sqldedup.New: %w", err)
	}
	return d, nil
}

// Create creates the table and its index unless they exist.
func (d *Deduplicator) Create(ctx context.Context) error {
	for _, statement := range d.statements.create {
		if _, err := d.db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("sqldedup: creating table %s: %w", d.table, err)
		}
	}
	return nil
}

// Claim grants key to one server at a time. Its errors are those of the database.
func (d *Deduplicator) Claim(ctx context.Context, key string) (wxpay.Claim, error) {
	if len(key) > maxKey || !ascii(key) {
		return wxpay.Claim{}, fmt.Errorf("sqldedup: a key of %d bytes is not printable ASCII of at most %d", len(key), maxKey)
	}
	d.purgeSometimes(ctx)
	key, owner := d.prefix+key, rand.Text()
	if _, err := d.db.ExecContext(ctx, d.statements.claim, key, owner, d.lease.Milliseconds()); err != nil {
		return wxpay.Claim{}, fmt.Errorf("sqldedup: claiming: %w", err)
	}
	var holder string
	var handled bool
	switch err := d.db.QueryRowContext(ctx, d.statements.look, key).Scan(&holder, &handled); {
	case errors.Is(err, sql.ErrNoRows): // released between the two statements
		return wxpay.Claim{State: wxpay.ClaimBusy}, nil
	case err != nil:
		return wxpay.Claim{}, fmt.Errorf("sqldedup: reading a claim: %w", err)
	case handled:
		return wxpay.Claim{State: wxpay.ClaimHandled}, nil
	case holder != owner:
		return wxpay.Claim{State: wxpay.ClaimBusy}, nil
	}
	g := &grant{d: d, key: key, owner: owner}
	return wxpay.Claim{State: wxpay.ClaimGranted, Settle: g.settle, Detail: g}, nil
}

// grant is a claim that was granted.
type grant struct {
	d          *Deduplicator
	key, owner string
	committed  bool // InTx has marked the event as handled
}

// settle marks the row as handled or removes it. After a commit of InTx the event was handled, regardless of
// what the function returned afterwards. A commit with an unknown outcome may have marked the row, too;
// release then keeps it.
func (g *grant) settle(ctx context.Context, handled bool) error {
	switch {
	case g.committed:
		return nil
	case handled:
		return g.mark(ctx, g.d.db)
	}
	if _, err := g.d.db.ExecContext(ctx, g.d.statements.release, g.key, g.owner); err != nil {
		return fmt.Errorf("sqldedup: releasing a claim: %w", err)
	}
	return nil
}

// executor is *sql.DB or *sql.Tx.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// errTakenOver is the error of a claim whose lease ended before it was settled.
var errTakenOver = errors.New("sqldedup: the claim has expired and another server has taken the event over")

// mark marks the row as handled if it belongs to this claim and is not marked yet.
func (g *grant) mark(ctx context.Context, db executor) error {
	result, err := db.ExecContext(ctx, g.d.statements.mark, g.d.keep.Milliseconds(), g.key, g.owner)
	if err != nil {
		return fmt.Errorf("sqldedup: marking an event as handled: %w", err)
	}
	if rows, err := result.RowsAffected(); err == nil && rows == 0 {
		return errTakenOver
	}
	return nil
}

// InTx runs do in a transaction of the database, and commits the effect of do together with the mark that the
// event of n was handled. Even if a process dies at any time, the event has its effect exactly once. It is
// called by the function that handles the event, which returns InTx's error:
//
//	UserPaid: func(ctx context.Context, n *wxpay.Notification, order *payscore.ServiceOrder) error {
//		return dedup.InTx(ctx, n, func(tx *sql.Tx) error {
//			_, err := tx.ExecContext(ctx, `UPDATE orders SET paid = true WHERE number = $1`, order.OutOrderNo)
//			return err
//		})
//	},
//
// An error of do or an expired claim rolls the transaction back. n must be claimed by this deduplicator;
// otherwise InTx returns an error and does not call do.
func (d *Deduplicator) InTx(ctx context.Context, n *wxpay.Notification, do func(tx *sql.Tx) error) error {
	grants, err := d.grants(n)
	if err != nil {
		return err
	}
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqldedup: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after Commit
	for _, g := range grants {           // before do, so that a server that takes the event over waits for the end of the transaction
		if err := g.mark(ctx, tx); err != nil {
			return err
		}
	}
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqldedup: %w", err)
	}
	for _, g := range grants {
		g.committed = true
	}
	return nil
}

// grants returns the claims of n.
func (d *Deduplicator) grants(n *wxpay.Notification) ([]*grant, error) {
	var grants []*grant
	for _, claim := range n.Claims() {
		if g, ok := claim.Detail.(*grant); ok && g.d == d {
			grants = append(grants, g)
		}
	}
	if len(grants) == 0 {
		return nil, errors.New("sqldedup: InTx needs a notification that a receiver with this deduplicator is handling")
	}
	return grants, nil
}

// Purge deletes expired keys, at most 10,000, and returns their number. [Deduplicator.Claim] calls it once an
// hour.
func (d *Deduplicator) Purge(ctx context.Context) (int64, error) {
	result, err := d.db.ExecContext(ctx, d.statements.purge)
	if err != nil {
		return 0, fmt.Errorf("sqldedup: purging: %w", err)
	}
	return result.RowsAffected()
}

// purgeSometimes purges if the last purge of this process was an hour ago. A failure only costs space; the
// next attempt is an hour later.
func (d *Deduplicator) purgeSometimes(ctx context.Context) {
	d.mu.Lock()
	due := time.Since(d.purged) >= purgeEvery
	if due {
		d.purged = time.Now()
	}
	d.mu.Unlock()
	if due {
		_, _ = d.Purge(ctx)
	}
}
