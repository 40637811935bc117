package sandbox

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// authorization is a parsed Authorization header.
type authorization struct {
	mchID, serial, nonce, timestampText string
	timestamp                           int64
	signature                           []byte
}

// parseAuthorization reports all faults of the header at once, and what could be read in spite of them.
func parseAuthorization(headers []string) (authorization, error) {
	if len(headers) != 1 {
		return authorization{}, fmt.Errorf("there are %d Authorization headers: send one, %s with five items", len(headers), scheme)
	}
	name, rest, _ := strings.Cut(headers[0], " ")
	if name != scheme {
		return authorization{}, fmt.Errorf("the Authorization scheme is %q: this gateway knows %s", clip(name), scheme)
	}
	items, errs := parseItems(rest)
	a, more := newAuthorization(items)
	if errs = append(errs, more...); len(errs) == 0 {
		return a, nil
	}
	return a, fmt.Errorf("the Authorization header is ill-formed: %s; it reads %s "+
		`mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…", the items in any order`, strings.Join(errs, "; "), scheme)
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
	if a.timestampText != "" && (err != nil || !isDigits(a.timestampText)) {
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
			errs = append(errs, fmt.Sprintf("item %q is unknown", clip(key)))
		} else if _, twice := items[key]; twice {
			errs = append(errs, key+" stands there twice")
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

// clip keeps what a client sent from filling a message.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
