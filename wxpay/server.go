package wxpay

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// server is the base URL of requests, without a trailing slash. The path of a server that an
// option gives is that of a proxy, which removes it: WeChat Pay does not see it, and so the
// signature does not cover it. That of a server of the spec is signed.
type server struct {
	url      string
	unsigned int // the length of the path's prefix that is not signed
}

// signedURI returns the part of a request's URI that the signature covers.
func (s server) signedURI(uri string) string { return uri[s.unsigned:] }

// chooseServers sets the server of the request and of retries after a network failure. Nothing
// of an operation can change the host: the server is complete, and the path begins with /.
func (x *call) chooseServers() (err error) {
	conf, servers := &x.client.config, x.op.Servers
	switch {
	case conf.server.url != "":
		x.server = conf.server
	case len(servers) > 0:
		x.server.url, err = operationServer(servers[0])
	default:
		return errors.New("the operation has no server; add wxpay.WithServer")
	}
	switch {
	case err != nil:
	case conf.backup.url != "":
		x.other = conf.backup
	case conf.server.url == "" && len(servers) > 1:
		x.other.url, err = operationServer(servers[1])
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

// checkServer parses the server of an option.
func checkServer(option, baseURL string) (server, error) {
	u, err := parseServer(option, baseURL)
	if err != nil {
		return server{}, err
	}
	prefix := strings.TrimSuffix(u.EscapedPath(), "/")
	if prefix != "" && (path.Clean(prefix) != prefix || strings.Contains(prefix, "%")) {
		return server{}, fmt.Errorf("%s: the path of the URL must be plain: no empty, . or .. segments, and nothing that is escaped", option)
	}
	return server{url: u.Scheme + "://" + u.Host + prefix, unsigned: len(prefix)}, nil
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
		return nil, fmt.Errorf("%s: the URL must have no user, query or fragment", name)
	}
	return u, nil
}
