package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// An entry of the book is something that happened to an order. The book is a file of entries, one JSON object a line; nothing in it
// is ever changed. A larger shop has a table of a database instead.
type entry struct {
	Time   time.Time `json:"time"`
	Order  string    `json:"order"`
	What   what      `json:"what"`
	Fen    int64     `json:"fen"`
	Number string    `json:"number,omitempty"` // of the payment, the refund or the share
	Goods  string    `json:"goods,omitempty"`
	Link   string    `json:"link,omitempty"` // h5_url or code_url
}

type what string

const (
	ordered  what = "ordered"
	started  what = "started" // WeChat Pay knows the order
	paid     what = "paid"
	asks     what = "asks for a refund"
	refunds  what = "refunds" // WeChat Pay accepted it
	refunded what = "refunded"
	shared   what = "shared"
)

type book struct {
	mu      sync.Mutex
	file    *os.File
	entries []entry
}

func openBook(name string) (*book, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	b := &book{file: file}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: entry %d: %w", name, len(b.entries)+1, err), file.Close())
		}
		b.entries = append(b.entries, e)
	}
	return b, lines.Err()
}

func (b *book) close() error { return b.file.Close() }

// add writes an entry, unless the book has it: notifications come more than once.
func (b *book) add(e entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if slices.ContainsFunc(b.entries, func(known entry) bool {
		return known.Order == e.Order && known.What == e.What && known.Number == e.Number
	}) {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := b.file.Write(append(line, '\n')); err != nil {
		return err
	}
	b.entries = append(b.entries, e)
	return b.file.Sync()
}

// of returns the entries of an order.
func (b *book) of(order string) []entry {
	return b.filter(func(e entry) bool { return e.Order == order })
}

func (b *book) filter(keep func(entry) bool) []entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.entries), func(e entry) bool { return !keep(e) })
}

// find returns the entry of an order that says what, and whether there is one.
func (b *book) find(order string, w what) (entry, bool) {
	for _, e := range b.of(order) {
		if e.What == w {
			return e, true
		}
	}
	return entry{}, false
}
