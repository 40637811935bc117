// Package bench compares the runtime with other modules. It is a module of its
// own so that the product does not depend on them.
//
//	go test -C bench -bench . -run '^$'
//
// Each comparison has a sub-benchmark named ratio: both sides in turn, batch by
// batch in one run, so that what else the machine does weighs on both alike. Its
// time-ratio is the median of ours divided by the median of theirs: below 1 is
// faster. Allocations are those of the whole process, the server's included,
// which are the same on both sides.
package bench
