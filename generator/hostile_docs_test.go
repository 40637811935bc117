package generator_test

import (
	"fmt"
	"strings"
)

// hostileDocument is a document that means ill, or that nobody thought of.
type hostileDocument struct {
	name  string
	about string // a sentence
	large bool   // takes a second: not with -short
	long  bool   // takes several seconds: only with WXPAYGEN_LONG
	skip  bool   // with SkipUnsupported
	show  string // the end of the paths of files that the golden has
	files func() map[string]string
}

// hostileDocuments are the documents of TestHostileDocuments; those that are
// short texts are seeds of the fuzz targets as well.
func hostileDocuments() []hostileDocument {
	var all []hostileDocument
	all = append(all, hostileFiles...)
	all = append(all, hostileSizes...)
	all = append(all, hostileSchemas...)
	all = append(all, hostileNames...)
	all = append(all, hostileCode...)
	return append(all, hostileOperations...)
}

// text is the files of a document that is spec.yaml alone.
func text(spec string) func() map[string]string {
	return func() map[string]string { return map[string]string{"spec.yaml": spec} }
}

// document is a document with paths and components, each the YAML of their
// members.
func document(version, paths, components string) string {
	doc := "openapi: " + version + "\ninfo: {title: hostile, version: \"1\"}\nservers: [{url: https://api.mch.weixin.qq.com}]\npaths:\n" + indented(paths, "  ")
	if components != "" {
		doc += "components:\n" + indented(components, "  ")
	}
	return doc
}

// posting is a document with one operation, whose body is a schema.
func posting(schema, components string) string {
	return document("3.0.3", "/v3/things:\n  post:\n    operationId: act\n    requestBody:\n      required: true\n      content:\n        application/json:\n          schema:\n"+
		indented(schema, "            ")+"    responses: {\"204\": {description: Done.}}\n", components)
}

// getting is a document with one operation, which has parameters.
func getting(path, parameters string) string {
	return document("3.0.3", path+":\n  get:\n    operationId: act\n    parameters:\n"+indented(parameters, "      ")+"    responses: {\"204\": {description: Done.}}\n", "")
}

func indented(text, indent string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(indent + line)
	}
	if !strings.HasSuffix(text, "\n") {
		b.WriteString("\n")
	}
	return b.String()
}

// repeat is n lines, each made by format from its number.
func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(format, "#n", fmt.Sprint(i)) + "\n")
	}
	return b.String()
}

// hostileFiles are files that are no good documents.
var hostileFiles = []hostileDocument{
	{name: "not yaml", about: "A file that is neither YAML nor JSON.", files: text("\x00\x01\x02{{{ not: [yaml\n")},
	{name: "a picture", about: "A file with bytes that no text has.", files: text("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe")},
	{name: "not openapi", about: "YAML that is something else.", files: text("apiVersion: v1\nkind: Pod\n")},
	{name: "a list", about: "YAML that is a list.", files: text("- a\n- b\n")},
	{name: "blank", about: "A file with white space alone.", files: text(" \n\n\t\n")},
	{name: "asyncapi", about: "Another kind of API description.", files: text("asyncapi: 3.0.0\ninfo: {title: x, version: '1'}\n")},
	{name: "version as a number", about: "The version, as YAML reads it.", files: text("openapi: 3.0\ninfo: {title: x, version: 1}\npaths: {}\n")},
	{name: "openapi 4", about: "A version from the future.", files: text("openapi: 4.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n")},
	{name: "no paths", about: "A document without operations.", files: text("openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n")},
	{name: "paths as a list", about: "Paths that are a list.", files: text("openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: [a, b]\n")},
	{name: "server of the wrong kind", about: "A server whose address is a number.", files: text("openapi: 3.0.3\ninfo: {title: x, version: '1'}\nservers: [{url: 7}, {}, x]\npaths: {}\n")},
	{name: "everything of the wrong kind", about: "Known words with values of other kinds.", files: text(`openapi: 3.0.3
info: [no]
servers: https://api.mch.weixin.qq.com
tags: {a: b}
paths:
  /v3/a: [1]
  /v3/b: {get: 7, parameters: no, servers: 3}
  /v3/c: {post: {operationId: [c], parameters: {a: b}, requestBody: 1, responses: [], servers: {}, security: 1, deprecated: maybe}}
  /v3/d: {post: {operationId: d, summary: [1], description: {a: 1}, parameters: [1, {name: 1, in: 2, schema: 3}, {name: a, in: query, schema: {type: {a: 1}}}], requestBody: {content: 1}, responses: {200: 1, 201: {content: {application/json: 1}}}}}
components: [{schemas: 1}]
`)},
	{name: "alias bomb", about: "Aliases of aliases: four thousand million nodes.", files: text(aliasBomb())},
	{name: "alias in itself", about: "An alias inside of its own anchor.", files: text("openapi: 3.0.3\na: &a\n  b: [*a]\n")},
	{name: "nesting in yaml", about: "Lists, 10,000 deep.", files: text("openapi: 3.0.3\nx: " + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + "\n")},
	{name: "nesting by indentation", about: "Mappings, 10,000 deep.", large: true, files: func() map[string]string {
		var b strings.Builder
		b.WriteString("openapi: 3.0.3\n")
		for i := range 3000 {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		return map[string]string{"spec.yaml": b.String()}
	}},
	{name: "nesting in json", about: "JSON objects, 10,000 deep.", files: text(`{"openapi":"3.0.3","x":` + strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000) + "}")},
	{name: "references", about: "References to nothing, to themselves, in circles, outside and to the network.", files: text(posting(`type: object
properties:
  a: {$ref: '#/components/schemas/Nowhere'}
  b: {$ref: '#/components/schemas/Self'}
  c: {$ref: '#/components/schemas/Ping'}
  d: {$ref: '../../etc/passwd'}
  e: {$ref: 'https://example.com/a.yaml'}
  f: {$ref: '/etc/passwd'}
  g: {$ref: 'missing.yaml#/a'}
  h: {$ref: 7}
  i: {$ref: 'file:///etc/passwd'}
  j: {$ref: '#/components/schemas/Pong/properties/%zz'}
  k: {$ref: ''}
`, "schemas:\n  Self: {$ref: '#/components/schemas/Self'}\n  Ping: {$ref: '#/components/schemas/Pong'}\n  Pong: {$ref: '#/components/schemas/Ping'}\n"))},
	{name: "a chain of files", about: "Each of 300 files refers to the next.", files: chainOfFiles},
}

func aliasBomb() string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\nx-a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "x-a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return b.String()
}

func chainOfFiles() map[string]string {
	files := map[string]string{"spec.yaml": posting("$ref: f0.yaml\n", "")}
	for i := range 300 {
		files[fmt.Sprintf("f%d.yaml", i)] = fmt.Sprintf("type: object\nproperties: {next: {$ref: f%d.yaml}}\n", (i+1)%300)
	}
	return files
}

// hostileSizes are good documents that are very large.
var hostileSizes = []hostileDocument{
	{name: "50 MB", about: "A document of 50 MB: more nodes than are read.", large: true, files: func() map[string]string {
		line := "  - {a: 1, b: 2, c: [1, 2, 3], d: some text that is repeated many times}\n"
		return map[string]string{"spec.yaml": "openapi: 3.0.3\ninfo: {title: x, version: '1'}\nx-data:\n" + strings.Repeat(line, 50<<20/len(line)) + "paths: {}\n"}
	}},
	{name: "50 MB of text", about: "A document of 50 MB: one description.", long: true, files: func() map[string]string {
		return map[string]string{"spec.yaml": "openapi: 3.0.3\ninfo:\n  title: x\n  version: '1'\n  description: |\n" +
			strings.Repeat("    some words of a description that is long\n", 50<<20/45) + "paths: {}\n"}
	}},
	{name: "70 MB", about: "A document that is larger than is read.", large: true, files: func() map[string]string {
		return map[string]string{"spec.yaml": "openapi: 3.0.3\nx: '" + strings.Repeat("x", 70<<20) + "'\n"}
	}},
	{name: "one prefix", about: "10,000 operations whose names begin alike.", long: true, files: func() map[string]string {
		return map[string]string{"spec.yaml": document("3.0.3", repeat(10000,
			"/v3/pay/transactions/out-trade-no/by/merchant/#n:\n  get: {operationId: queryPayTransactionsOutTradeNoByMerchant#n, responses: {\"200\": {description: Done., content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}}"), "")}
	}},
	{name: "many members", about: "An enum of 5,000 members.", files: func() map[string]string {
		return map[string]string{"spec.yaml": posting("type: object\nproperties:\n  bank:\n    type: string\n    enum:\n"+repeat(5000, "    - BANK_#n"), "")}
	}},
	{name: "too many properties", about: "A schema with 50,000 properties.", files: func() map[string]string {
		return map[string]string{"spec.yaml": posting("type: object\nproperties:\n"+repeat(50_000, "  field_#n: {type: string}"), "")}
	}},
	{name: "many properties", about: "A schema with 2,000 properties, half of them required.", files: func() map[string]string {
		var required []string
		for i := range 1000 {
			required = append(required, fmt.Sprintf("field_%d", 2*i))
		}
		return map[string]string{"spec.yaml": posting("type: object\nrequired: ["+strings.Join(required, ", ")+"]\nproperties:\n"+
			repeat(2000, "  field_#n: {type: string, minLength: 1, maxLength: 64, description: The field.}"), "")}
	}},
	{name: "long chain", about: "400 schemas, each a reference to the next.", files: text(posting("$ref: '#/components/schemas/S0'\n",
		"schemas:\n"+chain(400, "  S%d: {$ref: '#/components/schemas/S%d'}\n")+"  S400: {type: object, properties: {a: {type: string}}}\n"))},
	{name: "long chain of objects", about: "3,000 objects, each holding the next.", files: text(posting("$ref: '#/components/schemas/S0'\n",
		"schemas:\n"+chain(3000, "  S%d: {type: object, properties: {next: {$ref: '#/components/schemas/S%d'}}}\n")+"  S3000: {type: object, properties: {a: {type: string, maxLength: 3}}}\n"))},
	{name: "long chain of allOf", about: "3,000 schemas, each all of the next and a property.", files: text(posting("$ref: '#/components/schemas/S0'\n",
		"schemas:\n"+chain(3000, "  S%d: {allOf: [{$ref: '#/components/schemas/S%d'}], properties: {a: {type: string}}}\n")+"  S3000: {type: object, properties: {b: {type: string}}}\n"))},
	{name: "deep object", about: "An anonymous object in an object, 150 deep.", files: text(posting(strings.Repeat("{type: object, properties: {level: ", 150)+"{type: string}"+strings.Repeat("}}", 150)+"\n", ""))},
	{name: "deep array", about: "An array of arrays, 240 deep.", files: text(posting("{type: object, properties: {list: "+strings.Repeat("{type: array, items: ", 240)+"{type: string}"+strings.Repeat("}", 240)+"}}\n", ""))},
	{name: "long line", about: "A description that is one line of 100,000 characters.", files: func() map[string]string {
		return map[string]string{"spec.yaml": posting("type: object\ndescription: "+strings.Repeat("word", 25000)+"\nproperties: {a: {type: string, title: "+strings.Repeat("字", 10000)+"}}\n", "")}
	}},
}

func chain(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i, i+1)
	}
	return b.String()
}
