package frameworks

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	khttp "github.com/go-kratos/kratos/v2/transport/http"
	"github.com/labstack/echo/v4"
)

// Gin returns an engine with the handler of generated Notifications.
func Gin(handler http.Handler) *gin.Engine {
	engine := gin.New()
	engine.Use(gin.Recovery()) // a panic is status 500, and WeChat Pay sends the notification again
	engine.POST("/notify", gin.WrapH(handler))
	return engine
}

// Echo returns a server with the handler of generated Notifications.
func Echo(handler http.Handler) *echo.Echo {
	server := echo.New()
	server.POST("/notify", echo.WrapHandler(handler))
	return server
}

// Kratos returns a server with the handler of generated Notifications. Unless a timeout is
// given, kratos ends the context of a handler after a second; WeChat Pay waits for five.
func Kratos(handler http.Handler) *khttp.Server {
	server := khttp.NewServer(khttp.Timeout(5 * time.Second))
	server.Handle("/notify", handler)
	return server
}
