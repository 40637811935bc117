package wxpay

// Items holds a list's length to minimum..maximum items. A negative maximum is
// no limit.
func (v *Validator) Items(name string, n, minimum, maximum int) {
	v.count(name, "items", n, minimum, maximum, "item", "items")
}

// Properties holds a map's size to minimum..maximum entries. A negative maximum
// is no limit.
func (v *Validator) Properties(name string, n, minimum, maximum int) {
	v.count(name, "properties", n, minimum, maximum, "entry", "entries")
}

// Unique refuses a list that holds a value twice.
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

// UniqueFunc refuses a list that holds two items that equal calls equal. It
// compares each with each.
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
	v.fault(name, "unique", "must not repeat an item; items "+itoa(int64(first))+" and "+itoa(int64(second))+" are equal")
}

// OneOf holds a union to exactly one member, which members names for the reader
// ("Card or Wallet"). set says, for each member, whether it is there.
func (v *Validator) OneOf(name, members string, set ...bool) {
	n := 0
	for _, s := range set {
		if s {
			n++
		}
	}
	if n != 1 {
		v.fault(name, "oneOf", "must be exactly one of "+members+", has "+itoa(int64(n)))
	}
}
