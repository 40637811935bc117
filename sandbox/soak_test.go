package sandbox_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// The soak runs for longer with
//
//	go test ./sandbox -run Soak -v -timeout 0 -soak 1h -seed 42
var (
	soakTime = flag.Duration("soak", 10*time.Second, "how long the soak runs; 2 seconds with -short")
	soakSeed = flag.Uint64("seed", 1, "the seed of the soak's faults and choices")
)

// soakFaults strike more than a third of all exchanges.
var soakFaults = []sandbox.RandomFault{
	{Rate: 0.05, Fault: sandbox.FailBeforeEffect()},
	{Rate: 0.05, Fault: sandbox.FailAfterEffect()},
	{Rate: 0.04, Fault: sandbox.DropBeforeEffect()},
	{Rate: 0.06, Fault: sandbox.DropAfterEffect()},
	{Rate: 0.03, Fault: sandbox.DropMidBody()},
	{Rate: 0.03, Fault: sandbox.HTMLErrorPage(502)},
	{Rate: 0.04, Fault: sandbox.TooManyRequests(time.Second)},
	{Rate: 0.03, Fault: sandbox.WrongSignature()},
	{Rate: 0.05, Fault: sandbox.TakesEffectTwice()},
	{Rate: 0.02, Fault: sandbox.TruncatedJSON()},
	{Rate: 0.02, Fault: sandbox.OtherOrder()},
	{Rate: 0.02, Fault: sandbox.SlowBody(10 * time.Millisecond)},
}

// TestSoak has generated clients make, complete, cancel, pay and reverse orders against a
// sandbox that misbehaves at random. Each shopkeeper writes down what it was told, and resolves what it was not told by
// repeating and asking, as documented. Afterwards its book has to be what WeChat Pay keeps.
func TestSoak(t *testing.T) {
	t.Parallel()
	limit := *soakTime
	if testing.Short() {
		limit = 2 * time.Second
	}
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}), sandbox.WithMaxResources(8<<30))
	gw.InjectRandomFaults(*soakSeed, soakFaults...)
	books := &books{expected: make(map[string]string), calls: make(map[string]int)}
	deadline := time.Now().Add(limit)
	var wg sync.WaitGroup
	for n := range 4 {
		k := &keeper{
			t: t, gw: gw, books: books, name: fmt.Sprintf("k%d", n), random: rand.New(rand.NewPCG(*soakSeed, uint64(n))),
			orders: newOrders(t, gw, quickRetry), codes: codepay.New(newPay(t, gw, quickRetry)),
		}
		wg.Go(func() {
			for time.Now().Before(deadline) || k.served < 10 {
				k.serve(context.Background())
			}
		})
	}
	wg.Wait()
	differences := books.compare(gw)
	for _, d := range differences {
		t.Error(d)
	}
	if books.unknown != books.resolved {
		t.Errorf("%d outcomes were unknown, %d were resolved", books.unknown, books.resolved)
	}
	t.Logf("soak of %v with seed %d\n%s", limit, *soakSeed, books.report(gw, differences))
}

// books is what the shopkeepers believe.
type books struct {
	mu       sync.Mutex
	expected map[string]string // the state by number
	calls    map[string]int
	unknown  int // outcomes that retries left open
	resolved int // of those, resolved
}

func (b *books) write(number, state string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected[number] = state
}

func (b *books) count(operation string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls[operation]++
}

// leavesOpen reports whether a call does not tell its outcome, or did not come to one.
func leavesOpen(err error) bool {
	damaged := errors.As(err, new(*wxpay.DecodeError)) || errors.As(err, new(*wxpay.Error)) && wxpay.CodeOf(err) == ""
	return damaged || errors.Is(err, wxpay.ErrOutcomeUnknown) || wxpay.CodeOf(err) == "FREQUENCY_LIMITED"
}

// settle counts an outcome that is open for the first time, and one that no longer is.
func (b *books) settle(opened *bool, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case open && !*opened:
		b.unknown++
		*opened = true
	case !open && *opened:
		b.resolved++
	}
}

// compare compares the books with the resources, and checks that effects happened at most once.
func (b *books) compare(gw *sandbox.Gateway) (differences []string) {
	kept := make(map[string]*sandbox.Resource)
	for _, r := range gw.Resources() {
		if kept[r.Number] != nil {
			differences = append(differences, r.Number+" was made twice")
		}
		kept[r.Number] = r
		if b.expected[r.Number] == "" {
			differences = append(differences, fmt.Sprintf("%s is %s at WeChat Pay, and in no book", r.Number, r.State))
		}
		for _, operation := range slices.Sorted(maps.Keys(r.Effects)) {
			if n := r.Effects[operation]; n != 1 {
				differences = append(differences, fmt.Sprintf("%s: %s took effect %d times", r.Number, operation, n))
			}
		}
	}
	for _, number := range slices.Sorted(maps.Keys(b.expected)) {
		state := "none"
		if r := kept[number]; r != nil {
			state = r.State
		}
		if state != b.expected[number] {
			differences = append(differences, fmt.Sprintf("%s is %s in the book, %s at WeChat Pay", number, b.expected[number], state))
		}
	}
	return differences
}

func (b *books) report(gw *sandbox.Gateway, differences []string) string {
	var out strings.Builder
	list := func(title string, counts map[string]int) {
		total := 0
		for _, n := range counts {
			total += n
		}
		fmt.Fprintf(&out, "%s: %d\n", title, total)
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			fmt.Fprintf(&out, "  %-28s %7d\n", name, counts[name])
		}
	}
	list("calls", b.calls)
	list("faults", gw.FaultCounts())
	states := make(map[string]int)
	for _, r := range gw.Resources() {
		states[r.Kind+" "+r.State]++
	}
	list("resources", states)
	fmt.Fprintf(&out, "outcomes that retries left unknown: %d, resolved by asking: %d\ndifferences: %d\n", b.unknown, b.resolved, len(differences))
	return out.String()
}

// keeper is one shopkeeper with its clients.
type keeper struct {
	t      *testing.T
	gw     *sandbox.Gateway
	books  *books
	name   string
	random *rand.Rand
	orders *payscore.Client
	codes  *codepay.Client
	served int
}

// serve serves one customer.
func (k *keeper) serve(ctx context.Context) {
	k.served++
	number := fmt.Sprintf("%s-%06d", k.name, k.served)
	if k.random.IntN(2) == 0 {
		k.books.write(number, k.serviceOrder(ctx, number))
	} else {
		k.books.write(number, k.codePayment(ctx, number))
	}
}

// certain repeats a call with the same arguments until its outcome is known, as documented for what is repeatable.
func (k *keeper) certain(operation string, call func() error) error {
	var err error
	opened := false
	for range 100 {
		k.books.count(operation)
		err = call()
		open := leavesOpen(err)
		k.books.settle(&opened, open)
		if !open {
			return err
		}
	}
	k.t.Errorf("%s stayed unknown: %v", operation, err)
	return err
}

// The comparison of the soak finds differences.
func TestSoakDifferences(t *testing.T) {
	gw := sandbox.New(t)
	confirmed(t, gw, "A1", "A2", "A3", "A00005")
	k := &keeper{t: t, gw: gw, books: &books{calls: make(map[string]int)}, codes: codepay.New(newPay(t, gw)), random: rand.New(rand.NewPCG(0, 0))}
	k.codePayment(t.Context(), "A00005") // a payment under the number of an order
	b := &books{expected: map[string]string{"A1": "confirmed", "A2": "revoked", "A4": "paid", "A00005": kept(t, gw)}}
	want := []string{
		"A3 is confirmed at WeChat Pay, and in no book", "A00005 was made twice",
		"A2 is revoked in the book, confirmed at WeChat Pay", "A4 is paid in the book, none at WeChat Pay",
	}
	if got := b.compare(gw); !slices.Equal(got, want) {
		t.Errorf("the differences are %q, want %q", got, want)
	}
}

// kept is the state of what was made last.
func kept(t *testing.T, gw *sandbox.Gateway) string {
	t.Helper()
	all := gw.Resources()
	return all[len(all)-1].State
}
