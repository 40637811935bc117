package emit

import (
	"context"
	"os"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

func TestTmp(t *testing.T) {
	pkg := samplePackage()
	files, err := Package(context.Background(), pkg)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		os.Stdout.Write(f.Data)
	}
}

func samplePackage() *ir.Package {
	str := func(min, max int) ir.Value {
		return ir.Value{Type: ir.String, Rules: []ir.Rule{{Call: "Length", Args: []ir.Arg{ir.Int(min), ir.Int(max)}}}}
	}
	return &ir.Package{
		Name: "payscore", Source: "specs/payscore.yaml",
		Files: []ir.File{
			{Name: "cancel.gen.go", Decls: []ir.Decl{
				&ir.Operation{
					Var: "cancelServiceOrder", Name: "CancelServiceOrder", FullName: "payscore.CancelServiceOrder",
					Doc:    ir.Doc{ir.Para("CancelServiceOrder cancels a service order that can no longer be paid (取消支付分订单). The order must be CREATED or DOING."), ir.Verbatim("POST /v3/payscore/{x}"), ir.List{"400: [ErrA]", "404: [ErrB]"}, ir.Para("See https://pay.weixin.qq.com/x")},
					Method: "POST", Path: "/v3/x/{out_order_no}", Servers: []string{"https://a", "https://b"}, Repeatable: true, Success: []int{200},
					Errors:  []ir.DocumentedError{{Status: 400, Code: "ErrOrderDone", Remedy: "Nothing to do."}},
					Request: "CancelServiceOrderRequest", Validates: true,
					Params: []ir.Param{{In: ir.InPath, Name: "out_order_no", Field: "OutOrderNo", Value: ir.Value{Type: ir.String}}},
					Body:   ir.JSONBody{},
					Answer: ir.JSONAnswer{Type: ir.Named("CancelServiceOrderResponse"), Pointer: true},
				},
				&ir.Struct{Name: "CancelServiceOrderRequest", Doc: ir.Doc{ir.Para("CancelServiceOrderRequest is the request of [Client.CancelServiceOrder].")}, Validate: ir.ValidatedAlone, Fields: []ir.Field{
					{Name: "OutOrderNo", Wire: "out_order_no", Param: true, Value: str(1, 32), Doc: ir.Doc{ir.Para("OutOrderNo is x.")}},
					{Name: "Attach", Wire: "attach", Omit: ir.OmitEmpty, Presence: ir.IfNotEmpty, Value: str(1, 32)},
				}},
				&ir.Struct{Name: "CancelServiceOrderResponse"},
			}},
			{Name: "payscore.gen.go", Doc: ir.Doc{ir.Para("Package payscore does things.")}, Decls: []ir.Decl{
				&ir.Client{Doc: ir.Doc{ir.Para("Client calls it.")}, Handshake: "IsAtLeastVersion0_1_0"},
				&ir.Codes{Codes: []ir.Code{{Name: "ErrOrderDone", Value: "ORDER_DONE", Doc: ir.Doc{ir.Para("ErrOrderDone is (订单已完成).")}}}},
				&ir.Enum{Name: "State", Base: ir.String, Members: []ir.Const{{Name: "StateA", Str: "A"}, {Name: "StateB", Str: "B"}}, Values: "stateValues"},
			}},
		},
	}
}
