package wxpay

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Where a signed request goes is decided here, and nothing of an operation can
// add to the host: the server has to be complete, and the path to begin with /.

// chooseServers decides where the request goes, and where after a network failure.
func (x *exchange) chooseServers() (err error) {
	conf, servers := &x.client.config, x.op.Servers
	switch {
	case conf.server != "":
		x.server = conf.server
	case len(servers) > 0:
		x.server, err = operationServer(servers[0])
	default:
		return errors.New("the operation names no server; add wxpay.WithServer")
	}
	switch {
	case err != nil:
	case conf.backup != "":
		x.other = conf.backup
	case conf.server == "" && len(servers) > 1:
		x.other, err = operationServer(servers[1])
	default:
		x.other = x.server
	}
	return err
}

func (x *exchange) switchServer() { x.server, x.other = x.other, x.server }

// operationServer returns a server of an operation without a slash at its end.
// One that is a scheme and a plain host, as nearly all are, is not parsed.
func operationServer(baseURL string) (string, error) {
	base := strings.TrimSuffix(baseURL, "/")
	if host, ok := strings.CutPrefix(base, "https://"); ok && isPlainHost(host) {
		return base, nil
	}
	_, err := parseServer("the operation's server", baseURL)
	return base, err
}

func isPlainHost(host string) bool {
	for i := 0; i < len(host); i++ {
		if !ascii.IsWord(host[i]) && host[i] != '-' && host[i] != '.' {
			return false
		}
	}
	return host != ""
}

// checkServer takes the server of an option apart and returns it without a slash
// at its end.
func checkServer(option, baseURL string) (string, error) {
	u, err := parseServer(option, baseURL)
	switch {
	case err != nil:
		return "", err
	case u.Path != "" && u.Path != "/":
		return "", fmt.Errorf("%s: takes a scheme and a host alone, since the path is part of what is signed", option)
	}
	return u.Scheme + "://" + u.Host, nil
}

// parseServer refuses what would send a request elsewhere, or not at all. It
// does not quote baseURL, which may hold a password.
func parseServer(who, baseURL string) (*url.URL, error) {
	u, err := url.Parse(baseURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: not a URL; give one like https://api.mch.weixin.qq.com", who)
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, fmt.Errorf("%s: needs http or https and a host, like https://api.mch.weixin.qq.com", who)
	case strings.ContainsAny(u.Host, "<>\"\\^`{|} "):
		return nil, fmt.Errorf("%s: the host holds a character that no host has", who)
	case u.User != nil || strings.ContainsAny(baseURL, "?#"):
		return nil, fmt.Errorf("%s: takes a scheme and a host alone, no user, query or fragment", who)
	}
	return u, nil
}
