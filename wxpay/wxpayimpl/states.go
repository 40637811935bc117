package wxpayimpl

// CanBe reports whether a member of a response is want, or absent: a response without the
// member can be in any state.
func CanBe[T comparable](value, want T) bool {
	var absent T
	return value == want || value == absent
}

// CanPointTo is [CanBe] for a pointer, which is nil if the member is absent.
func CanPointTo[T comparable](value *T, want T) bool { return value == nil || *value == want }
