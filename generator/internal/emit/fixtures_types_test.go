package emit

import "github.com/wxpaygen/wxpaygen/generator/ir"

func validationPackage() *ir.Package {
	item := &ir.Struct{Name: "Item", Doc: para("Item is an item."), Validate: ir.ValidatedByOthers, Fields: []ir.Field{
		always("Name", "name", value(ir.String, length(1, 20))),
	}}
	order := &ir.Struct{Name: "Order", Doc: para("Order has a field of each kind."), Validate: ir.ValidatedByCallers, Fields: []ir.Field{
		always("Code", "code", value(ir.String, rule("Chars", ir.AsString, ir.Text(`0-9A-Za-z_\-|*`), ir.Int(6), ir.Int(32)))),
		text("Short", "short", value(ir.String, length(1, 20))),
		text("Long", "long", value(ir.String, length(2, 20), rule("Pattern", ir.AsString, ir.Ident("longPattern")))),
		required(text("Name", "name", value(ir.String, rule("Bytes", ir.AsString, ir.Int(1), ir.Int(127))))),
		text("State", "state", value(ir.Named("State"), oneOf("stateValues"))),
		always("Level", "level", value(ir.Named("Level"), oneOf("levelValues"), rule("Max", ir.AsInt64, ir.Int(100)))),
		text("At", "at", value(ir.Runtime("DateTime"), rule("DateTime", ir.AsString))),
		optional("Total", "total", value(&ir.Pointer{Elem: ir.Int64}, rule("Min", ir.AsInt64, ir.Int(1)), rule("Max", ir.AsInt64, ir.Int(9007199254740993)))),
		always("Rate", "rate", value(ir.Float64, rule("Finite", ir.AsFloat64), rule("MinNumber", ir.AsFloat64, ir.Float(0.5)), rule("MultipleOfNumber", ir.AsFloat64, ir.Text("0.01")))),
		always("Item", "item", checked(ir.Named("Item"))),
		required(optional("Other", "other", checked(&ir.Pointer{Elem: ir.Named("Item")}))),
		optional("Items", "items", list(checked(ir.Named("Item")), rule("Items", ir.AsLen, ir.Int(0), ir.Int(100)))),
		required(optional("Pointers", "pointers", list(checked(&ir.Pointer{Elem: ir.Named("Item")}), rule("Items", ir.AsLen, ir.Int(1), ir.Int(5))))),
		optional("Tags", "tags", list(value(ir.String, length(1, 8)), ir.Rule{Call: "Unique", Func: true})),
		optional("Plain", "plain", list(value(ir.String))),
		optional("Grid", "grid", list(list(list(value(ir.Int64, rule("Min", ir.AsInt64, ir.Int(0)))), rule("Items", ir.AsLen, ir.Int(1), ir.Int(-1))))),
		optional("ByName", "by_name", mapping(checked(ir.Named("Item")), rule("Properties", ir.AsLen, ir.Int(1), ir.Int(5)))),
		optional("Labels", "labels", func() ir.Value {
			v := mapping(value(ir.String))
			v.Key = []ir.Rule{length(1, 32)}
			return v
		}()),
		optional("Deep", "deep", mapping(list(mapping(value(ir.String, length(0, 3)))))),
		optional("Maybe", "maybe", pointer(list(value(ir.String, length(1, 2)), rule("Items", ir.AsLen, ir.Int(1), ir.Int(2))))),
		optional("Tree", "tree", checked(ir.Named("Tree"))),
		optional("Leaves", "leaves", list(checked(ir.Named("Tree")))),
		always("Size", "size", value(ir.String, ir.Rule{Call: "Enum", Func: true, Args: []ir.Arg{ir.Text("S"), ir.Text("M")}})),
		always("Yes", "yes", value(ir.Bool, ir.Rule{Call: "Enum", Func: true, Args: []ir.Arg{ir.Ident("true")}})),
		always("Raw", "raw", value(ir.Raw{})),
		always("Data", "data", value(ir.Bytes{})),
	}}
	tree := &ir.Defined{Name: "Tree", Doc: para("Tree holds trees."), Value: list(checked(ir.Named("Tree")), rule("Items", ir.AsLen, ir.Int(0), ir.Int(3)))}
	patterns := &ir.Patterns{Patterns: []ir.Pattern{{Name: "longPattern", Expr: `^[a-z]+\.[\x{4e00}-\x{9fa5}]*$`}, {Name: "quotedPattern", Expr: "^`\"$"}}}
	return packageOf("validation", order, item, tree, stateEnum(), levelEnum(), patterns)
}

func unionsPackage() *ir.Package {
	card := &ir.Struct{Name: "Card", Validate: ir.ValidatedByOthers, Fields: []ir.Field{
		text("Type", "type", value(ir.String)), always("No", "no", value(ir.String, length(1, 19))),
	}}
	wallet := &ir.Struct{Name: "Wallet", Fields: []ir.Field{text("Type", "type", value(ir.String))}}
	tagged := &ir.Union{
		Name: "Method", Doc: para("Method is how to pay."), Iface: "MethodValue", Discriminator: "type", Validate: ir.ValidatedByOthers,
		Members: []ir.Member{
			{Type: ir.Named("Card"), Label: "Card", Tags: []string{"DEBIT", "CREDIT"}, Value: checked(ir.Named("Card")), JSONKind: "object"},
			{Type: ir.Named("Wallet"), Label: "Wallet", Tags: []string{"WALLET"}, Value: value(ir.Named("Wallet")), JSONKind: "object"},
		},
	}
	tried := &ir.Union{
		Name: "Funding", Doc: para("Funding is one of many."), Iface: "FundingValue", Validate: ir.ValidatedByCallers,
		Members: []ir.Member{
			{Type: ir.Named("Card"), Label: "Card", Required: []string{"no"}, Value: checked(ir.Named("Card")), JSONKind: "object"},
			{Type: ir.Named("Color"), Label: "Color", Value: value(ir.Named("Color"), oneOf("colorValues")), JSONKind: "string"},
			{Type: ir.String, Label: "string", Wrapper: "FundingText", Value: value(ir.String, length(1, 3)), JSONKind: "string"},
			{Type: &ir.Slice{Elem: ir.Named("Card")}, Label: "cards", Wrapper: "FundingCards", Value: list(checked(ir.Named("Card")), rule("Items", ir.AsLen, ir.Int(1), ir.Int(2))), JSONKind: "array"},
			{Type: ir.Named("Method"), Label: "Method", Wrapper: "FundingMethod", Value: checked(ir.Named("Method"))},
		},
	}
	holder := &ir.Struct{Name: "Holder", Validate: ir.ValidatedByCallers, Fields: []ir.Field{
		always("Method", "method", checked(ir.Named("Method"))),
		{Name: "Funding", Wire: "funding", Omit: ir.OmitZero, Presence: ir.IfNotNil, Value: checked(&ir.Pointer{Elem: ir.Named("Funding")})},
		optional("All", "all", list(checked(ir.Named("Funding")))),
	}}
	color := &ir.Enum{Name: "Color", Base: ir.String, Values: "colorValues", Members: []ir.Const{{Name: "ColorRed", Str: "red"}}}
	return packageOf("unions", holder, tagged, tried, card, wallet, color)
}

func restPackage() *ir.Package {
	return packageOf("rest",
		&ir.Struct{
			Name: "Attributes", Doc: para("Attributes has more than is declared."), Validate: ir.ValidatedByCallers,
			Fields: []ir.Field{always("ID", "id", value(ir.String, length(1, 3))), text("Name", "name", value(ir.String))},
			Rest:   &ir.Field{Name: "Rest", Doc: para("Rest has the other properties."), Presence: ir.IfNotNil, Value: mapping(value(ir.String, length(0, 9)))},
		},
		&ir.Struct{Name: "Open", Fields: []ir.Field{}, Rest: &ir.Field{Name: "Others", Presence: ir.IfNotNil, Value: mapping(value(ir.Raw{}))}},
	)
}

func sensitivePackage() *ir.Package {
	secret := ir.Value{Type: ir.String, Encrypted: true}
	inner := func(t ir.Type) ir.Value { return ir.Value{Type: t, Sensitive: true} }
	payer := &ir.Struct{
		Name: "Payer", Doc: para("Payer has a name that goes out encrypted."), Sensitive: ir.EncryptedNested | ir.DecryptedNested,
		Fields: []ir.Field{always("Name", "name", secret), text("Kind", "kind", value(ir.String))},
	}
	fields := []ir.Field{
		always("Name", "name", secret),
		text("Secret", "secret", ir.Value{Type: ir.Named("Secret"), Encrypted: true}),
		optional("Phone", "phone", pointer(secret)),
		always("Payer", "payer", inner(ir.Named("Payer"))),
		optional("Payee", "payee", inner(&ir.Pointer{Elem: ir.Named("Payee")})),
		optional("Names", "names", list(secret)),
		optional("Pointers", "pointers", list(pointer(secret))),
		optional("Payers", "payers", list(inner(ir.Named("Payer")))),
		optional("Grid", "grid", list(list(inner(&ir.Pointer{Elem: ir.Named("Payer")})))),
		optional("ByName", "by_name", mapping(inner(ir.Named("Payer")))),
		optional("Deep", "deep", mapping(mapping(list(secret)))),
		optional("Maybe", "maybe", pointer(list(secret))),
		optional("Group", "group", inner(ir.Named("Group"))),
		text("Open", "open", value(ir.String)),
	}
	payee := *payer
	payee.Name = "Payee"
	return packageOf("sensitive",
		&ir.Struct{Name: "SendRequest", Sensitive: ir.EncryptedTop, Fields: fields},
		&ir.Struct{Name: "SendResponse", Sensitive: ir.DecryptedTop, Fields: fields},
		&ir.Struct{Name: "Both", Sensitive: ir.EncryptedTop | ir.EncryptedNested | ir.DecryptedTop | ir.DecryptedNested, Fields: fields[:1]},
		payer, &payee,
		&ir.Defined{Name: "Group", Value: list(inner(ir.Named("Payer"))), Sensitive: ir.EncryptedNested | ir.DecryptedNested},
		&ir.Defined{Name: "Secret", Value: value(ir.String)},
	)
}

// hostile are texts that would become something else than a comment if they were
// written down as they are.
var hostile = []string{
	"*/ func Evil() {} /*", "/* open", "//go:build ignore", "//line x.go:1", "//export Evil", "//extern evil", "+build ignore",
	"go:build ignore", "one\n//go:generate rm -rf /\ntwo", "one\r\n+build ignore\r\n", "a\u2028//go:build x\u2029b",
	"`backquotes` and ``two`` and ```three``` and ''quoted''", "\x00\x01\x1b[31mred\x7f", "\u202eesrever\u2066", "\xff\xfe not UTF-8",
	"# A heading", "#", "Not a heading", "- a list", "* a list", "1. a list", "1) a list", "[Link]: https://example.com", "[a]:https://x",
	"\tindented code", "   - indented list", "text:", "func main() {", "}", "Deprecated: not any more.", "TODO(x): y", "\ufeffmark",
}

func commentsPackage() *ir.Package {
	long := ""
	for range 40 {
		long += "一个很长的中文段落，没有任何空格；它必须被分成几行。（括号）「引号」"
	}
	word := ""
	for range 1000 {
		word += "0123456789"
	}
	doc := ir.Doc{ir.Para("Comments is a test of comments.")}
	for _, text := range hostile {
		doc = append(doc, ir.Para(text))
	}
	doc = append(doc, ir.Para(long), ir.Para(word), ir.List(hostile), ir.Verbatim("POST /v3/x"), ir.Para("Between"), ir.Verbatim("- x"), ir.Verbatim("*/ x"), ir.List{long, "a - b " + word})
	p := packageOf("comments", &ir.Struct{Name: "Comments", Doc: doc, Fields: []ir.Field{
		{Name: "A", Wire: "a", Doc: doc, Value: value(ir.String)},
		{Name: "B", Wire: `b"`, Value: value(ir.String)},
	}}, &ir.Struct{Name: "ListOnly", Doc: ir.Doc{ir.List{"only", "a list"}}}, &ir.Struct{Name: "CodeOnly", Doc: ir.Doc{ir.Verbatim("only code")}},
		&ir.Codes{Codes: []ir.Code{{Name: "ErrA", Value: "A\"\n", Doc: doc}}})
	p.Files[0].Doc = append(ir.Doc{ir.Para("Package comments is a test.")}, doc...)
	p.Source = "specs/a\n//go:build ignore\n.yaml"
	return p
}
