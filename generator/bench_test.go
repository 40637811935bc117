package generator_test

import (
	"context"
	"fmt"
	"go/format"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator"
)

// BenchmarkGenerateSpecs generates the packages of the three specs that the
// project began with.
func BenchmarkGenerateSpecs(b *testing.B) {
	config := generator.Config{FS: os.DirFS("..")}
	for _, name := range []string{"globalpapay", "partnerpay", "payscore"} {
		config.Packages = append(config.Packages, generator.Package{Spec: "specs/" + name + ".yaml", Dir: "generated/" + name})
	}
	benchmarkGenerate(b, config)
}

// BenchmarkGenerateOperations generates one document; the time for each
// operation stays the same when it grows.
func BenchmarkGenerateOperations(b *testing.B) {
	for _, n := range []int{125, 500, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			files := fstest.MapFS{"spec.yaml": {Data: documentOf(n)}}
			benchmarkGenerate(b, generator.Config{FS: files, Packages: []generator.Package{{Spec: "spec.yaml", Dir: "many"}}})
		})
	}
}

// benchmarkGenerate reports, in addition to the time, the lines that were written and the
// parts of the time that have a floor: kin-openapi reading the same documents,
// and gofmt formatting the same output on one processor.
func benchmarkGenerate(b *testing.B, config generator.Config) {
	b.Helper()
	b.ReportAllocs()
	var out generator.Output
	start := time.Now()
	for b.Loop() {
		var err error
		if out, err = generator.Generate(context.Background(), config); err != nil {
			b.Fatal(err)
		}
	}
	each := time.Since(start) / time.Duration(b.N)
	lines, operations := 0, 0
	for _, result := range out.Results {
		operations += result.Operations
		for _, file := range result.Files {
			lines += strings.Count(string(file.Data), "\n")
		}
	}
	b.ReportMetric(float64(lines), "lines")
	b.ReportMetric(float64(each.Microseconds())/float64(operations), "µs/operation")
	b.ReportMetric(100*float64(timeOfKin(b, config))/float64(each), "%kin-load")
	b.ReportMetric(100*float64(timeOfGofmt(b, out))/float64(each), "%gofmt")
}

func timeOfKin(b *testing.B, config generator.Config) time.Duration {
	start := time.Now()
	for _, pkg := range config.Packages {
		loader := openapi3.NewLoader()
		loader.IsExternalRefsAllowed = true
		loader.ReadFromURIFunc = func(_ *openapi3.Loader, at *url.URL) ([]byte, error) {
			return fs.ReadFile(config.FS, at.Path)
		}
		if _, err := loader.LoadFromFile(pkg.Spec); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

func timeOfGofmt(b *testing.B, out generator.Output) time.Duration {
	start := time.Now()
	for _, result := range out.Results {
		for _, file := range result.Files {
			if _, err := format.Source(file.Data); err != nil {
				b.Fatal(err)
			}
		}
	}
	return time.Since(start)
}

// documentOf makes a document of n operations, each with a request and an answer
// of a dozen fields and a nested list.
func documentOf(n int) []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: many, version: \"1\"}\nservers: [{url: https://api.mch.weixin.qq.com}]\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /v3/resources%d/{out_no}:\n    post:\n      operationId: act%d\n      summary: 操作\n", i, i)
		b.WriteString("      description: Acts on the resource, once.\n      parameters:\n")
		b.WriteString("        - {name: out_no, in: path, required: true, schema: {type: string, minLength: 1, maxLength: 32}}\n")
		b.WriteString("      requestBody:\n        required: true\n        content:\n          application/json:\n            schema:\n")
		writeObject(&b, "              ")
		b.WriteString("      responses:\n        \"200\":\n          description: Done.\n          content:\n            application/json:\n              schema:\n")
		writeObject(&b, "                ")
	}
	return []byte(b.String())
}

func writeObject(b *strings.Builder, indent string) {
	line := func(text string) { b.WriteString(indent + text + "\n") }
	line("type: object")
	line("required: [field0, amount]")
	line("properties:")
	for i := range 10 {
		line(fmt.Sprintf("  field%d: {type: string, title: 字段, description: The field of that number., maxLength: %d}", i, 10+i))
	}
	line("  amount: {type: integer, minimum: 1}")
	line("  state: {type: string, enum: [OPEN, DONE]}")
	line("  goods: {type: array, maxItems: 9, items: {type: object, properties: {id: {type: string, maxLength: 9}}}}")
}
