package bill

import (
	"errors"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/money"
)

// columns has the functions that store the columns in a row of type R.
type columns[R any] struct {
	known  map[string]func(row *R, value string) error
	others func(row *R) *map[string]string
}

// fill reads a row with these headings. Columns are found by their heading, since their number and order differ
// between bills.
func (c columns[R]) fill(row *R, headings []string, text string) error {
	values, err := split(text, len(headings))
	if err != nil {
		return err
	}
	for i, heading := range headings {
		set, ok := c.known[heading]
		if !ok {
			others := c.others(row)
			if *others == nil {
				*others = make(map[string]string)
			}
			(*others)[heading] = values[i]
			continue
		}
		if err := set(row, values[i]); err != nil {
			return &ValueError{Column: heading, Err: err}
		}
	}
	return nil
}

func text[R any](field func(*R) *string) func(*R, string) error {
	return func(row *R, value string) error {
		*field(row) = value
		return nil
	}
}

// number reads an identifier, where 0 means none.
func number[R any](field func(*R) *string) func(*R, string) error {
	return func(row *R, value string) error {
		if value != "0" {
			*field(row) = value
		}
		return nil
	}
}

// fen reads an amount in yuan. An empty one is 0.
func fen[R any](field func(*R) *int64) func(*R, string) error {
	return decimal(field, 2)
}

// count reads an integer, which may be written as 20.0.
func count[R any](field func(*R) *int64) func(*R, string) error {
	return decimal(field, 0)
}

func decimal[R any](field func(*R) *int64, decimals int) func(*R, string) error {
	return func(row *R, value string) (err error) {
		if value != "" {
			*field(row), err = money.Parse(value, decimals)
		}
		return err
	}
}

var beijing = time.FixedZone("CST", 8*60*60)

var errTime = errors.New("not a time like 2006-01-02 15:04:05")

// instant reads a time of Beijing. An empty one is the zero time.
func instant[R any](field func(*R) *time.Time) func(*R, string) error {
	return func(row *R, value string) error {
		if value == "" || value == "0" {
			return nil
		}
		at, err := time.ParseInLocation(time.DateTime, value, beijing)
		if err != nil {
			return errTime // the error of package time quotes the value
		}
		*field(row) = at
		return nil
	}
}
