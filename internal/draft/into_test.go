package draft_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/draft"
	"github.com/wxpaygen/wxpaygen/internal/page"
)

const existing = `# The shop's own orders.
openapi: 3.0.3
info: { title: 订单, version: "1" } # not the page's
servers: [{ url: "https://api.mch.weixin.qq.com" }]
paths:
  # Querying comes first.
  /v3/shop/orders/{out_trade_no}:
    get:
      operationId: queryOrder
      parameters:
        - name: out_trade_no
          in: path
          required: true
          schema: { $ref: "#/components/schemas/OutTradeNo" }
      responses:
        "200":
          description: The order.
          content: { application/json: { schema: { $ref: shared.yaml#/components/schemas/Order } } }
      # behind the responses

  # Closing an order.
  /v3/shop/orders/{out_trade_no}/close:
    post:
      operationId: closeOrder
      parameters:
        - { name: out_trade_no, in: path, required: true, schema: { $ref: "#/components/schemas/OutTradeNo" } }
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [mchid]
              properties:
                mchid: { type: string, maxLength: 32 }
                reason: { type: string, maxLength: 30 }
      responses:
        "204": { description: Closed. }
        "400":
          description: Refused.
          x-error-codes: { PARAM_ERROR: { $ref: shared.yaml#/components/x-error-codes/PARAM_ERROR } }

# What is shared.
components:
  schemas:
    OutTradeNo: { title: 商户订单号, type: string, minLength: 6, maxLength: 32 }
    Note: { type: object, required: [text], properties: { text: { type: string, maxLength: 20 } } }
`

const sharedFile = `openapi: 3.0.3
info: { title: 公共, version: "1" }
paths: {}
components:
  schemas:
    Error: { type: object }
    Order: { type: object, properties: { mchid: { $ref: "#/components/schemas/MchID" } } }
    MchID: { title: 商户号, type: string, maxLength: 32 }
  x-error-codes:
    PARAM_ERROR: { title: 参数错误, description: A parameter is wrong., remedy: Correct it. }
`

func files() fstest.MapFS {
	return fstest.MapFS{"specs/shop.yaml": {Data: []byte(existing)}, "specs/shared.yaml": {Data: []byte(sharedFile)}}
}

func parse(t *testing.T, text string) []*page.Page {
	t.Helper()
	pages, err := page.Read("page.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

const refundPage = `申请退款
更新时间：2025.02.03
请求方式：【POST】/v3/shop/orders/{out_trade_no}/refunds
请求域名：【主域名】https://api.mch.weixin.qq.com
请求参数
path 路径参数
out_trade_no 必填 string[6,32]
【商户订单号】单号
body 包体参数
mchid 必填 string(32)
【商户号】号
note 选填 object
【备注】备注
属性
text 必填 string(20)
【文字】文字
total 必填 integer
【金额】金额
请求示例
{"mchid":"1900000109","note":{"text":"x"},"total":1}
应答参数
204 No Content
错误码
状态码 | 错误码 | 描述 | 解决方案
400 | PARAM_ERROR | 参数错误 | 按提示检查
404 | NOT_FOUND | 没有订单 | 检查单号
`

// The new operation goes behind the last path; every line that was there is there
// still, in its order.
func TestIntoKeepsTheText(t *testing.T) {
	result, err := draft.Into(files(), "specs/shop.yaml", parse(t, refundPage))
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(existing, "\n# What is shared.\n")
	if !found {
		t.Fatal("the spec of the test has changed")
	}
	got := string(result.Data)
	if !strings.HasPrefix(got, before) || !strings.HasSuffix(got, "\n# What is shared.\n"+after) {
		t.Errorf("lines were lost or moved:\n%s", got)
	}
	want := `  /v3/shop/orders/{out_trade_no}/refunds:
    post:
`
	if !strings.HasPrefix(got[len(before):], want) {
		t.Errorf("the operation is not behind the last path:\n%s", got[len(before):])
	}
}

func TestIntoReusesWhatIsShared(t *testing.T) {
	result, err := draft.Into(files(), "specs/shop.yaml", parse(t, refundPage))
	if err != nil {
		t.Fatal(err)
	}
	written := string(result.Written)
	for _, ref := range []string{
		`schema:
            $ref: "#/components/schemas/OutTradeNo"`,
		`mchid:
                  $ref: shared.yaml#/components/schemas/MchID`,
		`$ref: "#/components/schemas/Note"`,
		`PARAM_ERROR:
              $ref: shared.yaml#/components/x-error-codes/PARAM_ERROR`,
		`$ref: shared.yaml#/components/schemas/Error`,
	} {
		if !strings.Contains(written, ref) {
			t.Errorf("no reference %s in\n%s", ref, written)
		}
	}
	if strings.Contains(written, "    Error:") {
		t.Error("the body of errors is there already")
	}
}

const closePage = `关闭订单
更新时间：2025.02.03
请求方式：【POST】/v3/shop/orders/{no}/close
请求域名：【主域名】https://api.mch.weixin.qq.com
请求参数
path 路径参数
no 必填 string(32)
【商户订单号】单号
body 包体参数
mchid 必填 string(32)
【商户号】号
reason 选填 string(50)
【原因】原因
应答参数
204 No Content
错误码
状态码 | 错误码 | 描述 | 解决方案
400 | PARAM_ERROR | 参数错误 | 按提示检查
400 | ORDER_PAID | 已支付 | 申请退款
`

// The page has changed: a length, a code.
func TestIntoShowsWhatDiffers(t *testing.T) {
	result, err := draft.Into(files(), "specs/shop.yaml", parse(t, closePage))
	if err != nil {
		t.Fatal(err)
	}
	if result.Data != nil || len(result.Added) > 0 || len(result.Differs) != 1 {
		t.Fatalf("the spec is changed: %+v", result)
	}
	want := `--- specs/shop.yaml:23 POST /v3/shop/orders/{no}/close
+++ page.txt:1 POST /v3/shop/orders/{no}/close
@@ -1,5 +1,6 @@
-path out_trade_no: string, min 6, max 32, unit characters, required
 body mchid: string, max 32, unit characters, required
-body reason: string, max 30, unit characters, optional
+body reason: string, max 50, unit characters, optional
+path no: string, max 32, required
+code 400 ORDER_PAID
 code 400 PARAM_ERROR
 success 204
`
	if diff := cmp.Diff(want, result.Differs[0].Diff); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestIntoSaysWhatIsTheSame(t *testing.T) {
	same := strings.NewReplacer("{no}", "{out_trade_no}", "\nno 必填", "\nout_trade_no 必填", "string(50)", "string(30)", "400 | ORDER_PAID | 已支付 | 申请退款\n", "").Replace(closePage)
	result, err := draft.Into(files(), "specs/shop.yaml", parse(t, same))
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Same) != 1 || result.Data != nil {
		t.Errorf("got %+v", result)
	}
}

// A method is added to a path that is there; what the file lacks is added at its
// end.
func TestIntoAddsAMethod(t *testing.T) {
	text := strings.NewReplacer("【POST】/v3/shop/orders/{no}/close", "【DELETE】/v3/shop/orders/{out_trade_no}", "\nno 必填", "\nout_trade_no 必填").Replace(closePage)
	spec := strings.Split(existing, "  # Closing an order.")[0]
	spec = strings.Replace(spec, "$ref: shared.yaml#/components/schemas/Order", "type: object", 1)
	spec = strings.Replace(spec, `$ref: "#/components/schemas/OutTradeNo"`, "type: string", 1)
	result, err := draft.Into(fstest.MapFS{"shop.yaml": {Data: []byte(spec)}}, "shop.yaml", parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	got := string(result.Data)
	at := strings.Index(got, "      # behind the responses\n    delete:\n")
	if at < 0 || !strings.Contains(got[at:], "components:\n  schemas:\n    # The same for all operations of APIv3.\n    Error:") {
		t.Errorf("got\n%s", got)
	}
	for _, d := range lint(t, result.Data) {
		if d.Severity == diag.Error {
			t.Error(d)
		}
	}
}

func TestIntoRefuses(t *testing.T) {
	tests := []struct{ name, spec, want string }{
		{"JSON", `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}}`, "draft can only add to YAML"},
		{"no paths", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n", "no paths yet"},
		{"paths in braces", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/v3/a: {get: {responses: {'204': {description: d}}}}}\n", "in braces"},
		{"a path in braces", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /v3/shop/orders/{no}/close: {get: {responses: {'204': {description: d}}}}\n", "in braces"},
		{"not a spec", "a: 1\n", "the spec cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			result, err := draft.Into(fstest.MapFS{"s.yaml": {Data: []byte(tt.spec)}}, "s.yaml", parse(t, closePage))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, %+v", err, result)
			}
		})
	}
}
