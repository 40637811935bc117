package sqldedup

import (
	"fmt"
	"strings"
)

// Dialect is the SQL dialect of a database. The zero value is invalid.
type Dialect uint8

// The dialects. MySQL is 8.0 or later and MariaDB 10.5 or later, SQLite 3.24 or later,
// PostgreSQL 12 or later.
const (
	PostgreSQL Dialect = iota + 1
	MySQL
	SQLite
)

// Schema returns the statements that create the table and its index, for the
// application's migrations. The table takes about 200 bytes for each notification of
// the last day.
func (d Dialect) Schema(table string) ([]string, error) {
	s, err := d.statements(table)
	return s.create, err
}

// statements are the SQL statements of a deduplicator. Times are milliseconds since
// 1970 by the database's clock.
type statements struct {
	create  []string
	claim   string // key, owner, lease: takes a key that is free or has expired
	look    string // key
	mark    string // keep, key, owner: only if it was not handled
	release string // key, owner: only if it was not handled
	purge   string
}

// form has the parts that differ between dialects.
type form struct {
	key, owner, now string // column types, and the expression of the time
	claim, purge    string
	index           string
}

const (
	claimOnConflict = `INSERT INTO {table} (event_key, owner, handled, expires) VALUES ({1}, {2}, {false}, {now} + {3})
ON CONFLICT (event_key) DO UPDATE SET owner = excluded.owner, handled = excluded.handled, expires = excluded.expires
WHERE {table}.expires <= {now}`
	// MySQL assigns from left to right: expires, which the conditions read, comes last.
	claimOnDuplicate = `INSERT INTO {table} (event_key, owner, handled, expires) VALUES ({1}, {2}, {false}, {now} + {3})
ON DUPLICATE KEY UPDATE owner = IF(expires <= {now}, VALUES(owner), owner),
handled = IF(expires <= {now}, VALUES(handled), handled),
expires = IF(expires <= {now}, VALUES(expires), expires)`
	// The condition appears twice: PostgreSQL evaluates the outer one, but not the
	// inner one, again for a row that another server has just marked as handled.
	purgeByKey = `DELETE FROM {table} WHERE expires <= {now}
AND event_key IN (SELECT event_key FROM {table} WHERE expires <= {now} LIMIT 10000)`
	index = `CREATE INDEX IF NOT EXISTS {index} ON {table} (expires)`
)

var forms = map[Dialect]form{
	PostgreSQL: {
		key: "varchar(255)", owner: "varchar(26)",
		now:   "(extract(epoch from clock_timestamp()) * 1000)::bigint",
		claim: claimOnConflict, purge: purgeByKey, index: index,
	},
	MySQL: {
		// Bytes, since every collation of MySQL ignores spaces at the end.
		key: "varbinary(255)", owner: "varbinary(26)",
		now:   "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)",
		claim: claimOnDuplicate, purge: `DELETE FROM {table} WHERE expires <= {now} LIMIT 10000`,
	},
	SQLite: {
		key: "text", owner: "text",
		now:   "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
		claim: claimOnConflict, purge: purgeByKey, index: index,
	},
}

func (d Dialect) statements(table string) (statements, error) {
	f, known := forms[d]
	if !known {
		return statements{}, fmt.Errorf("dialect %d is not PostgreSQL, MySQL or SQLite", d)
	}
	if !tableName.MatchString(table) {
		return statements{}, fmt.Errorf("%q is not the name of a table: letters, digits and underscores, with at most one period", table)
	}
	return f.statements(d, table), nil
}

func (f form) statements(d Dialect, table string) statements {
	write := func(text string, parameters int) string {
		pairs := []string{
			"{table}", table, "{now}", f.now, "{false}", "false",
			"{index}", table[strings.LastIndexByte(table, '.')+1:] + "_expires", "{key}", f.key, "{owner}", f.owner,
		}
		for i := 1; i <= parameters; i++ {
			pairs = append(pairs, fmt.Sprintf("{%d}", i), d.parameter(i))
		}
		return strings.NewReplacer(pairs...).Replace(text)
	}
	s := statements{
		create:  []string{write(f.table(), 0)},
		claim:   write(f.claim, 3),
		look:    write(`SELECT owner, handled FROM {table} WHERE event_key = {1}`, 1),
		mark:    write(`UPDATE {table} SET handled = true, expires = {now} + {1} WHERE event_key = {2} AND owner = {3} AND NOT handled`, 3),
		release: write(`DELETE FROM {table} WHERE event_key = {1} AND owner = {2} AND NOT handled`, 2),
		purge:   write(f.purge, 0),
	}
	if f.index != "" {
		s.create = append(s.create, write(f.index, 0))
	}
	return s
}

// table returns the statement that creates the table; MySQL has no CREATE INDEX IF NOT
// EXISTS.
func (f form) table() string {
	key := ""
	if f.index == "" {
		key = ",\nKEY {index} (expires)"
	}
	return "CREATE TABLE IF NOT EXISTS {table} (\nevent_key {key} NOT NULL PRIMARY KEY,\nowner {owner} NOT NULL,\nhandled boolean NOT NULL,\nexpires bigint NOT NULL" + key + "\n)"
}

// parameter returns the placeholder of the i-th argument.
func (d Dialect) parameter(i int) string {
	if d == PostgreSQL {
		return fmt.Sprintf("$%d", i)
	}
	return "?"
}
