package wxpayimpl

import (
	"errors"
	"iter"
	"reflect"
)

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	// Total is the number of items of all pages, 0 if the response does not have it.
	Total int64
	// Next is the cursor of the next page, "" after the last.
	Next string
}

// errSamePage ends an iteration over pages that would not end by itself.
var errSamePage = errors.New("wxpay: WeChat Pay returned the same page again; the parameter for the page has no effect")

// PagesByOffset iterates over the items of all pages. fetch gets the number of items to skip,
// at first start. The iteration ends after Total items, or with an empty page. An error of
// fetch is yielded once, and ends it.
func PagesByOffset[T any](start int64, fetch func(offset int64) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		p := pager[T]{yield: yield}
		for offset := start; ; {
			page, err := fetch(offset)
			if !p.yieldPage(page, err) {
				return
			}
			offset += int64(len(page.Items))
			if p.total > 0 && offset >= p.total {
				return
			}
		}
	}
}

// PagesByNumber is [PagesByOffset] with fetch getting the number of the page, which counts
// from first. Total ends the iteration only if it began with the first page.
func PagesByNumber[T any](start, first int64, fetch func(number int64) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		p := pager[T]{yield: yield}
		start := max(start, first) // a required number that is not set is 0
		for number := start; ; number++ {
			page, err := fetch(number)
			if !p.yieldPage(page, err) || start == first && p.total > 0 && p.count >= p.total {
				return
			}
		}
	}
}

// PagesByCursor is [PagesByOffset] with fetch getting the cursor of the page. It ends after
// the page without a next one, which other pages may be empty.
func PagesByCursor[T any](start string, fetch func(cursor string) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		p := pager[T]{yield: yield, emptyPages: true}
		for cursor := start; ; {
			page, err := fetch(cursor)
			if err == nil && page.Next == cursor && cursor != "" {
				err = errSamePage
			}
			if !p.yieldPage(page, err) || page.Next == "" {
				return
			}
			cursor = page.Next
		}
	}
}

// pager yields pages.
type pager[T any] struct {
	yield      func(T, error) bool
	emptyPages bool  // an empty page is not the last
	total      int64 // of the first page that has it: later ones may lack it
	count      int64
	last       []T
}

// yieldPage reports whether the iteration continues.
func (p *pager[T]) yieldPage(page Page[T], err error) bool {
	if err == nil && len(page.Items) > 0 && reflect.DeepEqual(page.Items, p.last) {
		err = errSamePage
	}
	if err != nil {
		var zero T
		p.yield(zero, err)
		return false
	}
	for _, item := range page.Items {
		if !p.yield(item, nil) {
			return false
		}
	}
	p.count += int64(len(page.Items))
	p.last = page.Items
	if p.total == 0 {
		p.total = page.Total
	}
	return len(page.Items) > 0 || p.emptyPages
}

// Or returns what p points to, or absent if p is nil.
func Or[T any](p *T, absent T) T {
	if p == nil {
		return absent
	}
	return *p
}
