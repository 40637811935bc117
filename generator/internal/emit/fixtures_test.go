package emit

import (
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// fixtures are the packages of the golden tests, a feature each.
func fixtures() map[string]*ir.Package {
	packages := map[string]*ir.Package{
		"operations": operationsPackage(),
		"params":     paramsPackage(),
		"answers":    answersPackage(),
		"validation": validationPackage(),
		"modes":      modesPackage(),
		"unions":     unionsPackage(),
		"rest":       restPackage(),
		"sensitive":  sensitivePackage(),
		"comments":   commentsPackage(),

		"notifications": notificationsPackage(),
	}
	for _, pkg := range packages {
		for _, file := range pkg.Files {
			types.SettleRules(file.Decls)
		}
	}
	return packages
}

func packageOf(name string, decls ...ir.Decl) *ir.Package {
	client := &ir.Client{Doc: para("Client calls the operations of the test."), Handshake: "IsAtLeastVersion0_1_0"}
	return &ir.Package{Name: name, Source: "specs/" + name + ".yaml", Files: []ir.File{
		{Name: name + ".gen.go", Doc: para("Package " + name + " is a test."), Decls: []ir.Decl{client}},
		{Name: "types.gen.go", Decls: decls},
	}}
}

func para(texts ...string) ir.Doc {
	var doc ir.Doc
	for _, text := range texts {
		doc = append(doc, ir.Para(text))
	}
	return doc
}

func rule(call string, as ir.Conversion, args ...ir.Arg) ir.Rule {
	return ir.Rule{Call: call, As: as, Args: args}
}

func length(low, high int) ir.Rule { return rule("Length", ir.AsString, ir.Int(low), ir.Int(high)) }

func value(t ir.Type, rules ...ir.Rule) ir.Value { return ir.Value{Type: t, Rules: rules} }

func checked(t ir.Type) ir.Value { return ir.Value{Type: t, Checked: true} }

func list(elem ir.Value, rules ...ir.Rule) ir.Value {
	return ir.Value{Type: &ir.Slice{Elem: elem.Type}, Elem: &elem, Rules: rules}
}

func mapping(elem ir.Value, rules ...ir.Rule) ir.Value {
	return ir.Value{Type: &ir.Map{Elem: elem.Type}, Elem: &elem, Rules: rules}
}

func pointer(v ir.Value) ir.Value {
	v.Type = &ir.Pointer{Elem: v.Type}
	return v
}

// always makes a required field, text an optional string, and optional a field
// that can be nil.
func always(name, wire string, v ir.Value) ir.Field {
	return ir.Field{Name: name, Wire: wire, Value: v}
}

func text(name, wire string, v ir.Value) ir.Field {
	return ir.Field{Name: name, Wire: wire, Value: v, Omit: ir.OmitEmpty, Presence: ir.IfNotEmpty}
}

func optional(name, wire string, v ir.Value) ir.Field {
	return ir.Field{Name: name, Wire: wire, Value: v, Omit: ir.OmitZero, Presence: ir.IfNotNil}
}

func required(f ir.Field) ir.Field {
	f.Required, f.Omit = true, ir.Keep
	return f
}

func param(f ir.Field) ir.Field {
	f.Param = true
	return f
}

func stateEnum() *ir.Enum {
	return &ir.Enum{
		Name: "State", Doc: para("State is where an order stands."), Base: ir.String, Values: "stateValues",
		Members: []ir.Const{
			{Name: "StateCreated", Str: "CREATED", Doc: para("StateCreated: made, and not yet confirmed (已创建).")},
			{Name: "StateDone", Str: "DONE"},
		},
	}
}

func levelEnum() *ir.Enum {
	return &ir.Enum{
		Name: "Level", Doc: para("Level is an integer with names."), Base: ir.Int64, Values: "levelValues",
		Members: []ir.Const{{Name: "LevelLow", Int: -1}, {Name: "LevelHigh", Int: 9007199254740993}},
	}
}

func oneOf(values string) ir.Rule {
	return ir.Rule{Call: "Enum", Func: true, Args: []ir.Arg{ir.Ident(values)}}
}

func operationsPackage() *ir.Package {
	cancel := &ir.Operation{
		Var: "cancelOrderOperation", Name: "CancelOrder", FullName: "operations.CancelOrder",
		Doc: ir.Doc{
			ir.Para("CancelOrder cancels an order that can no longer be paid (取消订单). It must be CREATED."),
			ir.Verbatim("POST /v3/orders/{out_order_no}/cancel"),
			ir.Para("A refusal is a [*wxpay.Error]; test for its code with [errors.Is]:"),
			ir.List{"400: [ErrOrderDone], [ErrParamError]", "404: [ErrOrderNotExist]"},
			ir.Para("See https://pay.weixin.qq.com/doc/v3/merchant/4012587949"),
		},
		Method: "POST", Path: "/v3/orders/{out_order_no}/cancel",
		Servers:    []string{"https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"},
		Repeatable: true, Success: []int{200, 202},
		Errors: []ir.DocumentedError{
			{Status: 400, Code: "ErrOrderDone", Remedy: "Nothing to do."},
			{Status: 404, Code: "ErrOrderNotExist"},
		},
		Request: "CancelOrderRequest", Validates: true,
		Params: []ir.Param{{In: ir.InPath, Name: "out_order_no", Field: "OutOrderNo", Value: value(ir.String)}},
		Body:   ir.JSONBody{}, Response: ir.JSONResponse{Type: ir.Named("Order"), Pointer: true},
	}
	request := &ir.Struct{
		Name: "CancelOrderRequest", Doc: para("CancelOrderRequest is the request of [Client.CancelOrder]."),
		Validate: ir.ValidatedAlone,
		Fields: []ir.Field{
			param(always("OutOrderNo", "out_order_no", value(ir.String, rule("PathParam", ir.AsIs), length(1, 32)))),
			{Name: "AppID", Wire: "appid", Value: value(ir.String, length(1, 32)), Doc: para("AppID is the app's id (公众账号ID): 1 to 32 characters.")},
			{
				Name: "Reason", Wire: "reason", Value: value(ir.String, length(1, 30)),
				Doc: para("Reason says why the order is cancelled; the user sees it (取消原因): 1 to 30 characters, each Chinese character, digit or letter counting as one."),
			},
			text("Attach", "attach", value(ir.String, length(1, 127))),
		},
	}
	codes := &ir.Codes{Codes: []ir.Code{
		{Name: "ErrOrderDone", Value: "ORDER_DONE", Doc: para("ErrOrderDone: the order is paid (订单已完成). Remedy: nothing to do.")},
		{Name: "ErrOrderNotExist", Value: "ORDER_NOT_EXIST"},
		{Name: "ErrParamError", Value: "PARAM_ERROR"},
	}}
	order := &ir.Struct{Name: "Order", Doc: para("Order is the response of [Client.CancelOrder]."), Validate: ir.ValidatedByCallers, Fields: []ir.Field{
		always("State", "state", value(ir.Named("State"), oneOf("stateValues"))),
		optional("Total", "total", value(&ir.Pointer{Elem: ir.Int64}, rule("Min", ir.AsInt64, ir.Int(0)))),
	}}
	empty := &ir.Operation{Var: "pingOperation", Name: "Ping", FullName: "operations.Ping", Method: "QUERY", Path: "/v3/ping", Success: []int{299}, Unsigned: true}
	return packageOf("operations", cancel, request, order, stateEnum(), codes, empty)
}

func answersPackage() *ir.Package {
	operation := func(name string, answer ir.Response) *ir.Operation {
		return &ir.Operation{
			Var: "get" + name, Name: "Get" + name, FullName: "answers.Get" + name, Method: "GET", Path: "/v3/" + name,
			Request: "GetRequest", Validates: true, Response: answer,
		}
	}
	return packageOf("answers",
		&ir.Struct{Name: "GetRequest", Validate: ir.ValidatedAlone, Fields: []ir.Field{param(always("ID", "id", value(ir.String, length(1, 8))))}},
		operation("Nothing", ir.NoResponse{}),
		operation("Order", ir.JSONResponse{Type: ir.Named("Order"), Pointer: true}),
		operation("List", ir.JSONResponse{Type: &ir.Slice{Elem: ir.Named("Order")}}),
		operation("Text", ir.JSONResponse{Type: ir.String}),
		operation("Number", ir.JSONResponse{Type: ir.Int64}),
		operation("Flag", ir.JSONResponse{Type: ir.Bool}),
		operation("State", ir.JSONResponse{Type: ir.Named("State")}),
		operation("Time", ir.JSONResponse{Type: ir.Runtime("DateTime")}),
		operation("Raw", ir.JSONResponse{Type: ir.Raw{}}),
		operation("Bill", ir.StreamResponse{}),
		operation("Several", ir.SeveralResponses{Name: "GetSeveralAnswer", Doc: para("GetSeveralAnswer has the answer that came."), Responses: []ir.StatusResponse{
			{Status: 200, Field: "OK", Type: &ir.Pointer{Elem: ir.Named("Order")}},
			{Status: 202, Field: "Accepted"},
			{Field: "Other", Type: ir.Raw{}},
		}}),
		operation("Either", ir.SeveralResponses{Name: "GetEitherAnswer", Responses: []ir.StatusResponse{
			{Status: 200, Field: "OK", Type: &ir.Pointer{Elem: ir.Named("Order")}},
			{Field: "Other", Type: ir.Raw{}},
		}}),
		&ir.Struct{Name: "Order", Fields: []ir.Field{always("ID", "id", value(ir.String))}},
		stateEnum(),
	)
}

func modesPackage() *ir.Package {
	return packageOf("modes",
		&ir.Operation{
			Var: "reverse", Name: "Reverse", FullName: "modes.Reverse", Method: "POST", Path: "/v3/reverse/{id}", Request: "ReverseRequest", Validates: true,
			Params: []ir.Param{{In: ir.InPath, Name: "id", Field: "ID", Value: value(ir.String)}},
			Body:   ir.JSONBody{Optional: true},
		},
		&ir.Struct{
			Name: "ReverseRequest", Validate: ir.ValidatedAlone, OptionalBody: true,
			Fields: []ir.Field{
				param(always("ID", "id", value(ir.String, length(1, 32)))),
				text("SubMchID", "sub_mchid", value(ir.String, length(1, 32))),
			},
			Modes: &ir.Modes{Institutional: []ir.ModeField{{Field: "SubMchID", JSON: "sub_mchid", Presence: ir.IfNotEmpty, Required: true}}},
		},
		&ir.Struct{
			Name: "PayRequest", Validate: ir.ValidatedByCallers,
			Fields: []ir.Field{
				text("MchID", "mchid", value(ir.String, length(1, 32))),
				text("SpMchID", "sp_mchid", value(ir.String)),
				text("SubMchID", "sub_mchid", value(ir.String)),
				optional("Settle", "settle", value(&ir.Pointer{Elem: ir.Bool})),
			},
			Modes: &ir.Modes{
				Common: []ir.ModeField{{Field: "MchID", JSON: "mchid", Presence: ir.IfNotEmpty, Required: true}},
				Institutional: []ir.ModeField{
					{Field: "SpMchID", JSON: "sp_mchid", Presence: ir.IfNotEmpty, Required: true},
					{Field: "SubMchID", JSON: "sub_mchid", Presence: ir.IfNotEmpty, Required: true},
					{Field: "Settle", JSON: "settle", Presence: ir.IfNotNil},
				},
			},
		},
		&ir.Struct{
			Name: "FullRequest", Validate: ir.ValidatedByOthers, OptionalBody: true,
			Fields: []ir.Field{
				param(always("ID", "id", value(ir.String, length(1, 32)))),
				always("Count", "count", value(ir.Int64, rule("Min", ir.AsInt64, ir.Int(1)))),
				always("Yes", "yes", value(ir.Bool)),
				always("State", "state", value(ir.Named("State"), oneOf("stateValues"))),
				required(optional("Tags", "tags", list(value(ir.String)))),
				always("Inner", "inner", value(ir.Named("Inner"))),
				always("Data", "data", value(ir.Bytes{})),
			},
		},
		&ir.Struct{Name: "Inner", Fields: []ir.Field{
			always("A", "a", value(ir.Float64)), always("Deeper", "deeper", value(ir.Named("Deeper"))), text("B", "b", value(ir.String)),
		}},
		&ir.Struct{Name: "Deeper", Fields: []ir.Field{optional("C", "c", value(&ir.Pointer{Elem: ir.Bool}))}},
		stateEnum(),
	)
}
