// Package dispatch lets package wxpayimpl pass notifications to the functions of
// generated code, with the private state of a *wxpay.Notification. Package wxpay,
// which wxpayimpl imports, sets the variables when it is initialized.
package dispatch

import "context"

// Handler has the functions of generated code for an event.
type Handler struct {
	Resource any          // a pointer to decode the resource into
	Key      []string     // members of the resource that identify the event
	Handle   func() error // called after decoding
	Other    func() error // called if Handle cannot act on the resource; nil for an error
}

var (
	// HandleEvent decodes and handles n, a *wxpay.Notification, once per event.
	HandleEvent func(ctx context.Context, n any, h Handler) error
	// Unhandled returns the error of n, a *wxpay.Notification, without a function.
	Unhandled func(n any) error
)
