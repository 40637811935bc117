// Package backoffice is a part of an application that uses a generated package. Its tests show two ways to test such code: in the
// sandbox, with signatures, and with a fake Caller.
package backoffice

import (
	"context"
	"errors"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// Desk cancels service orders.
type Desk struct {
	orders           *payscore.Client
	appID, serviceID string
}

// NewDesk returns a desk for one service. caller is a [*wxpay.Client], or a fake one in tests.
func NewDesk(caller wxpay.Caller, appID, serviceID string) *Desk {
	return &Desk{orders: payscore.New(caller), appID: appID, serviceID: serviceID}
}

// ErrTooLate is returned for an order that is finished: it can be refunded, but not cancelled.
var ErrTooLate = errors.New("the order is finished")

// TakeBack cancels an order. It returns nil if the order was cancelled before. After an error that wraps
// [wxpay.ErrOutcomeUnknown], call TakeBack again.
func (d *Desk) TakeBack(ctx context.Context, number, reason string) error {
	_, err := d.orders.CancelServiceOrder(ctx, payscore.CancelServiceOrderRequest{
		OutOrderNo: number,
		AppID:      d.appID,
		ServiceID:  d.serviceID,
		Reason:     reason,
	})
	switch {
	case errors.Is(err, payscore.ErrOrderCanceled):
		return nil
	case errors.Is(err, payscore.ErrOrderDone):
		return ErrTooLate
	}
	return err
}
