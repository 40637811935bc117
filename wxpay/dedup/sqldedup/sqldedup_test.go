package sqldedup_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/dedup/sqldedup"
)

// The module drivertest next to this package tests it with real databases.

// unreachable is a database that accepts no connection.
type unreachable struct{}

var errUnreachable = errors.New("connection refused")

func (unreachable) Connect(context.Context) (driver.Conn, error) { return nil, errUnreachable }
func (unreachable) Driver() driver.Driver                        { return nil }

// New reports all invalid arguments at once.
func TestNewErrors(t *testing.T) {
	db := sql.OpenDB(unreachable{})
	for name, test := range map[string]struct {
		db      *sql.DB
		dialect sqldedup.Dialect
		options []sqldedup.Option
		want    []string
	}{
		"no database": {nil, sqldedup.MySQL, nil, []string{"db is nil"}},
		"no dialect":  {db, 0, nil, []string{"dialect 0 is not PostgreSQL, MySQL or SQLite"}},
		"options": {db, sqldedup.SQLite, []sqldedup.Option{
			sqldedup.WithTable("events; DROP TABLE orders"), sqldedup.WithLease(0), sqldedup.WithKeep(time.Minute), sqldedup.WithPrefix("商户"),
		}, []string{"WithTable:", "WithLease: 0s", "WithKeep: 1m0s", "WithPrefix:"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sqldedup.New(test.db, test.dialect, test.options...)
			for _, want := range test.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%v lacks %q", err, want)
				}
			}
		})
	}
}

func TestClaimDatabaseError(t *testing.T) {
	d, err := sqldedup.New(sql.OpenDB(unreachable{}), sqldedup.PostgreSQL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Claim(t.Context(), "key"); !errors.Is(err, errUnreachable) {
		t.Errorf("Claim: %v", err)
	}
	if err := d.Create(t.Context()); !errors.Is(err, errUnreachable) {
		t.Errorf("Create: %v", err)
	}
	for _, key := range []string{strings.Repeat("k", 192), "密", "a\x00b"} {
		if _, err := d.Claim(t.Context(), key); err == nil || errors.Is(err, errUnreachable) {
			t.Errorf("Claim(%q): %v, want an error of the key", key, err)
		}
	}
}

func TestSchema(t *testing.T) {
	for dialect, want := range map[sqldedup.Dialect][]string{
		sqldedup.PostgreSQL: {"CREATE TABLE IF NOT EXISTS pay.events (\nevent_key varchar(255)", "CREATE INDEX IF NOT EXISTS events_expires ON pay.events"},
		sqldedup.MySQL:      {"event_key varbinary(255) NOT NULL PRIMARY KEY,\nowner varbinary(26) NOT NULL,\nhandled boolean NOT NULL,\nexpires bigint NOT NULL,\nKEY events_expires (expires)"},
		sqldedup.SQLite:     {"event_key text NOT NULL PRIMARY KEY", "events_expires"},
	} {
		statements, err := dialect.Schema("pay.events")
		if err != nil || len(statements) != len(want) {
			t.Fatalf("dialect %d: %q, %v", dialect, statements, err)
		}
		for i := range want {
			if !strings.Contains(statements[i], want[i]) || strings.ContainsAny(statements[i], "{}") {
				t.Errorf("dialect %d: %q lacks %q", dialect, statements[i], want[i])
			}
		}
	}
	if _, err := sqldedup.SQLite.Schema("a b"); err == nil {
		t.Error("a name with a space was accepted")
	}
}
