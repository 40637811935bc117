// Package mask writes requests and responses without the values that must not be in a log.
package mask

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// Hidden replaces a value.
const Hidden = "***"

// Set has names of members whose values are hidden.
type Set map[string]bool

// personal are names of members in WeChat Pay's products that have personal data, credentials
// or what can be used like one.
var personal = []string{
	"openid", "sub_openid", "sp_openid", "payer_openid", "unionid", "user_id", "user_identifier",
	"auth_code", "authorization_code", "token", "access_token", "package", "package_info", "prepay_id", "pay_sign", "code_url", "h5_url", "download_url",
	"ciphertext", "mobile", "mobile_phone", "phone", "phone_number", "payer_phone", "user_phone", "contact", "contact_phone", "email", "contact_email",
	"user_name", "real_name", "payer_name", "account_name", "contact_name", "receiver_name", "legal_person", "id_card_name", "id_card_number", "id_doc_number", "id_number",
	"account", "account_number", "bank_account", "card_no", "card_number", "plate_number", "address", "id_card_address",
	"payer_client_ip", "client_ip", "device_ip", "device_id", "longitude", "latitude",
}

// Names returns the set of the names of personal data and credentials, and of more.
func Names(more ...string) Set {
	set := Set{}
	for _, name := range append(personal[:len(personal):len(personal)], more...) {
		set[name] = true
	}
	return set
}

// With returns the names of both sets.
func (s Set) With(more map[string]bool) Set {
	if len(more) == 0 {
		return s
	}
	all := maps.Clone(s)
	maps.Copy(all, more)
	return all
}

// Masker hides the values of members with certain names.
type Masker struct{ Names Set }

// JSON returns JSON with its values hidden, indented. ok is false if body is not an object or
// a list: it is not quoted then.
func (m Masker) JSON(body []byte) (text string, ok bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || !jsonvalue.IsNested(body) || !json.Valid(body) {
		return "", false
	}
	var b, indented bytes.Buffer
	m.value(&b, body, false)
	if json.Indent(&indented, b.Bytes(), "", "  ") != nil {
		return "", false
	}
	return indented.String(), true
}

// value writes a value, with every scalar in it hidden if hide is true. A name that is hidden
// in an object hides everything below it.
func (m Masker) value(b *bytes.Buffer, raw json.RawMessage, hide bool) {
	raw = bytes.TrimSpace(raw)
	switch {
	case raw[0] == '{':
		open := byte('{')
		for name, value := range jsonvalue.Children(raw) {
			b.WriteByte(open)
			open = ','
			key, _ := json.Marshal(name)
			b.Write(key)
			b.WriteByte(':')
			m.value(b, value, hide || m.Names[name])
		}
		closeList(b, open, '{', '}')
	case raw[0] == '[':
		open := byte('[')
		for _, value := range jsonvalue.Children(raw) {
			b.WriteByte(open)
			open = ','
			m.value(b, value, hide)
		}
		closeList(b, open, '[', ']')
	case hide && !jsonvalue.IsNull(raw):
		b.WriteString(`"` + Hidden + `"`)
	default:
		b.Write(raw)
	}
}

// closeList ends an object or a list, which may be empty.
func closeList(b *bytes.Buffer, open, first, last byte) {
	if open == first {
		b.WriteByte(first)
	}
	b.WriteByte(last)
}

var signature = regexp.MustCompile(`signature="[^"]*"`)

// Header returns the value of a header, or what may be shown of it.
func (m Masker) Header(name, value string) string {
	switch strings.ToLower(name) {
	case "authorization":
		if scheme, _, _ := strings.Cut(value, " "); !strings.HasPrefix(scheme, "WECHATPAY2-") {
			return Hidden
		}
		return signature.ReplaceAllString(value, `signature="`+Hidden+`"`)
	case "wechatpay-signature", "cookie", "set-cookie", "proxy-authorization", "location":
		return Hidden
	}
	return value
}

// Target returns the path and query of a request. template has the parameters of the path in
// braces; their values and those of the query are hidden by name.
func (m Masker) Target(template, target string) string {
	path, query, hasQuery := strings.Cut(target, "?")
	names, values := strings.Split(template, "/"), strings.Split(path, "/")
	for i, name := range names {
		if len(names) == len(values) && m.hidesSegment(name) {
			values[i] = Hidden
		}
	}
	path = strings.Join(values, "/")
	if len(names) != len(values) {
		path = template
	}
	if !hasQuery {
		return path
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		escaped, _, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(escaped); err != nil || m.Names[name] {
			pairs[i] = escaped + "=" + Hidden
		}
	}
	return path + "?" + strings.Join(pairs, "&")
}

// hidesSegment reports whether a segment of a path's template has a parameter to hide.
func (m Masker) hidesSegment(segment string) bool {
	for {
		_, rest, found := strings.Cut(segment, "{")
		if !found {
			return false
		}
		name, after, _ := strings.Cut(rest, "}")
		if m.Names[name] {
			return true
		}
		segment = after
	}
}
