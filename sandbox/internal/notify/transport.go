package notify

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

// transport sends requests to loopback addresses and to hosts.
type transport struct {
	hosts  []string
	client *http.Client
}

// newTransport returns a transport that never sends to the sandbox itself. Addresses are checked when a connection is made:
// only then are names resolved, and addresses in a canonical form.
func newTransport(hosts []string, self net.Addr) transport {
	t := transport{hosts: hosts}
	loopback := &http.Transport{
		DialContext: dialer(func(to netip.AddrPort) error {
			if !to.Addr().IsLoopback() {
				return errors.New("the notify URL is not on this machine; allow its host with -notify-host (WithNotifyHosts)")
			}
			return refuseSelf(to, self)
		}),
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // a server on this machine may have any certificate
	}
	open := &http.Transport{DialContext: dialer(func(to netip.AddrPort) error { return refuseSelf(to, self) })}
	t.client = &http.Client{
		Transport:     roundTripper{hosts: hosts, loopback: loopback, open: open},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return t
}

// dialer returns a dial function for the addresses that check allows.
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

// refuseSelf returns an error for the address of the sandbox, whose admin API would act on a notification. It compares the port
// with every local address: a sandbox may listen on all of them.
func refuseSelf(to netip.AddrPort, self net.Addr) error {
	tcp, ok := self.(*net.TCPAddr)
	if !ok || int(to.Port()) != tcp.Port || !isLocal(to.Addr()) {
		return nil
	}
	return errors.New("the notify URL is the sandbox itself; set the address of the program that receives notifications")
}

// isLocal reports whether an address belongs to this machine.
func isLocal(a netip.Addr) bool {
	if a.IsLoopback() || a.IsUnspecified() {
		return true
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return true // if in doubt, do not send
	}
	return slices.ContainsFunc(addrs, func(other net.Addr) bool {
		prefix, err := netip.ParsePrefix(other.String())
		return err == nil && prefix.Addr().Unmap() == a.WithZone("")
	})
}

// roundTripper restricts requests to loopback addresses, except for those to hosts.
type roundTripper struct {
	hosts          []string
	loopback, open *http.Transport
}

func (t roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.allowed(r) {
		return t.open.RoundTrip(r)
	}
	return t.loopback.RoundTrip(r)
}

func (t roundTripper) allowed(r *http.Request) bool {
	return isOneOf(r.URL.Hostname(), t.hosts)
}

func (t roundTripper) CloseIdleConnections() {
	t.loopback.CloseIdleConnections()
	t.open.CloseIdleConnections()
}

// address returns the URL that a notification is sent to. base, unless "", replaces the scheme and the host of the notify URL.
func (t transport) address(notifyURL, base string) (string, error) {
	u, err := url.Parse(notifyURL)
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
	if !mayReach(host, t.hosts) {
		return "", fmt.Errorf("%s is not on this machine, so nothing is sent there; allow the host with -notify-host (WithNotifyHosts), or send all notifications elsewhere with -notify (BaseURL of NotifyOptions)", host)
	}
	return u.String(), nil
}

// mayReach reports whether notifications may be sent to a host.
func mayReach(host string, hosts []string) bool {
	return isLoopback(host) || isOneOf(host, hosts)
}

// isOneOf compares names of hosts, in which the case does not matter.
func isOneOf(host string, hosts []string) bool {
	return slices.ContainsFunc(hosts, func(other string) bool { return strings.EqualFold(host, other) })
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
