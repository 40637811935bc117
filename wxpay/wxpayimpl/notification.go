package wxpayimpl

import (
	"context"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/dispatch"
)

// HandleEvent decodes the resource of n and calls handle with it, unless the
// receiver's [wxpay.Deduplicator] knows an event with the same [wxpay.Notification.Key];
// then it returns nil. Unknown members are ignored.
//
// Members that could not be read are absent in the resource and listed in n.Unread. If
// the resource is not an object, or the unreadable member is one of key or an
// enumeration of the resource's outermost object, such as the state of the order, or
// a member of key is missing although it is required (its field has no omitempty), then
// handle cannot act on it: other is called, which has n.Resource. If other is nil, the
// error is a [*wxpay.NotificationError] with the reason [wxpay.NotificationUndecodable].
// A field that cannot be decrypted is that error as well, and is never passed to other:
// the configuration is wrong, and WeChat Pay sends the notification again.
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
