package conformance

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
)

// The expected bytes of OpenAPI 2.0 are computed here from its text alone, for
// combinations of parameters, and compared with what the generated code sends, which is
// made by way of OpenAPI 3. The text is that of the Parameter Object, collectionFormat:
//
//	csv - comma separated values foo,bar.
//	ssv - space separated values foo bar.
//	tsv - tab separated values foo\tbar.
//	pipes - pipe separated values foo|bar.
//	multi - corresponds to multiple parameter instances instead of multiple values for a
//	single instance foo=bar&foo=baz. This is valid only for parameters in "query" or "formData".
//	Default value is csv.

// a param20 is a parameter of OpenAPI 2.0 with its values.
type param20 struct {
	name, in, format string
	kind             string // of its items, or of itself if it is not a list
	isList           bool
	values           []string // as text
}

// separator20 has the separators of formats.
var separator20 = map[string]string{"": ",", "csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}

// instances returns the parameter as the text describes it: the texts of its instances,
// each of several values.
func (p *param20) instances() [][]string {
	switch {
	case !p.isList || p.format != "multi":
		return [][]string{p.values}
	}
	var list [][]string
	for _, v := range p.values {
		list = append(list, []string{v})
	}
	return list
}

// joined joins the values of an instance. Values are escaped where the place does, and so
// are separators that a URL cannot contain.
func (p *param20) joined(values []string, isEscaped bool) string {
	escape := func(s string) string { return s }
	separator := separator20[p.format]
	if isEscaped {
		escape = func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
		if separator != "," {
			separator = escape(separator)
		}
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = escape(v)
	}
	return strings.Join(texts, separator)
}

// yaml is the parameter in a document.
func (p *param20) yaml() string {
	text := fmt.Sprintf("{name: %s, in: %s, required: true", p.name, p.in)
	if !p.isList {
		return text + ", type: " + p.kind + "}"
	}
	text += ", type: array, items: {type: " + p.kind + "}"
	if p.format != "" {
		text += ", collectionFormat: " + p.format
	}
	return text + "}"
}

// json is the value of its field.
func (p *param20) json() string {
	texts := slices.Clone(p.values)
	if p.kind == "string" {
		for i := range texts {
			texts[i] = fmt.Sprintf("%q", texts[i])
		}
	}
	if !p.isList {
		return texts[0]
	}
	return "[" + strings.Join(texts, ",") + "]"
}

var values20 = map[string][]string{
	"string": {"foo", "a&b=c", "50%", "x/y", "中", "~.-_"}, "integer": {"0", "-7", "9007199254740993"},
	"number": {"0.5", "-2", "1e+21"}, "boolean": {"true", "false"},
}

// random20 returns a parameter with one to three values.
func random20(rng *rand.Rand, name, in string) param20 {
	kinds := []string{"string", "integer", "number", "boolean"}
	p := param20{name: name, in: in, kind: kinds[rng.IntN(len(kinds))], isList: rng.IntN(3) > 0}
	formats := []string{"", "csv", "ssv", "tsv", "pipes"}
	if in == "query" || in == "formData" {
		formats = append(formats, "multi")
	}
	n := 1
	if p.isList {
		p.format, n = formats[rng.IntN(len(formats))], 1+rng.IntN(3)
	}
	from := values20[p.kind]
	for range n {
		p.values = append(p.values, from[rng.IntN(len(from))])
	}
	return p
}

// swaggerSuite has operations with random parameters in all places.
func swaggerSuite() wireSuite {
	rng := rand.New(rand.NewPCG(2, 0))
	suite := wireSuite{name: "swagger"}
	var paths strings.Builder
	forms := []string{"", "application/x-www-form-urlencoded", "multipart/form-data"}
	for i := range 90 {
		op, form := fmt.Sprintf("op%d", i), forms[i%3]
		params := []param20{
			random20(rng, "pa", "path"), random20(rng, "qa", "query"), random20(rng, "qb", "query"), random20(rng, "X-Ha", "header"),
		}
		if form != "" {
			params = append(params, random20(rng, "fa", "formData"), random20(rng, "fb", "formData"))
		}
		var list, fields []string
		for _, p := range params {
			list = append(list, p.yaml())
			fields = append(fields, fmt.Sprintf("%q: %s", map[string]string{"pa": "Pa", "qa": "Qa", "qb": "Qb", "X-Ha": "XHa", "fa": "Fa", "fb": "Fb"}[p.name], p.json()))
		}
		consumes := ""
		if form != "" {
			consumes = "consumes: [" + form + "], "
		}
		fmt.Fprintf(&paths, "  /%s/{pa}: {post: {operationId: %s, %sparameters: [%s], responses: {\"204\": {description: d, x-unsigned: true}}}}\n",
			op, op, consumes, strings.Join(list, ", "))
		suite.cases = append(suite.cases, wireCase{name: op + " " + strings.Join(list, " "), op: op, fields: "{" + strings.Join(fields, ", ") + "}", want: want20(op, form, params)})
	}
	suite.document = "swagger: \"2.0\"\ninfo: {title: t, version: \"1\"}\nhost: api.mch.weixin.qq.com\nbasePath: /\nschemes: [https]\npaths:\n" + paths.String()
	return suite
}

// want20 returns the request line, the header and the body.
func want20(op, form string, params []param20) []string {
	var path, header, parts string
	var query, pairs []string
	for _, p := range params {
		for _, instance := range p.instances() {
			switch p.in {
			case "path":
				path = p.joined(instance, true)
			case "query":
				query = append(query, p.name+"="+p.joined(instance, true))
			case "header":
				header = p.name + ": " + p.joined(instance, false)
			default:
				pairs = append(pairs, p.name+"="+p.joined(instance, true))
				parts += part("name=\""+p.name+"\"", "", p.joined(instance, false))
			}
		}
	}
	want := []string{"POST /" + op + "/" + path + "?" + strings.Join(query, "&") + " HTTP/1.1", header}
	switch form {
	case "multipart/form-data":
		return append(want, "Content-Type: multipart/form-data; boundary=B", parts+"\n--B--")
	case "":
		return append(want, "Content-Length: 0")
	}
	return append(want, "Content-Type: "+form, "\n"+strings.Join(pairs, "&"))
}
