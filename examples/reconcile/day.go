package main

import (
	"context"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

const appID = "wxd678efh567hg6787"

// play plays a day, and ends on the next morning. The book that it returns has three mistakes.
func play(ctx context.Context, gateway *sandbox.Gateway, client *wxpay.Client) (wxpay.Date, book, error) {
	noon := nextNoon(gateway.Now())
	if err := gateway.Advance(noon.Sub(gateway.Now())); err != nil {
		return "", nil, err
	}
	booked := book{
		{"payment", "order1"}: 3800,
		{"payment", "order2"}: 12900,
		{"refund", "refund1"}: 1900, // the bill has 1950
		{"payment", "order3"}: 500,  // and its reversal is missing
		{"payment", "order4"}: 100,  // was never paid
	}
	for number, fen := range map[string]int64{"order1": 3800, "order2": 12900} {
		if err := pay(ctx, gateway, client, number, fen); err != nil {
			return "", nil, err
		}
	}
	_, err := refunds.New(client).CreateRefund(ctx, refunds.CreateRefundRequest{
		OutTradeNo: "order1", OutRefundNo: "refund1", Amount: refunds.RequestedAmount{Refund: 1950, Total: 3800, Currency: "CNY"},
	})
	if err != nil {
		return "", nil, err
	}
	if err := reverse(ctx, gateway, client, "order3", 500); err != nil {
		return "", nil, err
	}
	return wxpay.NewDate(noon), booked, gateway.Advance(22*time.Hour + time.Minute)
}

func nextNoon(now time.Time) time.Time {
	now = now.In(wxpay.Beijing)
	return time.Date(now.Year(), now.Month(), now.Day()+1, 12, 0, 0, 0, now.Location())
}

// pay orders, and the user scans the code and pays.
func pay(ctx context.Context, gateway *sandbox.Gateway, client *wxpay.Client, number string, fen int64) error {
	made, err := payments.New(client).PrepayNative(ctx, payments.PrepayNativeRequest{
		AppID: appID, MchID: gateway.MchID(), OutTradeNo: number, Description: "龙井", NotifyURL: "https://shop.example/paid",
		Amount: payments.OrderAmount{Total: fen},
	})
	if err != nil {
		return err
	}
	cashier, err := gateway.OpenCashier(made.CodeURL)
	if err != nil {
		return err
	}
	_, err = cashier.Accept()
	return err
}

// reverse scans a user's code, and takes it back.
func reverse(ctx context.Context, gateway *sandbox.Gateway, client *wxpay.Client, number string, fen int64) error {
	codes := codepay.New(client)
	_, err := codes.PayTransaction(ctx, codepay.PayTransactionRequest{
		AppID: appID, MchID: gateway.MchID(), OutTradeNo: number, Description: "茶", Amount: codepay.OrderAmount{Total: fen},
		Payer: codepay.CodePayer{AuthCode: "130061098828009406"}, SceneInfo: codepay.CodeScene{StoreInfo: codepay.CodeStore{ID: "1"}},
	})
	if err != nil {
		return err
	}
	if err := gateway.Advance(time.Minute); err != nil { // not at once
		return err
	}
	_, err = codes.ReverseTransaction(ctx, codepay.ReverseTransactionRequest{OutTradeNo: number, AppID: appID, MchID: gateway.MchID()})
	return err
}
