package wxpayimpl

import (
	"context"
	"errors"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/dispatch"
)

// HandleEvent decodes the resource of n and calls handle with it, unless the
// receiver's [wxpay.Deduplicator] knows an event with the same [wxpay.Notification.Key];
// then it returns nil. Unknown members are ignored.
//
// Members that could not be read are absent in the resource and listed in n.Unread. In
// these cases handle cannot act on the resource, and other is called, which has n.Resource:
//
//   - The resource is not an object.
//   - A member of key could not be read, or is missing although it is required (its field
//     has no omitempty).
//   - An enumeration of the resource's outermost object, such as the state of the order,
//     could not be read.
//
// If other is nil, the error is a [*wxpay.NotificationError] with the reason
// [wxpay.NotificationUndecodable]. A field that cannot be decrypted is that error as well,
// and is never passed to other: the configuration is wrong, and WeChat Pay sends the
// notification again.
func HandleEvent[T any](
	ctx context.Context, n *wxpay.Notification, handle func(context.Context, *wxpay.Notification, *T) error,
	other func(context.Context, *wxpay.Notification) error, key ...string,
) error {
	resource := new(T)
	h := dispatch.Handler{Resource: resource, Key: key, Handle: func() error { return handle(ctx, n, resource) }}
	if other != nil {
		h.Other = func() error { return other(ctx, n) }
	}
	return dispatch.HandleEvent(ctx, n, h)
}

// HandleOther calls handle. A nil handle is a [*wxpay.NotificationError] with the reason
// [wxpay.NotificationUnhandled]: an event that no function handles is not acknowledged,
// so that WeChat Pay sends it again.
func HandleOther(ctx context.Context, n *wxpay.Notification, handle func(context.Context, *wxpay.Notification) error) error {
	if handle == nil {
		return dispatch.Unhandled(n)
	}
	return handle(ctx, n)
}

// ErrNoFunction is the error of the method Handler of Notifications without any function.
var ErrNoFunction = errors.New("wxpay: no function is set for notifications; set one for an event, or Other")
