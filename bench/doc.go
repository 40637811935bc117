// Package bench compares the runtime with other modules. It is a module of its
// own so that the product does not depend on them.
//
//	go test -C bench -bench . -run '^$'
//
// Each comparison has a sub-benchmark named ratio: both sides in turn, in one
// run, so that what else the machine does weighs on both alike. Its metrics are
// ours divided by theirs: below 1 is faster, or fewer allocations.
package bench
