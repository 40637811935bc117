package text

import (
	"reflect"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

func TestSubject(t *testing.T) {
	for name, c := range map[string]struct{ description, title, want string }{
		"article":           {"The merchant's own order number.", "商户订单号", "X is the merchant's own order number (商户订单号)."},
		"verb":              {"Cancels an order. It cannot be paid.", "撤销", "X cancels an order (撤销). It cannot be paid."},
		"verb, bare object": {"Lists orders", "", "X lists orders."},
		"question word":     {"When the user paid.", "", "X is when the user paid."},
		"whether":           {"Whether it is open.", "", "X is whether it is open."},
		"noun":              {"Details of the source", "", "X: details of the source."},
		"noun, settings":    {"Settings for a run. This is final", "", "X: settings for a run. This is final"},
		"this":              {"This API pushes data", "", "X: this API pushes data."},
		"clause":            {"The `Status` type defines an error model.", "", "X: the `Status` type defines an error model."},
		"clause with is":    {"The token is used to sign in", "", "X: the token is used to sign in."},
		"relative clause":   {"The number that is shown to the user.", "", "X is the number that is shown to the user."},
		"second clause":     {"An order as it is; members are there once paid.", "", "X is an order as it is; members are there once paid."},
		"question":          {"How much is this plan?", "", "X: how much is this plan?"},
		"condition":         {"When set, the order is closed.", "", "X: when set, the order is closed."},
		"imperative":        {"Cancel an order", "", "X: cancel an order."},
		"name first":        {"WeChat Pay's number.", "", "X: WeChat Pay's number."},
		"acronym":           {"URL of it", "", "X: URL of it."},
		"full stop":         {".", "", ""},
		"ellipsis":          {"...", "", ""},
		"blank":             {" \n ", "", ""},
		"title":             {"", "订单", "X is 订单."},
		"English title":     {"", "This API pushes data", "X: this API pushes data."},
		"title verb":        {"", "Lists orders.", "X lists orders."},
		"title twice":       {"The 订单 itself.", "订单", "X is the 订单 itself."},
		"abbreviation":      {"The code, e.g. CNY, of it. More.", "", "X is the code, e.g. CNY, of it. More."},
		"Chinese":           {"取消订单。不可恢复。", "", "X: 取消订单. 不可恢复。"},
		"one letter":        {"a", "", "X: a."},
		"deprecated":        {"Deprecated: use Y.", "", "X: deprecated, use Y."},
	} {
		t.Run(name, func(t *testing.T) {
			doc := Subject("X", c.description, c.title).Doc()
			var got string
			if len(doc) > 0 {
				got = string(doc[0].(ir.Para))
			}
			if got != c.want || len(doc) > 1 {
				t.Errorf("got  %q\nwant %q", doc, c.want)
			}
		})
	}
}

func TestActionAndMeaning(t *testing.T) {
	for name, c := range map[string]struct {
		got  Comment
		want string
	}{
		"action":         {Action("Pay", "Pays an order.", "支付"), "Pay pays an order (支付)."},
		"action article": {Action("Paid", "The user has paid.", ""), "Paid: the user has paid."},
		"meaning":        {Meaning("ErrDone", "The order is finished.", "已完成"), "ErrDone: the order is finished (已完成)."},
		"remedy":         {Meaning("ErrDone", "Done", "").WithRemedy("Do nothing."), "ErrDone: done. Remedy: do nothing."},
		"limits":         {Subject("A", "The a.", "").WithLimits("A", []string{"1 to 2 items", "no two alike"}), "A is the a: 1 to 2 items; no two alike."},
		"limits later":   {Subject("A", "The a. More", "").WithLimits("A", []string{"at least 1"}), "A is the a. More. At least 1."},
		"limits alone":   {Subject("A", "", "").WithLimits("A", []string{"at least 1"}), "A: at least 1."},
		"no limits":      {Subject("A", "The a", "").WithLimits("A", nil), "A is the a."},
		"default":        {Subject("A", "Used with `b`", "").With("Default: 0."), "A: used with `b`. Default: 0."},
		"plural":         {Subject("A", "The as.", "").Plural("A"), "A are the as."},
	} {
		t.Run(name, func(t *testing.T) {
			if doc := c.got.Doc(); len(doc) != 1 || doc[0] != ir.Para(c.want) {
				t.Errorf("got %q, want %q", doc, c.want)
			}
		})
	}
}

func TestBlocks(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want ir.Doc
	}{
		"paragraphs": {"One\ntwo.\n\nThree.", ir.Doc{ir.Para("One two."), ir.Para("Three.")}},
		"CRLF":       {"One.\r\n\r\nTwo.", ir.Doc{ir.Para("One."), ir.Para("Two.")}},
		"heading":    {"## Reads a thing\n\nText.", ir.Doc{ir.Para("Reads a thing."), ir.Para("Text.")}},
		"list":       {"Languages:\n* `en`: English\n* `es`: Spanish", ir.Doc{ir.Para("Languages:"), ir.List{"`en`: English", "`es`: Spanish"}}},
		"numbered":   {"1. one\n2. two\n   more", ir.Doc{ir.List{"one", "two more"}}},
		"nested":     {"- a\n  - b\n- c", ir.Doc{ir.List{"a", "b", "c"}}},
		"fence":      {"Text:\n\n```json\n{\n  \"a\": 1\n}\n```", ir.Doc{ir.Para("Text:"), ir.Literal{"{", `  "a": 1`, "}"}}},
		"after list": {"- a\n\n```\nb\n```", ir.Doc{ir.List{"a"}, ir.Para("Example:"), ir.Literal{"b"}}},
		"table":      {"| a | b |\n|---|---|\n| 1 | 2 |", ir.Doc{ir.Literal{"a | b", "1 | 2"}}},
		"emphasis":   {"**Bold** and *so* on", ir.Doc{ir.Para("Bold and so on")}},
		"code":       {"With ``b`` and `c`", ir.Doc{ir.Para("With `b` and `c`")}},
		"grave":      {"With `` a`b ``", ir.Doc{ir.Para("With a`b")}},
		"link":       {"See [the page](https://a.example/b) or [this](#x)", ir.Doc{ir.Para("See the page (https://a.example/b) or this")}},
		"address":    {"See <https://a.example>", ir.Doc{ir.Para("See https://a.example")}},
		"HTML":       {"<p>One<br>two &amp; <b>three</b></p>", ir.Doc{ir.Para("One"), ir.Para("two & three")}},
		"HTML list":  {"Values:<ul><li>a</li><li>b</li></ul>", ir.Doc{ir.Para("Values:"), ir.List{"a", "b"}}},
		"no tag":     {"Use <order_id> there", ir.Doc{ir.Para("Use <order_id> there")}},
		"underscore": {"out_trade_no of _the_ order", ir.Doc{ir.Para("out_trade_no of the order")}},
		"plain name": {"the out_trade_no", ir.Doc{ir.Para("the out_trade_no")}},
		"escape":     {`a \* b`, ir.Doc{ir.Para("a * b")}},
		"arithmetic": {"2 * 3 and 4 < 5", ir.Doc{ir.Para("2 * 3 and 4 < 5")}},
		"deprecated": {"One.\n\nDeprecated: use two.", ir.Doc{ir.Para("One."), ir.Para("Deprecated, use two.")}},
		"empty":      {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Blocks(c.text); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %#v\nwant %#v", got, c.want)
			}
		})
	}
}

func limit(n int64) *schema.Limit { return &schema.Limit{N: n} }

func TestBetween(t *testing.T) {
	for want, c := range map[string][2]*schema.Limit{
		"":                {nil, nil},
		"at least 1 item": {limit(1), nil},
		"at most 2 items": {limit(0), limit(2)},
		"exactly 3 items": {limit(3), limit(3)},
		"1 to 32 items":   {limit(1), limit(32)},
		"exactly 1 item":  {limit(1), limit(1)},
	} {
		if got := speech(nil).between(c[0], c[1], "items"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := speech(nil).between(limit(1), nil, "properties"); got != "at least 1 property" {
		t.Errorf("got %q", got)
	}
}

func TestBounds(t *testing.T) {
	at := func(text string, exclusive bool) *schema.Bound {
		return &schema.Bound{Text: text, Exclusive: exclusive}
	}
	for want, c := range map[string][2]*schema.Bound{
		"":                        {nil, nil},
		"at least 1":              {at("1", false), nil},
		"below 9":                 {nil, at("9", true)},
		"1 to 9":                  {at("1", false), at("9", false)},
		"above 0 and at most 9":   {at("0", true), at("9", false)},
		"at least 0 and below 99": {at("0", false), at("99", true)},
	} {
		if got := speech(nil).bounds(c[0], c[1]); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPatternNote(t *testing.T) {
	for expr, want := range map[string]string{
		`^[0-9A-Za-z]+$`:      "of the characters 0-9A-Za-z",
		`^[0-9]{6}$`:          "exactly 6 of the characters 0-9",
		`^[0-9a-z_\-]{6,32}$`: "6 to 32 of the characters 0-9a-z_-",
		`^https?://`:          "matching ^https?://",
		`^(?=a)`:              "",
	} {
		if got := patternNote(expr); got != want {
			t.Errorf("%s: got %q, want %q", expr, got, want)
		}
	}
}
