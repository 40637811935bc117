package main

import (
	"context"
	"errors"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/bills"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	wxrefunds "github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/invoke"
)

const (
	appID    = "wxd678efh567hg6787"
	supplier = "86693852" // who gets a share
)

// pay has the clients of the products that the shop uses.
type pay struct {
	client   *wxpay.Client
	mchID    string
	payments *payments.Client
	refunds  *wxrefunds.Client
	sharing  *profitsharing.Client
	bills    *bills.Client
}

func newPay(client *wxpay.Client, mchID string) *pay {
	return &pay{client, mchID, payments.New(client), wxrefunds.New(client), profitsharing.New(client), bills.New(client)}
}

// certain makes a call again as long as its outcome is unknown. That is safe for calls that are marked as repeatable, with the same
// number; a new number could charge the user twice.
func certain(ctx context.Context, call func() error) error {
	const attempts = 5
	var err error
	for range attempts {
		if err = call(); !errors.Is(err, wxpay.ErrOutcomeUnknown) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// h5 orders, and returns the page to which the browser goes.
func (p *pay) h5(ctx context.Context, e entry, shop string) (link string, err error) {
	var made *payments.PrepayH5Response
	err = certain(ctx, func() error {
		made, err = p.payments.PrepayH5(ctx, payments.PrepayH5Request{
			AppID: appID, MchID: p.mchID, OutTradeNo: e.Order, Description: e.Goods, NotifyURL: shop + "/notify/paid",
			Amount: payments.OrderAmount{Total: e.Fen}, SettleInfo: frozen(),
			SceneInfo: payments.H5Scene{PayerClientIP: "127.0.0.1", H5Info: payments.H5Info{Type: "Wap"}},
		})
		return err
	})
	if err != nil {
		return "", err
	}
	return invoke.H5(made.H5URL, shop+"/orders/"+e.Order)
}

// native orders, and returns the content of the QR code.
func (p *pay) native(ctx context.Context, e entry, shop string) (code string, err error) {
	var made *payments.PrepayNativeResponse
	err = certain(ctx, func() error {
		made, err = p.payments.PrepayNative(ctx, payments.PrepayNativeRequest{
			AppID: appID, MchID: p.mchID, OutTradeNo: e.Order, Description: e.Goods, NotifyURL: shop + "/notify/paid",
			Amount: payments.OrderAmount{Total: e.Fen}, SettleInfo: frozen(),
		})
		return err
	})
	if err != nil {
		return "", err
	}
	return made.CodeURL, nil
}

// frozen keeps the money until it is shared.
func frozen() *payments.SettleInfo {
	yes := true
	return &payments.SettleInfo{ProfitSharing: &yes}
}

// refund gives a part of a payment back, and returns when WeChat Pay accepted that. A notification says when the money has arrived.
func (p *pay) refund(ctx context.Context, order entry, number string, fen int64, shop string) (at time.Time, err error) {
	var made *wxrefunds.Refund
	err = certain(ctx, func() error {
		made, err = p.refunds.CreateRefund(ctx, wxrefunds.CreateRefundRequest{
			OutTradeNo: order.Order, OutRefundNo: number, Reason: "部分退货", NotifyURL: shop + "/notify/refunds",
			Amount: wxrefunds.RequestedAmount{Refund: fen, Total: order.Fen, Currency: "CNY"},
		})
		return err
	})
	if err != nil {
		return at, err
	}
	return made.CreateTime.Time()
}

// share gives the supplier a part of a payment, and unfreezes the rest.
func (p *pay) share(ctx context.Context, payment entry, number string, fen int64) error {
	_, err := p.sharing.AddReceiver(ctx, profitsharing.AddReceiverRequest{
		AppID: appID, Type: "MERCHANT_ID", Account: supplier, Name: "茶叶供应商", RelationType: "SUPPLIER",
	})
	if err != nil {
		return err
	}
	return certain(ctx, func() error {
		_, err := p.sharing.CreateOrder(ctx, profitsharing.CreateOrderRequest{
			AppID: appID, TransactionID: payment.Number, OutOrderNo: number, UnfreezeUnsplit: true,
			Receivers: []profitsharing.Share{{Type: "MERCHANT_ID", Account: supplier, Amount: fen, Description: "货款"}},
		})
		return err
	})
}
