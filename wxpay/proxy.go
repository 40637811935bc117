package wxpay

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
)

// WithProxy sends the requests of this client through a proxy, whatever HTTPS_PROXY and
// NO_PROXY say: "http://user:password@proxy.internal:3128", also with https, socks5 or socks5h.
// "direct" is no proxy. Clients with the same proxy share their connections.
//
// A client with an http.Client that has a Transport of its own cannot have this option; set the
// Proxy of this Transport. A reverse proxy, which takes the place of WeChat Pay's server, is
// given with [WithServer].
func WithProxy(proxy string) core.ClientOption {
	return clientOption(func(c *config) error {
		transport, err := proxyTransport(proxy)
		c.proxy = transport
		return err
	})
}

var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// errProxy does not quote the proxy, which may have a password.
var errProxy = errors.New(`WithProxy: the proxy must be "direct" or a URL with http, https, socks5 or socks5h and a host, like http://proxy.internal:3128`)

// proxyTransports has an *http.Transport for each proxy. A service with a client for each
// merchant would otherwise keep connections for each of them.
var proxyTransports sync.Map

func proxyTransport(proxy string) (*http.Transport, error) {
	if known, ok := proxyTransports.Load(proxy); ok {
		return known.(*http.Transport), nil
	}
	base := stockTransport
	if base == nil {
		base = new(http.Transport)
	}
	transport := transportFrom(base)
	transport.Proxy = nil
	if proxy != "direct" {
		u, err := url.Parse(proxy)
		if err != nil || !slices.Contains(proxySchemes, u.Scheme) || u.Hostname() == "" {
			return nil, errProxy
		}
		transport.Proxy = http.ProxyURL(u)
	}
	known, _ := proxyTransports.LoadOrStore(proxy, transport)
	return known.(*http.Transport), nil
}

// useProxy sets the transport of the option WithProxy.
func (c *config) useProxy(given *http.Client) (*http.Client, error) {
	if c.proxy == nil {
		return given, nil
	}
	var own http.Client
	if given != nil {
		own = *given
	}
	if own.Transport != nil {
		return nil, errors.New("WithProxy: the http.Client has a Transport of its own; set the Proxy of this Transport instead")
	}
	own.Transport = c.proxy
	return &own, nil
}
