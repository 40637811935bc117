package generator_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func TestKeepGoing(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: 'https://api.mch.weixin.qq.com'}]\npaths: {/v3/a: {get: {operationId: a, "
	config := generator.Config{
		FS: fstest.MapFS{
			"good.yaml": {Data: []byte(head + "responses: {'204': {description: d}}}}}\n")},
			"bad.yaml":  {Data: []byte(head + "responses: {'204': {$ref: '#/gone'}}}}}\n")},
		},
		Packages:  []generator.Package{{Spec: "bad.yaml", Dir: "bad"}, {Spec: "good.yaml", Dir: "good"}},
		KeepGoing: true, Docs: "docs",
	}
	out, err := generator.Generate(context.Background(), config)
	if err != nil || len(out.Results) != 2 || !diag.HasErrors(out.Diagnostics) || len(out.Docs) > 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if bad := out.Results[0]; !bad.Failed || len(bad.Files) > 0 || bad.Dir != "bad" {
		t.Errorf("bad: %+v", bad)
	}
	if good := out.Results[1]; good.Failed || good.Operations != 1 || len(good.Files) == 0 {
		t.Errorf("good: %+v", good)
	}
	config.Packages = config.Packages[:1]
	faults := (*generator.SpecError)(nil)
	if _, err := generator.Generate(context.Background(), config); !errors.As(err, &faults) {
		t.Errorf("with no package left: %v", err)
	}
}
