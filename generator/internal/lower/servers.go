package lower

import (
	"math"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/wire"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// servers returns the base URLs of an operation, and what is wrong with them. root
// is the position of the document; foreign says that it is not one of WeChat Pay.
func servers(list []*apimodel.Server, root diag.Position, foreign bool) (urls []string, faults []diag.Diagnostic) {
	for _, server := range list {
		base, fault := serverURL(server)
		faults = append(faults, fault...)
		if base != "" && !slices.Contains(urls, base) {
			urls = append(urls, base)
		}
	}
	if len(list) == 0 && foreign {
		return nil, []diag.Diagnostic{
			diag.Warningf(root, "no-server", "the document names no server; calls need wxpay.WithServer").Fix("list the hosts under servers"),
		}
	}
	if len(list) == 0 {
		return []string{"https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"}, []diag.Diagnostic{
			diag.Warningf(root, "no-server", "the document names no server; calls go to https://api.mch.weixin.qq.com").
				Fix("list the hosts under servers, the fallback second"),
		}
	}
	return urls, faults
}

// serverURL returns a server's address, with the defaults of its variables, and
// what is wrong with it. The address is "" if requests cannot go there.
func serverURL(server *apimodel.Server) (string, []diag.Diagnostic) {
	quoted, pos := diag.Quote(server.URL), server.Pos
	refused := func(d diag.Diagnostic, remedy string) (string, []diag.Diagnostic) {
		return "", []diag.Diagnostic{d.Fix("%s", remedy)}
	}
	parsed, err := url.Parse(server.Address)
	switch {
	case strings.ContainsAny(server.Address, "{}<>"):
		return refused(diag.Warningf(pos, "server", "the server %s has a part that is to be filled in; calls need wxpay.WithServer", quoted),
			"write https://host, and a default for each variable")
	case err != nil || !isHost(parsed):
		return refused(diag.Warningf(pos, "server", "the server %s is not an address, and is not used", quoted), "write https://host")
	case parsed.Scheme != "" && parsed.Scheme != "https" && parsed.Scheme != "http":
		return refused(diag.Warningf(pos, "server", "the server %s is not reached over HTTPS, and is not called", quoted), "write https://host")
	case parsed.Scheme == "" || parsed.Host == "":
		return refused(diag.Warningf(pos, "server", "the server %s is relative; calls need wxpay.WithServer", quoted), "write https://host")
	case parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "":
		return refused(diag.Warningf(pos, "server", "the server %s has more than a host and a path, and is not called", diag.Quote(parsed.Host)),
			"write https://host, without a user, a query or a fragment")
	case wire.HasDotSegment(parsed.Path):
		return refused(diag.Warningf(pos, "server", "the server %s has a segment . or .. in its path, which servers and proxies resolve to another path; it is not called", quoted),
			"write the path that is meant")
	}
	var warning []diag.Diagnostic
	if parsed.Scheme == "http" && !isLoopback(parsed.Hostname()) {
		warning = append(warning, diag.Warningf(pos, "server", "the server %s is not reached over HTTPS: requests can be read on the way", quoted).
			Fix("write https://host"))
	}
	return strings.TrimSuffix(server.Address, "/"), warning
}

// isLoopback reports whether a host is the local machine.
func isLoopback(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	ip := net.ParseIP(host)
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || ip != nil && ip.IsLoopback()
}

// isHost reports whether the host of an address, if there is one, consists of
// letters and digits and has a valid port.
func isHost(address *url.URL) bool {
	if port, err := strconv.Atoi(address.Port()); address.Port() != "" && (err != nil || port < 1 || port > math.MaxUint16) {
		return false
	}
	return !strings.ContainsFunc(address.Hostname(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._:", r) // colons in brackets
	})
}
