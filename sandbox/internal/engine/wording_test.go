package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// A format error has WeChat Pay's words.
func TestFormatError(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		name, method, uri, body  string
		message, field, location string
	}{
		{
			"too long", "POST", orders + "/A1/cancel", cancel(strings.Repeat("啊", 31)),
			`输入源"/body/reason"映射到值字段"取消原因"字符串规则校验失败，字符数 31，大于最大值 30`, "/reason", "body",
		},
		{
			"missing", "POST", orders + "/A1/cancel", identity,
			`输入源"/body/reason"映射到值字段"取消原因"必填性规则校验失败，此字段为必填项`, "/reason", "body",
		},
		{
			"in the path", "POST", orders + "/" + strings.Repeat("1", 33) + "/cancel", cancel("x"),
			`输入源"/uri_template/out_order_no"映射到值字段"商户服务订单号"字符串规则校验失败，字符数 33，大于最大值 32`, "out_order_no", "uri",
		},
		{
			"in the query", "GET", orders + "?out_order_no=A1&appid=wx1", "",
			`输入源"/query/service_id"映射到值字段"服务ID"必填性规则校验失败，此字段为必填项`, "service_id", "query",
		},
		{
			"in bytes", "POST", orders, strings.Replace(order, `"appid"`, `"attach":"`+strings.Repeat("啊", 86)+`","appid"`, 1),
			`输入源"/body/attach"映射到值字段"商户数据包"字符串规则校验失败，字节数 258，大于最大值 256`, "/attach", "body",
		},
		{
			"of another type", "POST", orders, strings.Replace(order, `"amount":500`, `"amount":"500"`, 1),
			`输入源"/body/post_payments/0/amount"映射到值字段"金额"类型规则校验失败，类型应为 integer`, "/post_payments/0/amount", "body",
		},
		{
			"an emoji", "POST", orders + "/A1/cancel", cancel("😀"),
			`输入源"/body/reason"映射到值字段"取消原因"字符串规则校验失败，包含不支持的字符`, "/reason", "body",
		},
		{"no JSON", "POST", orders + "/A1/cancel", "{", "请求的Body不是合法的JSON", "", "body"},
	} {
		t.Run(test.name, func(t *testing.T) {
			result := w.do(test.method, test.uri, test.body)
			detail, err := json.Marshal(result.Detail)
			if err != nil {
				t.Fatal(err)
			}
			if result.Status != 400 || result.Code != "PARAM_ERROR" || result.Message != test.message {
				t.Errorf("%d %s %s\nwant %s", result.Status, result.Code, result.Message, test.message)
			}
			for _, part := range []string{`"location":"` + test.location + `"`, `"field":"` + test.field + `"`} {
				if test.field != "" && !strings.Contains(string(detail), part) {
					t.Errorf("the detail %s lacks %s", detail, part)
				}
			}
		})
	}
}

// The format is validated before permissions, and permissions before business rules.
func TestCheckOrder(t *testing.T) {
	w := newWorld(t)
	const reverse = "/v3/pay/transactions/out-trade-no/none/reverse"
	w.wants(400, "PARAM_ERROR", "POST", reverse, `{"mchid":"999"}`)
	w.wants(403, "NO_AUTH", "POST", reverse, `{"appid":"wx1","mchid":"999"}`)
	w.wants(404, "ORDER_NOT_EXIST", "POST", reverse, `{"appid":"wx1","mchid":"`+mchID+`"}`)
}
