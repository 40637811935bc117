package keys

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
)

// block is a PEM block, or DER, whose label is "".
type block struct {
	label string
	der   []byte
	// encrypted says that the block needs a password (RFC 1421 headers).
	encrypted bool
}

// form is the result of reading a text.
type form struct {
	blocks []block
	// problem says why blocks is empty.
	problem string
}

// read returns the blocks in text, which has any form that the package accepts.
func read(text []byte) form { return readNested(text, true) }

// readNested is read. nested says that text may be base64 of PEM.
func readNested(text []byte, nested bool) form {
	if isDER(text) {
		return form{blocks: []block{{der: text}}}
	}
	s := plain(text)
	switch {
	case s == "":
		return form{problem: "it is empty"}
	case strings.Contains(s, "-----BEGIN"):
		return readPEM(s)
	}
	decoded, ok := decodeBase64(s)
	switch {
	case ok && isDER(decoded):
		return form{blocks: []block{{der: decoded}}}
	case ok && nested && bytes.Contains(decoded, []byte("-----BEGIN")):
		return readNested(decoded, false)
	}
	return form{problem: looksLike(s)}
}

// isDER reports whether data is exactly one ASN.1 SEQUENCE.
func isDER(data []byte) bool {
	if len(data) < 4 || data[0] != 0x30 {
		return false
	}
	length, header := int(data[1]), 2
	if n := length &^ 0x80; length >= 0x80 {
		if n == 0 || n > 3 || len(data) < 2+n {
			return false
		}
		length, header = 0, 2+n
		for _, b := range data[2 : 2+n] {
			length = length<<8 | int(b)
		}
	}
	return len(data) == header+length
}

const quotes = "\"'`“”‘’"

// plain returns text in UTF-8 without byte order marks, surrounding white space and quotes,
// and with line breaks in place of a literal \n.
func plain(text []byte) string {
	s := strings.TrimPrefix(decodeUTF16(text), "\ufeff")
	s = strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `\r`, "\n", "\r\n", "\n", "\r", "\n", "\u00a0", " ", "\u3000", " ").Replace(s)
	for {
		trimmed := strings.Trim(strings.TrimSpace(s), quotes+";,")
		if trimmed == s {
			return s
		}
		s = trimmed
	}
}

// decodeUTF16 decodes UTF-16 with a byte order mark, which editors on Windows call Unicode.
func decodeUTF16(text []byte) string {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return string(text)
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, order.Uint16(text[i:]))
	}
	return string(utf16.Decode(units))
}

var (
	pemBlock  = regexp.MustCompile(`(?s)-----\s*BEGIN\s*([A-Z0-9 ]+?)\s*-----(.*?)-----\s*END\s*([A-Z0-9 ]+?)\s*-----`)
	pemHeader = regexp.MustCompile(`(?m)^\s*([A-Za-z-]+):\s?(.*)$`)
)

// readPEM reads blocks with any white space in them: encoding/pem requires each block to begin
// a line.
func readPEM(s string) form {
	var f form
	for _, m := range pemBlock.FindAllStringSubmatch(s, -1) {
		if m[1] != m[3] {
			return form{problem: "its BEGIN and END lines differ; copy the file again"}
		}
		encrypted := false
		for _, header := range pemHeader.FindAllStringSubmatch(m[2], -1) {
			encrypted = encrypted || header[1] == "DEK-Info" || strings.Contains(header[2], "ENCRYPTED")
		}
		der, ok := decodeBase64(pemHeader.ReplaceAllString(m[2], ""))
		if !ok && !encrypted {
			return form{problem: "the text between BEGIN and END is damaged; copy the file again"}
		}
		f.blocks = append(f.blocks, block{label: m[1], der: der, encrypted: encrypted})
	}
	if len(f.blocks) == 0 {
		f.problem = "it has a BEGIN line and no END line; copy the whole file"
	}
	return f
}

var base64Forms = strings.NewReplacer(" ", "", "\t", "", "\n", "", "-", "+", "_", "/", "=", "")

// decodeBase64 decodes either alphabet, with or without padding.
func decodeBase64(s string) ([]byte, bool) {
	s = base64Forms.Replace(s)
	decoded, err := base64.RawStdEncoding.DecodeString(s)
	return decoded, err == nil && len(decoded) > 0
}

var (
	isHex    = regexp.MustCompile(`^[0-9A-Fa-f:\s]+$`)
	isAPIKey = regexp.MustCompile(`^[0-9A-Za-z]{32}$`)
	isPath   = regexp.MustCompile(`^[^\n]{1,255}\.(pem|key|crt|cer|p12|pfx|txt)$`)
)

// looksLike returns a guess about a text that is not a key. It does not quote the text.
func looksLike(s string) string {
	switch {
	case strings.HasPrefix(s, "PUB_KEY_ID_"):
		return "this is the id of WeChat Pay's public key, not a key; set it as PublicKeyID"
	case isPath.MatchString(s):
		return "this looks like the path of a file; use keys.File"
	case isAPIKey.MatchString(s):
		return "this looks like an API key of 32 characters; the RSA key is in apiclient_key.pem"
	case isHex.MatchString(s):
		return "this looks like a serial number, not a key"
	case strings.HasPrefix(s, "<"):
		return "this is HTML or XML, not a key"
	case strings.HasPrefix(s, "{"):
		return "this is JSON; use the member that has the key"
	case strings.HasPrefix(s, "ssh-"):
		return "this is an SSH key; the key of the API certificate is in apiclient_key.pem"
	}
	return "it is neither PEM nor DER nor base64 of them"
}
