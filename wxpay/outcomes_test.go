package wxpay_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

var update = flag.Bool("update", false, "write the table of docs/outcomes.md")

// called is what one call came to.
type called struct {
	requests, attempts int
	err                string
	outcome            wxpay.Outcome
}

func call(t *testing.T, row outcomeRow, start func(t *testing.T) *ending, retry wxpay.Retry) called {
	t.Helper()
	var got called
	end := start(t)
	c := end.client(wxpay.WithMaxResponse(1000), wxpay.WithRetry(retry), wxpay.WithObserver(func(context.Context, wxpay.Event) { got.attempts++ }))
	got.attempts = 0 // what made a connection to keep
	var err error
	if row.do != nil {
		err = row.do(end.ctx, c)
	} else {
		_, err = cancel(end.ctx, c)
	}
	got.requests, got.err, got.outcome = end.seen(), errorType(err), callOutcome(err)
	return got
}

func errorType(err error) string {
	for _, as := range []any{new(*wxpay.NotSentError), new(*wxpay.MismatchError), new(*wxpay.SignatureError), new(*wxpay.NoResponseError), new(*wxpay.DecodeError), new(*wxpay.Error)} {
		if errors.As(err, as) {
			return fmt.Sprintf("`%s`", strings.TrimPrefix(fmt.Sprintf("%T", as), "**"))
		}
	}
	if err != nil {
		return fmt.Sprintf("`%T`", err)
	}
	return "none"
}

// callOutcome is how a program has to take an error: first of all it asks for the
// unknown outcome.
func callOutcome(err error) wxpay.Outcome {
	switch {
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		return wxpay.OutcomeUnknown
	case err == nil, errors.As(err, new(*wxpay.DecodeError)):
		return wxpay.OutcomeSuccess
	case errors.As(err, new(*wxpay.NotSentError)):
		return wxpay.OutcomeNotSent
	}
	return wxpay.OutcomeRefused
}

// Each way in which a call can end: how many requests the server saw, and what the caller
// was told. No effect is reported as an error, no error as a success, and no
// attempt is more than one request.
func TestOutcomesOfCalls(t *testing.T) {
	var table strings.Builder
	for _, row := range outcomeRows() {
		var columns [2]called
		for i, start := range []func(t *testing.T) *ending{row.http1, row.http2} {
			if start == nil {
				continue
			}
			name := fmt.Sprintf("%s, HTTP/%d", row.name, i+1)
			t.Run(name, func(t *testing.T) {
				once := wxpay.Retry{Attempts: 1}
				columns[i] = call(t, row, start, once)
				checkOutcome(t, row, columns[i])
				retried := call(t, row, start, noWait)
				checkOutcome(t, row, retried)
			})
		}
		table.WriteString(row.line(columns))
	}
	comparePage(t, "../docs/outcomes.md", table.String())
}

func checkOutcome(t *testing.T, row outcomeRow, got called) {
	t.Helper()
	sent := got.outcome != wxpay.OutcomeNotSent
	switch {
	case row.acted && (got.outcome == wxpay.OutcomeRefused || !sent), !row.acted && got.outcome == wxpay.OutcomeSuccess && got.attempts == 1:
		t.Errorf("acted: %v, the caller is told %s", row.acted, got.outcome)
	case sent && got.requests != got.attempts, !sent && got.requests != 0, got.attempts == 0:
		t.Errorf("%d requests in %d attempts", got.requests, got.attempts)
	}
}

// line is a line of the table.
func (row outcomeRow) line(columns [2]called) string {
	cell := func(of func(called) string) string {
		switch {
		case row.http1 == nil:
			return of(columns[1])
		case row.http2 == nil, of(columns[0]) == of(columns[1]):
			return of(columns[0])
		}
		return of(columns[0]) + "; HTTP/2: " + of(columns[1])
	}
	requests := [2]string{"–", "–"}
	for i, exists := range []bool{row.http1 != nil, row.http2 != nil} {
		if exists {
			requests[i] = fmt.Sprint(columns[i].requests)
		}
	}
	acted := map[bool]string{true: "yes", false: "no"}[row.acted]
	outcome := map[wxpay.Outcome]string{
		wxpay.OutcomeSuccess: "success", wxpay.OutcomeRefused: "refused", wxpay.OutcomeUnknown: "**unknown**", wxpay.OutcomeNotSent: "not sent",
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", row.name, acted, requests[0], requests[1],
		cell(func(c called) string { return c.err }), cell(func(c called) string { return outcome[c.outcome] }))
}

// comparePage compares what follows the head of the page's table with rows.
func comparePage(t *testing.T, name, rows string) {
	t.Helper()
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const head = "|---|---|---|---|---|---|\n"
	before, after, ok := strings.Cut(string(page), head)
	if !ok {
		t.Fatalf("%s has no table", name)
	}
	end := strings.Index(after, "\n\n") + 1
	if want := before + head + rows + after[end:]; want != string(page) {
		if !*update {
			t.Fatalf("%s is not what calls come to; go test ./wxpay -run TestOutcomesOfCalls -update writes\n%s", name, rows)
		}
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
