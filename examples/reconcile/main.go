// Command reconcile compares a day's trade bill with a merchant's book: what is missing on one side, and what has another amount. It
// needs no account and no network: the sandbox writes the bill of a day with payments, refunds and a reversal.
//
//	go run ./examples/reconcile
//
// reconcile.go is what a merchant would start from; day.go plays the day.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	gateway, err := sandbox.Start()
	if err != nil {
		return err
	}
	defer func() { _ = gateway.Close() }()
	client, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		return err
	}
	day, book, err := play(ctx, gateway, client)
	if err != nil {
		return err
	}
	totals, differences, err := reconcile(ctx, client, day, book)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d payments of %d fen, %d refunds of %d fen, fees of %d fen\n",
		totals.payments, totals.paid, totals.refunds, totals.refunded, totals.fees)
	for _, d := range differences {
		fmt.Fprintln(out, d)
	}
	fmt.Fprintf(out, "%d differences\n", len(differences))
	return nil
}
