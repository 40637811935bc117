package emit

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

func TestInternalErrors(t *testing.T) {
	structWith := func(fields ...ir.Field) ir.Decl { return &ir.Struct{Name: "Order", Fields: fields} }
	tests := map[string]struct {
		decl ir.Decl
		want string
	}{
		"a type that is not declared": {
			structWith(always("ID", "id", value(ir.Named("Missing")))),
			`bad/types.gen.go:6: undefined: Missing (in "ID Missing ` + "`json:\\\"id\\\"`" + `")`,
		},
		"two fields of one name": {
			structWith(always("ID", "id", value(ir.String)), always("ID", "id2", value(ir.String))), "ID redeclared",
		},
		"a name that is a keyword":           {structWith(always("type", "type", value(ir.String))), `"type" is not an identifier`},
		"a name that holds code":             {&ir.Struct{Name: "A struct{}; type B"}, `"A struct{}; type B" is not an identifier`},
		"an import that a name hides":        {&ir.Struct{Name: "wxpay"}, "wxpay already declared"},
		"a function that the runtime lacks":  {structWith(always("ID", "id", value(ir.Runtime("Missing")))), "undefined: wxpay.Missing"},
		"a rule that the runtime lacks":      {&ir.Struct{Name: "A", Validate: ir.ValidatedAlone, Fields: []ir.Field{always("ID", "id", value(ir.String, rule("Missing", ir.AsIs)))}}, "v.Missing undefined"},
		"a rule for another type":            {&ir.Struct{Name: "A", Validate: ir.ValidatedAlone, Fields: []ir.Field{always("ID", "id", value(ir.Bool, length(0, 1)))}}, "cannot convert r.ID"},
		"something that no template is for":  {structWith(always("ID", "id", value(nil))), "no template for a type"},
		"a duplicate member of an enum":      {&ir.Enum{Name: "E", Members: []ir.Const{{Name: "A"}, {Name: "A"}}}, "A redeclared"},
		"a declaration that no template has": {nil, "no template for a declaration"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files, err := Package(t.Context(), packageOf("bad", test.decl))
			var internal *InternalError
			if !errors.As(err, &internal) || files != nil {
				t.Fatalf("files %v, error %v", files, err)
			}
			for _, want := range []string{test.want, "internal error", "please report"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

func TestInvalidFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"a_linux.go": "keeps it out", "a_amd64.go": "keeps it out", "a_linux.gen.go": "keeps it out", "a_windows_arm64.gen.go": "keeps it out",
		"a_test.go": "test", "_a.gen.go": "keeps it out", ".a.gen.go": "keeps it out", "a.txt": "not that of a Go file", "b/a.go": "not that of a Go file",
		"Bad.Gen.go": "same name", "": "not that of a Go file",
	} {
		pkg := packageOf("bad")
		pkg.Files[0].Name, pkg.Files[1].Name = "bad.gen.go", name
		_, err := Package(t.Context(), pkg)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", name, err, want)
		}
	}
	for _, name := range []string{"linux.gen.go", "close_order.gen.go", "js.go", "test.gen.go", "order_test.gen.go"} {
		pkg := packageOf("good")
		pkg.Files[1].Name = name
		if _, err := Package(t.Context(), pkg); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	files, err := Package(ctx, operationsPackage())
	if !errors.Is(err, context.Canceled) || files != nil {
		t.Errorf("files %v, error %v", files, err)
	}
}

func TestConcurrentPackages(t *testing.T) {
	pkg := validationPackage()
	results := make(chan error, 8)
	for range cap(results) {
		go func() {
			_, err := Package(t.Context(), pkg)
			results <- err
		}()
	}
	for range cap(results) {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}
