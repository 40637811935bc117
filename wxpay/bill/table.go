package bill

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Errors of the form of a file; test for them with [errors.Is].
var (
	// ErrForm reports a file that is not a bill of the expected kind.
	ErrForm = errors.New("bill: the file is not a bill of this kind")
	// ErrIncomplete reports a file that ends before its summary.
	ErrIncomplete = errors.New("bill: the file ends before its summary")
)

// A ValueError reports a row that cannot be read. It does not quote the row.
type ValueError struct {
	Line   int    // in the file, from 1
	Column string // its heading; "" if the row as a whole is wrong
	Err    error
}

func (e *ValueError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("bill: line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("bill: line %d: %s: %v", e.Line, e.Column, e.Err)
}

func (e *ValueError) Unwrap() error { return e.Err }

// maxLine limits a line, in bytes. A remark has up to 2048 characters.
const maxLine = 64 << 10

// A table is a file that is being read: a line of headings, rows, a line of the summary's headings, the summary.
// Every value begins with a back quote, which keeps spreadsheets from rounding numbers; headings do not.
type table[R, S any] struct {
	file    *bufio.Reader
	line    int
	columns columns[R]
	totals  columns[S]
	marks   string // a heading that identifies the kind of bill

	headings []string // nil: not read yet
	summary  S
	done     bool
	err      error
}

func newTable[R, S any](r io.Reader, marks string, rows columns[R], totals columns[S]) *table[R, S] {
	return &table[R, S]{file: bufio.NewReaderSize(r, maxLine), marks: marks, columns: rows, totals: totals}
}

// rows yields the rows, and at the end the error that ended them, if any.
func (t *table[R, S]) rows() iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for !t.done && t.err == nil {
			row, ok, err := t.next()
			switch {
			case err != nil:
				t.err = err
			case ok && !yield(row, nil):
				return
			}
		}
		if t.err != nil {
			var none R
			yield(none, t.err)
		}
	}
}

// next reads the next row. ok is false if the summary follows.
func (t *table[R, S]) next() (row R, ok bool, err error) {
	if t.headings == nil {
		if err := t.readHeadings(); err != nil {
			return row, false, err
		}
	}
	text, err := t.read()
	if err != nil {
		return row, false, err
	}
	if !strings.HasPrefix(text, "`") {
		return row, false, t.readSummary(text)
	}
	if err := t.columns.fill(&row, t.headings, text); err != nil {
		return row, false, t.place(err)
	}
	return row, true, nil
}

func (t *table[R, S]) readHeadings() error {
	text, err := t.read()
	switch {
	case errors.Is(err, ErrIncomplete):
		return fmt.Errorf("%w: it is empty", ErrForm)
	case err != nil:
		return err
	}
	headings := splitHeadings(strings.TrimPrefix(text, "\ufeff"))
	for _, heading := range headings {
		if heading == t.marks {
			t.headings = headings
			return nil
		}
	}
	return fmt.Errorf("%w: it has no column %s", ErrForm, t.marks)
}

// readSummary reads the summary, whose headings were read, and to the end of the file, where its hash is compared.
func (t *table[R, S]) readSummary(headings string) error {
	text, err := t.read()
	if err != nil {
		return err
	}
	if err := t.totals.fill(&t.summary, splitHeadings(headings), text); err != nil {
		return t.place(err)
	}
	for {
		switch _, err := t.read(); {
		case errors.Is(err, ErrIncomplete):
			t.done = true
			return nil
		case err != nil:
			return err
		default:
			return t.place(errors.New("there is text after the summary"))
		}
	}
}

// read returns the next line that is not empty, and [ErrIncomplete] at the end of the file. A line that an error
// interrupts is dropped.
func (t *table[R, S]) read() (string, error) {
	for {
		line, err := t.file.ReadSlice('\n')
		t.line++
		switch text := strings.TrimSpace(string(line)); {
		case errors.Is(err, bufio.ErrBufferFull):
			return "", t.place(fmt.Errorf("the line is longer than %d bytes", maxLine))
		case err != nil && err != io.EOF:
			return "", err
		case text != "":
			return text, nil // at the end of the file without a line break, too
		case err != nil:
			return "", ErrIncomplete
		}
	}
}

// place adds the line to an error.
func (t *table[R, S]) place(err error) error {
	var value *ValueError
	if errors.As(err, &value) {
		value.Line = t.line
		return value
	}
	return &ValueError{Line: t.line, Err: err}
}

// total reads the rest, and returns the summary.
func (t *table[R, S]) total() (S, error) {
	for _, err := range t.rows() {
		if err != nil {
			var none S
			return none, err
		}
	}
	return t.summary, nil
}

// splitHeadings returns headings with brackets of one kind: pages and files differ in them.
func splitHeadings(text string) []string {
	text = strings.NewReplacer("（", "(", "）", ")", "`", "").Replace(text)
	headings := strings.Split(text, ",")
	for i := range headings {
		headings[i] = strings.TrimSpace(headings[i])
	}
	return headings
}

// split cuts a row into n values. A comma within a value does not cut it, unless there are values without the
// back quote.
func split(text string, n int) ([]string, error) {
	if values := strings.Split(text, ",`"); len(values) == n {
		return clean(values), nil
	}
	if values := strings.Split(text, ","); len(values) == n {
		return clean(values), nil
	}
	return nil, fmt.Errorf("the row does not have %d values", n)
}

func clean(values []string) []string {
	for i := range values {
		values[i] = strings.TrimSpace(strings.TrimPrefix(values[i], "`"))
	}
	return values
}
