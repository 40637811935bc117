package wxpayimpl_test

import (
	"errors"
	"iter"
	"slices"
	"strconv"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

var errPage = errors.New("no page")

// listing is a server with a list.
type listing struct {
	items    []string
	perPage  int
	total    func(page int) int64 // nil: the response has none
	failAt   int                  // the request that fails, from 1
	stuck    bool                 // each request gets the first page
	requests []int64
}

func (l *listing) page(at, skip int64) (wxpayimpl.Page[string], error) {
	l.requests = append(l.requests, at)
	if len(l.requests) == l.failAt {
		return wxpayimpl.Page[string]{}, errPage
	}
	if l.stuck {
		skip = 0
	}
	rest := l.items[min(int(skip), len(l.items)):]
	page := wxpayimpl.Page[string]{Items: rest[:min(l.perPage, len(rest))]}
	if l.total != nil {
		page.Total = l.total(len(l.requests))
	}
	return page, nil
}

func (l *listing) byOffset(start int64) iter.Seq2[string, error] {
	return wxpayimpl.PagesByOffset(start, func(offset int64) (wxpayimpl.Page[string], error) { return l.page(offset, offset) })
}

func (l *listing) byNumber(start, first int64) iter.Seq2[string, error] {
	return wxpayimpl.PagesByNumber(start, first, func(number int64) (wxpayimpl.Page[string], error) {
		return l.page(number, (number-first)*int64(l.perPage))
	})
}

func always(n int64) func(int) int64 { return func(int) int64 { return n } }

// onlyFirst is the total of complaints: only the first page has it.
func onlyFirst(n int64) func(int) int64 {
	return func(page int) int64 {
		if page == 1 {
			return n
		}
		return 0
	}
}

func TestPages(t *testing.T) {
	five := []string{"a", "b", "c", "d", "e"}
	for name, test := range map[string]struct {
		list     *listing
		pages    func(l *listing) iter.Seq2[string, error]
		want     []string
		requests []int64
		fails    bool
	}{
		"offset and total":        {&listing{items: five, perPage: 2, total: always(5)}, from(0), five, []int64{0, 2, 4}, false},
		"total in the first page": {&listing{items: five, perPage: 2, total: onlyFirst(5)}, from(0), five, []int64{0, 2, 4}, false},
		"no total":                {&listing{items: five, perPage: 2}, from(0), five, []int64{0, 2, 4, 5}, false},
		"full last page":          {&listing{items: five[:4], perPage: 2, total: always(4)}, from(0), five[:4], []int64{0, 2}, false},
		"from the third item":     {&listing{items: five, perPage: 2, total: always(5)}, from(2), five[2:], []int64{2, 4}, false},
		"empty":                   {&listing{perPage: 2}, from(0), nil, []int64{0}, false},
		"fewer than the total":    {&listing{items: five, perPage: 2, total: always(9)}, from(0), five, []int64{0, 2, 4, 5}, false},
		"error of a page":         {&listing{items: five, perPage: 2, total: always(5), failAt: 2}, from(0), five[:2], []int64{0, 2}, true},
		"offset without effect":   {&listing{items: five, perPage: 2, stuck: true}, from(0), five[:2], []int64{0, 2}, true},
		"numbers from 0":          {&listing{items: five, perPage: 2, total: always(5)}, numbered(0, 0), five, []int64{0, 1, 2}, false},
		"numbers from 1":          {&listing{items: five, perPage: 2, total: always(5)}, numbered(1, 1), five, []int64{1, 2, 3}, false},
		"from the second page":    {&listing{items: five, perPage: 2, total: always(5)}, numbered(1, 0), five[2:], []int64{1, 2, 3}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := collect(test.pages(test.list))
			if !slices.Equal(got, test.want) || !slices.Equal(test.list.requests, test.requests) || (err != nil) != test.fails {
				t.Errorf("items %v, requests %v, error %v; want %v and %v", got, test.list.requests, err, test.want, test.requests)
			}
		})
	}
}

func from(start int64) func(l *listing) iter.Seq2[string, error] {
	return func(l *listing) iter.Seq2[string, error] { return l.byOffset(start) }
}

func numbered(start, first int64) func(l *listing) iter.Seq2[string, error] {
	return func(l *listing) iter.Seq2[string, error] { return l.byNumber(start, first) }
}

func collect(items iter.Seq2[string, error]) (got []string, err error) {
	for item, e := range items {
		if e != nil {
			return got, e
		}
		got = append(got, item)
	}
	return got, nil
}

func TestPagesByCursor(t *testing.T) {
	next := map[string]string{"": "1", "1": "2", "2": ""}
	var cursors []string
	items := wxpayimpl.PagesByCursor("", func(cursor string) (wxpayimpl.Page[string], error) {
		cursors = append(cursors, cursor)
		page := wxpayimpl.Page[string]{Next: next[cursor]}
		if cursor != "1" { // an empty page in the middle is not the end
			page.Items = []string{"item " + strconv.Itoa(len(cursors))}
		}
		return page, nil
	})
	got, err := collect(items)
	if err != nil || !slices.Equal(got, []string{"item 1", "item 3"}) || !slices.Equal(cursors, []string{"", "1", "2"}) {
		t.Errorf("items %v, cursors %q, error %v", got, cursors, err)
	}
	stuck := wxpayimpl.PagesByCursor("x", func(string) (wxpayimpl.Page[string], error) { return wxpayimpl.Page[string]{Next: "x"}, nil })
	if _, err := collect(stuck); err == nil {
		t.Error("a cursor that leads to itself is followed")
	}
}

// A loop that ends early sends no further request, and the iterator can be used again.
func TestPagesEndEarly(t *testing.T) {
	l := &listing{items: []string{"a", "b", "c"}, perPage: 2, total: always(3)}
	items := l.byOffset(0)
	for range 2 {
		for range items {
			break
		}
	}
	if !slices.Equal(l.requests, []int64{0, 0}) {
		t.Errorf("requests %v", l.requests)
	}
}
