package frameworks

import (
	"bytes"
	"context"
	"net/http"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/gofiber/fiber/v2"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// Dispatch is the method of generated Notifications.
type Dispatch = func(ctx context.Context, n *wxpay.Notification) error

// Fiber returns a handler for a POST route. The body is the raw one, since fiber decompresses
// the other, and is copied, since fiber uses its buffers again after the handler.
func Fiber(receiver *wxpay.Receiver, dispatch Dispatch) fiber.Handler {
	return func(c *fiber.Ctx) error {
		header := http.Header{}
		c.Request().Header.VisitAll(func(name, value []byte) { header.Add(string(name), string(value)) })
		response := receiver.Serve(c.UserContext(), header, bytes.Clone(c.BodyRaw()), dispatch)
		if len(response.Body) > 0 {
			c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		}
		return c.Status(response.StatusCode).Send(response.Body)
	}
}

// Hertz returns a handler for a POST route. The body is copied, since hertz uses its buffers
// again after the handler.
func Hertz(receiver *wxpay.Receiver, dispatch Dispatch) app.HandlerFunc {
	return func(ctx context.Context, c *app.RequestContext) {
		header := http.Header{}
		c.Request.Header.VisitAll(func(name, value []byte) { header.Add(string(name), string(value)) })
		response := receiver.Serve(ctx, header, bytes.Clone(c.Request.Body()), dispatch)
		if len(response.Body) > 0 {
			c.Header("Content-Type", "application/json")
		}
		c.Status(response.StatusCode)
		_, _ = c.Write(response.Body)
	}
}
