package signature

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// authorization is a parsed Authorization header field.
type authorization struct {
	mchID, serial, nonce, timestampText string
	timestamp                           int64
	signature                           []byte
}

// parseAuthorization parses the header field. With an error, which lists all problems, it returns the items that could be read.
func parseAuthorization(headers []string) (authorization, error) {
	if len(headers) != 1 {
		return authorization{}, fmt.Errorf("there are %d Authorization header fields: send one, %s with five items", len(headers), Scheme)
	}
	name, rest, _ := strings.Cut(headers[0], " ")
	if name != Scheme {
		return authorization{}, fmt.Errorf("the Authorization scheme is %q: it must be %s", Clip(name), Scheme)
	}
	items, errs := parseItems(rest)
	a, more := newAuthorization(items)
	if errs = append(errs, more...); len(errs) == 0 {
		return a, nil
	}
	return a, fmt.Errorf("the Authorization header field is ill-formed: %s; its form is %s "+
		`mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…", the items in any order`, strings.Join(errs, "; "), Scheme)
}

func newAuthorization(items map[string]string) (a authorization, errs []string) {
	a = authorization{
		mchID: items["mchid"], serial: items["serial_no"], nonce: items["nonce_str"], timestampText: items["timestamp"],
	}
	for _, key := range itemNames {
		if items[key] == "" {
			errs = append(errs, key+" is missing or empty")
		}
	}
	if len(a.nonce) > maxNonce {
		errs = append(errs, fmt.Sprintf("nonce_str has %d bytes, at most %d are allowed", len(a.nonce), maxNonce))
	}
	var err error
	a.timestamp, err = strconv.ParseInt(a.timestampText, 10, 64)
	if a.timestampText != "" && (err != nil || strings.Trim(a.timestampText, "0123456789") != "") {
		errs = append(errs, "timestamp is not a number of seconds")
	}
	if a.signature, err = base64.StdEncoding.Strict().DecodeString(items["signature"]); err != nil {
		errs = append(errs, "signature is not standard Base64")
	}
	return a, errs
}

var itemNames = []string{"mchid", "nonce_str", "serial_no", "timestamp", "signature"}

func parseItems(text string) (map[string]string, []string) {
	items := make(map[string]string, len(itemNames))
	var errs []string
	for i, item := range strings.Split(text, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(item), "=")
		quoted := len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"'
		if !ok || !quoted || strings.Contains(value[1:len(value)-1], `"`) {
			errs = append(errs, fmt.Sprintf(`item %d is not of the form name="value"`, i+1))
			continue
		}
		if !isItemName(key) {
			errs = append(errs, fmt.Sprintf("item %q is unknown", Clip(key)))
		} else if _, twice := items[key]; twice {
			errs = append(errs, key+" appears twice")
		}
		items[key] = value[1 : len(value)-1]
	}
	return items, errs
}

func isItemName(name string) bool {
	for _, known := range itemNames {
		if name == known {
			return true
		}
	}
	return false
}

// Clip limits the length of a client's text in a message.
func Clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
