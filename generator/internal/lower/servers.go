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
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// servers returns the base URLs of an operation.
func (l *lowerer) servers(op *operation) []string {
	var out []string
	for _, server := range op.Servers {
		if base := l.serverURL(server); base != "" && !slices.Contains(out, base) {
			out = append(out, base)
		}
	}
	if len(op.Servers) == 0 {
		l.report(diag.Warningf(l.doc.Root.At(), "no-server", "the document names no server; calls go to https://api.mch.weixin.qq.com").
			Fix("list the hosts under servers, the fallback second"))
		return []string{"https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"}
	}
	return out
}

// serverURL checks a server's address, its variables filled with their defaults.
func (l *lowerer) serverURL(server *apimodel.Server) string {
	written, address, pos := server.URL, server.Address, server.Pos
	parsed, err := url.Parse(address)
	switch {
	case strings.ContainsAny(address, "{}<>"):
		l.report(diag.Warningf(pos, "server", "the server %s has a part that is to be filled in; calls need wxpay.WithServer", diag.Quote(written)).
			Fix("write https://host, and a default for each variable"))
		return ""
	case err != nil || !isHost(parsed):
		l.report(diag.Errorf(pos, "server", "the server %s is no address", diag.Quote(written)).
			Fix("write https://host"))
		return ""
	case parsed.Scheme != "" && parsed.Scheme != "https" && parsed.Scheme != "http":
		l.report(diag.Errorf(pos, "server", "the server %s is not reached over HTTPS", diag.Quote(written)).Fix("write https://host"))
		return ""
	case parsed.Scheme == "" || parsed.Host == "":
		l.report(diag.Warningf(pos, "server", "the server %s is relative; calls need wxpay.WithServer", diag.Quote(written)).
			Fix("write https://host"))
		return ""
	case parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "":
		l.report(diag.Errorf(pos, "server", "the server %s has more than a host and a path", diag.Quote(parsed.Host)).
			Fix("write https://host, without a user, a query or a fragment"))
		return ""
	case hasDotSegment(parsed.Path):
		l.report(diag.Errorf(pos, "server", "the server %s has a segment . or .. in its path, which servers and proxies resolve to another path", diag.Quote(written)).
			Fix("write the path that is meant"))
		return ""
	case parsed.Scheme == "http" && !isLoopback(parsed.Hostname()):
		l.report(diag.Warningf(pos, "server", "the server %s is not reached over HTTPS: whoever is in between reads what is sent", diag.Quote(written)).
			Fix("write https://host"))
	}
	return strings.TrimSuffix(address, "/")
}

// isLoopback reports whether a host is the machine itself.
func isLoopback(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	ip := net.ParseIP(host)
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || ip != nil && ip.IsLoopback()
}

// isHost reports whether the host of an address, if it has one, can be one: of
// letters and digits, with a port that there is.
func isHost(address *url.URL) bool {
	if port, err := strconv.Atoi(address.Port()); address.Port() != "" && (err != nil || port < 1 || port > math.MaxUint16) {
		return false
	}
	return !strings.ContainsFunc(address.Hostname(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._:", r) // colons in brackets
	})
}
