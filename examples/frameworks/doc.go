// Package frameworks receives WeChat Pay's notifications in gin, echo, kratos, fiber and hertz.
// It is to be read and copied. It is a module of its own, so that no application has these
// frameworks among its dependencies.
//
// gin, echo and kratos are built on net/http: they take the http.Handler of the generated
// Notifications as it is. fiber and hertz are not; there [wxpay.Receiver.Serve] takes the
// header and the body.
//
// In each of them nothing must read the body before, such as a middleware that logs requests:
// the signature covers its bytes. Such a notification is refused with the reason "unreadable".
package frameworks
