package wxpayimpl

import "github.com/wxpaygen/wxpaygen/wxpay"

// Items limits the number of items of a list to minimum..maximum. A negative maximum
// is no limit.
func (v *Validator) Items(name string, n, minimum, maximum int) {
	v.count(name, "items", n, minimum, maximum, wxpay.UnitItems)
}

// Properties limits the number of entries of a map to minimum..maximum. A negative
// maximum is no limit.
func (v *Validator) Properties(name string, n, minimum, maximum int) {
	v.count(name, "properties", n, minimum, maximum, wxpay.UnitEntries)
}

// Unique rejects a list with equal items.
func Unique[E comparable](v *Validator, name string, items []E) {
	if len(items) > 64 {
		uniqueByMap(v, name, items)
		return
	}
	for i := range items {
		for j := range i {
			if items[i] == items[j] {
				v.duplicate(name, j, i)
				return
			}
		}
	}
}

func uniqueByMap[E comparable](v *Validator, name string, items []E) {
	seen := make(map[E]int, len(items))
	for i, item := range items {
		if j, ok := seen[item]; ok {
			v.duplicate(name, j, i)
			return
		}
		seen[item] = i
	}
}

// UniqueFunc rejects a list with two items for which equal returns true. It compares
// all pairs.
func UniqueFunc[E any](v *Validator, name string, items []E, equal func(a, b E) bool) {
	for i := range items {
		for j := range i {
			if equal(items[i], items[j]) {
				v.duplicate(name, j, i)
				return
			}
		}
	}
}

func (v *Validator) duplicate(name string, first, second int) {
	problem := "must not repeat an item; items " + itoa(int64(first)) + " and " + itoa(int64(second)) + " are equal"
	v.exceeded(name, "unique", problem, wxpay.Limit{Equal: [2]int{first, second}})
}

// OneOf requires exactly one member of a union to be set. members names them for
// people ("Card or Wallet"); set says which are set.
func (v *Validator) OneOf(name, members string, set ...bool) {
	n := 0
	for _, s := range set {
		if s {
			n++
		}
	}
	if n != 1 {
		v.exceeded(name, "oneOf", "must be exactly one of "+members+", has "+itoa(int64(n)),
			wxpay.Limit{Min: "1", Max: "1", Unit: wxpay.UnitMembers, Found: n, Text: members})
	}
}
