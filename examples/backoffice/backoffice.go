// Package backoffice is a piece of an application that uses a generated package.
// Its tests show the two ways to test such code: against the signed gateway of
// package sandbox, and with a Caller of one's own.
package backoffice

import (
	"context"
	"errors"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// Desk takes back service orders.
type Desk struct {
	orders           *payscore.Client
	appID, serviceID string
}

// NewDesk returns a desk for one service. caller is a [*wxpay.Client]; tests give
// another.
func NewDesk(caller wxpay.Caller, appID, serviceID string) *Desk {
	return &Desk{orders: payscore.New(caller), appID: appID, serviceID: serviceID}
}

// ErrTooLate says that an order is finished, so that it can be refunded, not
// taken back.
var ErrTooLate = errors.New("the order is finished")

// TakeBack cancels an order; one that is cancelled already is no error. After
// [wxpay.ErrOutcomeUnknown], take it back again.
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
