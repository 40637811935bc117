package emit

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

func paramsPackage() *ir.Package {
	operation := func(name, request string, params []ir.Param, body ir.Body) *ir.Operation {
		return &ir.Operation{
			Var: strings.ToLower(name), Name: name, FullName: "params." + name, Method: "POST", Path: "/v3/{id}",
			Request: request, Params: params, Body: body, Success: []int{204},
		}
	}
	return packageOf("params",
		operation("Find", "FindRequest", findParams(), nil),
		&ir.Struct{Name: "FindRequest", Fields: findFields()},
		&ir.Struct{Name: "Filter", Fields: []ir.Field{
			always("State", "state", value(ir.Named("State"))),
			optional("Limit", "limit", value(&ir.Pointer{Elem: ir.Int64})),
		}},
		operation("Put", "PutRequest", nil, ir.JSONBody{Field: "Body", Optional: true, Presence: ir.IfNotNil}),
		&ir.Struct{Name: "PutRequest", Fields: []ir.Field{optional("Body", "", value(&ir.Slice{Elem: ir.String}))}},
		operation("Form", "FormRequest", nil, ir.FormBody{MediaType: "multipart/form-data", Params: []ir.Param{
			{Name: "name", Field: "Name", Value: value(ir.String), Part: &ir.Part{}},
			{Name: "note", Field: "Name", Value: value(ir.String), Part: &ir.Part{ContentType: "text/markdown"}},
			{Name: "scan", Field: "Scan", Value: value(ir.Runtime("File")), Part: &ir.Part{ContentType: "image/png", Headers: []ir.PartHeader{
				{Name: "X-Name", Field: "Name", Type: ir.String}, {Name: "X-Kind", Value: "scan"},
			}}},
		}}),
		operation("Search", "FormRequest", nil, ir.FormBody{MediaType: "application/x-www-form-urlencoded", Optional: true, Params: []ir.Param{
			{Name: "name", Field: "Name", Value: value(ir.String)},
		}}),
		&ir.Struct{Name: "FormRequest", Fields: []ir.Field{
			param(always("Name", "name", value(ir.String))), param(always("Scan", "scan", value(ir.Runtime("File")))),
		}},
		operation("Upload", "UploadRequest", nil, ir.MultipartBody{Name: "FileName", File: "File"}),
		operation("UploadBill", "UploadRequest", nil, ir.MultipartBody{Name: "FileName", File: "File", Meta: "Meta"}),
		&ir.Struct{Name: "UploadRequest", Fields: []ir.Field{
			param(always("FileName", "filename", value(ir.String))), param(always("File", "file", value(ir.Reader{}))),
			param(always("Meta", "meta", value(ir.Named("Filter")))),
		}},
		stateEnum(), levelEnum(),
	)
}

// findParams are parameters of every type and style.
func findParams() []ir.Param {
	in := func(location ir.Location, name, field string, p ir.Presence, v ir.Value) ir.Param {
		return ir.Param{In: location, Name: name, Field: field, Presence: p, Value: v}
	}
	styled := func(style ir.Style, p ir.Param) ir.Param {
		p.Style = style
		return p
	}
	serial := func(serial ir.Serialization, p ir.Param) ir.Param {
		p.Style, p.Serial = ir.Styled, serial
		return p
	}
	return []ir.Param{
		in(ir.InPath, "id", "ID", ir.Always, value(ir.String)),
		in(ir.InQuery, "state", "State", ir.Always, value(ir.Named("State"))),
		in(ir.InQuery, "level", "Level", ir.Always, value(ir.Named("Level"))),
		in(ir.InQuery, "from", "From", ir.IfNotEmpty, value(ir.Runtime("DateTime"))),
		in(ir.InQuery, "limit", "Limit", ir.IfNotNil, value(&ir.Pointer{Elem: ir.Int64})),
		in(ir.InQuery, "small", "Small", ir.IfNotNil, value(&ir.Pointer{Elem: ir.Int32})),
		in(ir.InQuery, "rate", "Rate", ir.IfNotNil, value(&ir.Pointer{Elem: ir.Float64})),
		in(ir.InQuery, "deep", "Deep", ir.IfNotNil, value(&ir.Pointer{Elem: ir.Bool})),
		styled(ir.Repeated, in(ir.InQuery, "tags", "Tags", ir.IfNotNil, list(value(ir.String)))),
		styled(ir.Repeated, in(ir.InQuery, "numbers", "Numbers", ir.IfNotNil, list(value(ir.Int64)))),
		serial(ir.Serialization{Style: "form"}, in(ir.InQuery, "tag_list", "Tags", ir.IfNotNil, list(value(ir.String)))),
		serial(ir.Serialization{Style: "simple", Explode: true}, in(ir.InHeader, "states", "States", ir.IfNotNil, list(value(ir.Named("State"))))),
		serial(ir.Serialization{Style: "form", AllowReserved: true}, in(ir.InQuery, "rate2", "Rate", ir.IfNotNil, value(&ir.Pointer{Elem: ir.Float64}))),
		styled(ir.JSON, in(ir.InQuery, "filter", "Filter", ir.IfNotNil, value(&ir.Pointer{Elem: ir.Named("Filter")}))),
		{
			In: ir.InQuery, Name: "filter", Field: "Filter", Presence: ir.IfNotNil, Style: ir.Members, Value: value(&ir.Pointer{Elem: ir.Named("Filter")}),
			Fields: []ir.Param{
				in(ir.InQuery, "filter[state]", "State", ir.Always, value(ir.Named("State"))),
				in(ir.InQuery, "filter[limit]", "Limit", ir.IfNotNil, value(&ir.Pointer{Elem: ir.Int64})),
			},
		},
		in(ir.InHeader, "Idempotency-Key", "Key", ir.IfNotEmpty, value(ir.String)),
	}
}

// findFields are the fields that findParams sends.
func findFields() []ir.Field {
	return []ir.Field{
		param(always("ID", "id", value(ir.String))),
		param(always("State", "state", value(ir.Named("State")))),
		param(always("Level", "level", value(ir.Named("Level")))),
		param(text("From", "from", value(ir.Runtime("DateTime")))),
		param(optional("Limit", "limit", value(&ir.Pointer{Elem: ir.Int64}))),
		param(optional("Small", "small", value(&ir.Pointer{Elem: ir.Int32}))),
		param(optional("Rate", "rate", value(&ir.Pointer{Elem: ir.Float64}))),
		param(optional("Deep", "deep", value(&ir.Pointer{Elem: ir.Bool}))),
		param(optional("Tags", "tags", list(value(ir.String)))),
		param(optional("States", "states", list(value(ir.Named("State"))))),
		param(optional("Numbers", "numbers", list(value(ir.Int64)))),
		param(optional("Rates", "rates", list(value(ir.Float64)))),
		param(optional("Flags", "flags", list(value(ir.Bool)))),
		param(optional("Filter", "filter", value(&ir.Pointer{Elem: ir.Named("Filter")}))),
		param(text("Key", "Idempotency-Key", value(ir.String))),
	}
}
