package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
)

// letters is the way to the merchant.
type letters struct {
	hosts  []string // that may be written to besides loopback
	client *http.Client
}

// newLetters makes a way to loopback addresses and to hosts, and never to the gateway at own. Addresses are checked when the
// connection is made: a name, and another spelling of an address, has led to one by then.
func newLetters(hosts []string, own net.Addr) letters {
	l := letters{hosts: hosts}
	loopback := &http.Transport{
		DialContext: dialer(func(to netip.AddrPort) error {
			if !to.Addr().IsLoopback() {
				return errors.New("the notify URL leads out of this machine; allow its host with WithNotifyHosts")
			}
			return refuseSelf(to, own)
		}),
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // a server on this machine, with whatever certificate
	}
	open := &http.Transport{DialContext: dialer(func(to netip.AddrPort) error { return refuseSelf(to, own) })}
	l.client = &http.Client{
		Transport:     transports{hosts: hosts, loopback: loopback, open: open},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return l
}

// dialer connects to the addresses that check allows.
func dialer(check func(netip.AddrPort) error) func(context.Context, string, string) (net.Conn, error) {
	d := &net.Dialer{ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		return check(netip.AddrPortFrom(to.Addr().Unmap(), to.Port()))
	}}
	return d.DialContext
}

// refuseSelf keeps callbacks from the gateway's own API, which acts on what it is sent. Port and machine tell it: all local
// addresses reach a gateway that listens on all of them.
func refuseSelf(to netip.AddrPort, own net.Addr) error {
	tcp, ok := own.(*net.TCPAddr)
	if !ok || int(to.Port()) != tcp.Port || !isLocal(to.Addr()) {
		return nil
	}
	return errors.New("the notify URL is the sandbox itself; give the address of the program that takes callbacks")
}

// isLocal reports whether an address is this machine's.
func isLocal(a netip.Addr) bool {
	if a.IsLoopback() || a.IsUnspecified() {
		return true
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return true // rather refused than sent
	}
	return slices.ContainsFunc(addrs, func(other net.Addr) bool {
		prefix, err := netip.ParsePrefix(other.String())
		return err == nil && prefix.Addr().Unmap() == a.WithZone("")
	})
}

// transports chooses by the host.
type transports struct {
	hosts          []string
	loopback, open *http.Transport
}

func (t transports) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.allowed(r) {
		return t.open.RoundTrip(r)
	}
	return t.loopback.RoundTrip(r)
}

func (t transports) allowed(r *http.Request) bool { return slices.Contains(t.hosts, r.URL.Hostname()) }

func (t transports) CloseIdleConnections() {
	t.loopback.CloseIdleConnections()
	t.open.CloseIdleConnections()
}

// address returns the URL that a notification goes to.
func (l letters) address(wanted, base string) (string, error) {
	u, err := url.Parse(wanted)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("the notify URL is not absolute, or neither http nor https")
	}
	if u.RawQuery != "" || u.ForceQuery {
		return "", errors.New("the notify URL has a query, which WeChat Pay does not allow")
	}
	if base != "" {
		to, err := url.Parse(base)
		if err != nil {
			return "", err
		}
		u.Scheme, u.Host, u.Path = to.Scheme, to.Host, strings.TrimSuffix(to.Path, "/")+u.Path
	}
	host := u.Hostname()
	if !mayReach(host, l.hosts) {
		return "", fmt.Errorf("%s is not on this machine, so nothing is sent there; set BaseURL of NotifyOptions, or allow the host with WithNotifyHosts", host)
	}
	return u.String(), nil
}

// mayReach reports whether callbacks may go to a host.
func mayReach(host string, hosts []string) bool {
	return isLoopback(host) || slices.Contains(hosts, host)
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
