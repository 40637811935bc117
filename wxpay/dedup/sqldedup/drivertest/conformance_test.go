// Package drivertest tests sqldedup with common drivers and servers. It is a separate
// module, so that no application has these drivers among its dependencies.
package drivertest

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/wxpaygen/wxpaygen/internal/dbserver"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/dedup/deduptest"
	"github.com/wxpaygen/wxpaygen/wxpay/dedup/sqldedup"
)

// database is a kind of database, with a function that starts a server and the
// connection strings of its drivers.
type database struct {
	dialect sqldedup.Dialect
	driver  string
	server  func(t *testing.T) string
	sources map[string]func(server string) string
}

var databases = []database{
	{sqldedup.PostgreSQL, "pgx", dbserver.PostgreSQL, map[string]func(string) string{
		"postgresql": func(server string) string { return "host=" + server + " user=postgres dbname=postgres" },
	}},
	{sqldedup.MySQL, "mysql", dbserver.MySQL, map[string]func(string) string{
		"mysql":                   func(server string) string { return "root@unix(" + server + ")/test" },
		"mysql_client_found_rows": func(server string) string { return "root@unix(" + server + ")/test?clientFoundRows=true" },
	}},
	{sqldedup.SQLite, "sqlite", func(t *testing.T) string { return filepath.Join(t.TempDir(), "events.db") }, map[string]func(string) string{
		"sqlite": func(file string) string {
			return "file:" + file + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)"
		},
	}},
}

// opened is a database that a test has opened.
type opened struct {
	*sql.DB
	dialect        sqldedup.Dialect
	driver, source string
}

// TestDatabases runs every test with every kind of database, and with empty tables.
func TestDatabases(t *testing.T) {
	for _, d := range databases {
		server := d.server(t)
		for name, source := range d.sources {
			t.Run(name, func(t *testing.T) {
				for _, test := range tests {
					t.Run(test.name, func(t *testing.T) { test.run(t, d.open(t, source(server))) })
				}
			})
		}
	}
}

var tests = []struct {
	name string
	run  func(*testing.T, opened)
}{
	{"conformance", testConformance},
	{"closed_database", testClosedDatabase},
	{"in_tx_rolls_back_with_its_function", testRollback},
	{"error_after_in_tx", testErrorAfterInTx},
	{"in_tx_of_a_lapsed_claim", testLapsedClaim},
	{"in_tx_without_a_claim", testNoClaim},
	{"purge_during_a_transaction", testPurgeDuringTransaction},
	{"killed_receivers", testKilledReceivers},
}

func (d database) open(t *testing.T, source string) opened {
	t.Helper()
	db, err := sql.Open(d.driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, statement := range []string{
		"DROP TABLE IF EXISTS wxpay_notifications", "DROP TABLE IF EXISTS purged",
		"DROP TABLE IF EXISTS effects", "CREATE TABLE effects (number varchar(32))",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	o := opened{db, d.dialect, d.driver, source}
	if err := o.dedup(t).Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o opened) dedup(t *testing.T, options ...sqldedup.Option) *sqldedup.Deduplicator {
	t.Helper()
	d, err := sqldedup.New(o.DB, o.dialect, options...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func testConformance(t *testing.T, db opened) {
	deduptest.Test(t, func(t *testing.T, lease time.Duration) wxpay.Deduplicator {
		return db.dedup(t, sqldedup.WithLease(lease))
	})
	t.Run("create_again", func(t *testing.T) {
		if err := db.dedup(t).Create(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("prefixes_keep_merchants_apart", func(t *testing.T) {
		key := deduptest.Key()
		for _, prefix := range []string{"", "1900000109:", "1900000110:"} {
			granted(t, db.dedup(t, sqldedup.WithPrefix(prefix)), key)
		}
	})
	t.Run("longest_key", func(t *testing.T) {
		granted(t, db.dedup(t, sqldedup.WithPrefix(strings.Repeat("p", 64))), strings.Repeat("k", 191))
	})
	t.Run("purge", func(t *testing.T) { purge(t, db) })
	t.Run("no_table", func(t *testing.T) {
		d := db.dedup(t, sqldedup.WithTable("not_there"))
		if _, err := d.Claim(t.Context(), deduptest.Key()); err == nil {
			t.Error("Claim without a table returned no error")
		}
	})
}

func granted(t *testing.T, d *sqldedup.Deduplicator, key string) wxpay.Claim {
	t.Helper()
	claim, err := d.Claim(t.Context(), key)
	if err != nil || claim.State != wxpay.ClaimGranted {
		t.Fatalf("Claim: state %d, %v", claim.State, err)
	}
	return claim
}

// purge checks that expired keys are deleted and others are not.
func purge(t *testing.T, db opened) {
	table := sqldedup.WithTable("purged")
	d := db.dedup(t, table)
	if err := d.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	old, fresh := deduptest.Key(), deduptest.Key()
	for _, key := range []string{old, fresh} {
		if err := granted(t, d, key).Settle(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	if deleted, err := d.Purge(t.Context()); deleted != 0 || err != nil {
		t.Errorf("Purge of fresh keys: %d, %v", deleted, err)
	}
	if _, err := db.ExecContext(t.Context(), "UPDATE purged SET expires = 1 WHERE event_key = '"+old+"'"); err != nil {
		t.Fatal(err)
	}
	if deleted, err := d.Purge(t.Context()); deleted != 1 || err != nil {
		t.Errorf("Purge: %d, %v", deleted, err)
	}
	granted(t, d, old)
	if claim, err := d.Claim(t.Context(), fresh); err != nil || claim.State != wxpay.ClaimHandled {
		t.Errorf("the key that is kept: state %d, %v", claim.State, err)
	}
}

func testClosedDatabase(t *testing.T, db opened) {
	d := db.dedup(t)
	claim := granted(t, d, deduptest.Key())
	_ = db.Close()
	if _, err := d.Claim(t.Context(), deduptest.Key()); err == nil {
		t.Error("Claim returned no error")
	}
	for _, handled := range []bool{true, false} {
		if err := claim.Settle(context.WithoutCancel(t.Context()), handled); err == nil {
			t.Errorf("Settle(%v) returned no error", handled)
		}
	}
}
