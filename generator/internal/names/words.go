// Package names makes Go names out of the names in a spec. Every name of a
// generated package is computed here, once; nothing else concatenates names.
package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Namer turns words of a spec into Go names. The zero value knows no
// initialisms; use New.
type Namer struct {
	words map[string]string // lower case -> as written in Go
}

// common are the words with a spelling of their own in Go: its initialisms, and
// WeChat Pay's compound words.
var common = map[string]string{
	"acl": "ACL", "api": "API", "ascii": "ASCII", "cpu": "CPU", "css": "CSS", "dns": "DNS",
	"eof": "EOF", "gmt": "GMT", "guid": "GUID", "html": "HTML", "http": "HTTP", "https": "HTTPS", "id": "ID",
	"ids": "IDs", "ip": "IP", "json": "JSON", "qps": "QPS", "rpc": "RPC", "sku": "SKU", "sla": "SLA",
	"sms": "SMS", "sql": "SQL", "ssh": "SSH", "tcp": "TCP", "tls": "TLS", "ttl": "TTL",
	"udp": "UDP", "ui": "UI", "uid": "UID", "uri": "URI", "url": "URL", "urls": "URLs", "utc": "UTC",
	"utf8": "UTF8", "uuid": "UUID", "vm": "VM", "xml": "XML",

	"appid": "AppID", "appids": "AppIDs", "mchid": "MchID", "mchids": "MchIDs", "openid": "OpenID",
	"unionid": "UnionID", "transactionid": "TransactionID", "userid": "UserID", "jsapi": "JSAPI",
}

// New returns a Namer that knows Go's initialisms, WeChat Pay's compound words
// and more of them: a word in lower case, and its spelling in Go.
func New(more map[string]string) *Namer {
	words := make(map[string]string, len(common)+len(more))
	for k, v := range common {
		words[k] = v
	}
	for k, v := range more {
		words[strings.ToLower(k)] = v
	}
	return &Namer{words: words}
}

// symbols are spelled out if they are a word of their own. A hyphen is a
// separator, and a minus sign only before a digit that begins a number.
var symbols = map[rune]string{
	'+': "Plus", '<': "Less", '>': "Greater", '=': "Equal", '&': "And", '%': "Percent",
	'#': "Hash", '@': "At", '*': "Star", '!': "Not", '$': "Dollar", '~': "Tilde", '^': "Caret", '|': "Or",
}

// Exported returns the exported Go name for name: its words, each with a capital
// or as an initialism. "" has no name, and neither has a name without a letter,
// a digit or a known symbol: Exported returns "" for them.
func (n *Namer) Exported(name string) string {
	var b strings.Builder
	for _, word := range split(name) {
		if goWord, ok := n.words[strings.ToLower(word)]; ok {
			b.WriteString(goWord)
			continue
		}
		b.WriteString(capital(word))
	}
	return begin(b.String())
}

// Verbatim is Exported for two names that would become the same: it keeps the
// case of every letter, so that asc and ASC differ.
func (n *Namer) Verbatim(name string) string {
	var b strings.Builder
	for _, word := range split(name) {
		r, size := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(r))
		b.WriteString(word[size:])
	}
	return begin(b.String())
}

// Spelled is Exported with each sign as a word, for names that differ in signs
// alone.
func (n *Namer) Spelled(name string) string {
	var b strings.Builder
	for i, r := range []rune(name) {
		word, isSign := signs[r]
		switch {
		case r == '-' && i == 0:
			b.WriteString(" minus ")
		case isSign:
			b.WriteString(" " + word + " ")
		default:
			b.WriteRune(r)
		}
	}
	return n.Exported(b.String())
}

// signs are the separators in words; [symbols] are spelled out anyway.
var signs = map[rune]string{
	'-': "dash", '_': "underscore", '/': "slash", '.': "dot", ':': "colon", ',': "comma", ';': "semicolon", ' ': "space",
	'(': "open", ')': "close", '[': "open", ']': "close", '{': "open", '}': "close", '\\': "backslash", '?': "question",
	'"': "quote", '\'': "apostrophe", '`': "backtick",
}

// begin makes a name exported: one that begins with a digit or a letter without
// case (a Chinese one) gets an X, as the Go FAQ advises.
func begin(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	if name == "" || unicode.IsUpper(r) {
		return name
	}
	return "X" + name
}

// capital returns a word with its first letter in upper case; a word in
// capitals (ORDER) becomes Order.
func capital(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	rest := word[size:]
	if !strings.ContainsFunc(word, unicode.IsLower) {
		rest = strings.ToLower(rest)
	}
	return string(unicode.ToUpper(r)) + rest
}

// split cuts a name into its words: at everything that is not a letter or a
// digit, and where lower case turns to upper (outOrderNo, HTTPServer).
func split(name string) []string {
	var words []string
	runes := []rune(name)
	start := 0
	cut := func(end int) {
		if end > start {
			words = append(words, string(runes[start:end]))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + 1
			if word := symbolAt(runes, i); word != "" {
				words = append(words, word)
			}
		case i > start && isBoundary(runes, i):
			cut(i)
		}
	}
	cut(len(runes))
	return words
}

// symbolAt returns the word for the symbol at i, "" for a separator.
func symbolAt(runes []rune, i int) string {
	if runes[i] != '-' {
		return symbols[runes[i]]
	}
	// "GMT-12" and "-1" are numbers below zero; "2020-01" and "no-credit" are not.
	nextIsDigit := i+1 < len(runes) && unicode.IsDigit(runes[i+1])
	afterDigit := i > 0 && unicode.IsDigit(runes[i-1])
	if nextIsDigit && !afterDigit {
		return "Minus"
	}
	return ""
}

// isBoundary reports whether a new word begins at runes[i], which follows a
// letter or a digit of the same run.
func isBoundary(runes []rune, i int) bool {
	prev, r := runes[i-1], runes[i]
	switch {
	case unicode.IsUpper(r) && unicode.IsLower(prev):
		return true // outOrder
	case unicode.IsUpper(r) && unicode.IsUpper(prev):
		return i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !isPlural(runes, i) // HTTPServer
	case unicode.IsUpper(r) && unicode.IsDigit(prev):
		return true // v3Order
	}
	return false
}

// isPlural reports whether runes[i:] is the end of a plural initialism: the D of
// "IDs".
func isPlural(runes []rune, i int) bool {
	return runes[i+1] == 's' && (i+2 == len(runes) || !unicode.IsLower(runes[i+2]))
}

// Unexported returns the name with its first word in lower case, for the
// package's own variables: AppIDPattern as appIDPattern.
func Unexported(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		if !unicode.IsUpper(r) {
			break
		}
		if i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !isPlural(runes, i) {
			break // the last capital of a run begins the next word
		}
		runes[i] = unicode.ToLower(r)
	}
	if len(runes) > 0 && unicode.IsUpper(runes[0]) {
		return "x" + string(runes) // ⅅ has no lower case
	}
	return string(runes)
}

// Snake returns the words of a Go or spec name in lower case, joined by "_", for
// the names of files.
func Snake(name string) string {
	words := split(name)
	for i, word := range words {
		words[i] = strings.ToLower(word)
	}
	return strings.Join(words, "_")
}
