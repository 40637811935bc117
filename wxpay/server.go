package wxpay

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// chooseServers sets the server of the request and of retries after a network failure. Nothing
// of an operation can change the host: the server is complete, and the path begins with /.
func (x *call) chooseServers() (err error) {
	conf, servers := &x.client.config, x.op.Servers
	switch {
	case conf.server != "":
		x.server = conf.server
	case len(servers) > 0:
		x.server, err = operationServer(servers[0])
	default:
		return errors.New("the operation has no server; add wxpay.WithServer")
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

func (x *call) switchServer() { x.server, x.other = x.other, x.server }

// operationServer returns a server of an operation without a trailing slash. One with https
// and a plain host, as nearly all have, is not parsed.
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

// checkServer parses the server of an option and returns it without a trailing slash.
func checkServer(option, baseURL string) (string, error) {
	u, err := parseServer(option, baseURL)
	switch {
	case err != nil:
		return "", err
	case u.Path != "" && u.Path != "/":
		return "", fmt.Errorf("%s: the URL must have only a scheme and a host, since the path is part of the signature", option)
	}
	return u.Scheme + "://" + u.Host, nil
}

// parseServer rejects URLs that would send a request elsewhere or not at all. Errors begin
// with name and do not quote baseURL, which may have a password.
func parseServer(name, baseURL string) (*url.URL, error) {
	u, err := url.Parse(baseURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: not a URL; use one like https://api.mch.weixin.qq.com", name)
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, fmt.Errorf("%s: the URL must have http or https and a host, like https://api.mch.weixin.qq.com", name)
	case strings.ContainsAny(u.Host, "<>\"\\^`{|} "):
		return nil, fmt.Errorf("%s: the host contains a character that hosts cannot have", name)
	case u.User != nil || strings.ContainsAny(baseURL, "?#"):
		return nil, fmt.Errorf("%s: the URL must have only a scheme and a host, no user, query or fragment", name)
	}
	return u, nil
}
