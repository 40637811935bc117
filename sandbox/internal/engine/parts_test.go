package engine_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Keywords in the parts of a schema apply to the whole schema.
func TestSchemaParts(t *testing.T) {
	w := newWorldOf(t, "parts.yaml")
	for body, want := range map[string]string{
		`{"amount":{"total":1},"payee":"=甲","others":["=乙","=丙丁"]}`:       "",
		`{"amount":{"total":"1"},"payee":"=甲"}`:                           `"/body/amount/total"映射到值字段"总额"类型`,
		`{"amount":{},"payee":"=甲"}`:                                      `"/body/amount/total"映射到值字段"总额"必填性`,
		`{"payee":"=甲"}`:                                                  `"/body/amount"映射到值字段"金额"必填性`,
		`{"amount":{"total":1}}`:                                          `"/body/payee"映射到值字段"姓名"必填性`,
		`{"amount":{"total":1},"payee":"=甲乙丙丁戊己"}`:                        `"/body/payee"映射到值字段"姓名"字符串`,
		`{"amount":{"total":1},"payee":"=甲","others":["乙"]}`:              "密文",
		`{"amount":{"total":1},"payee":"=甲","note":"茶茶"}`:                 `"/body/note"映射到值字段"备注"字符串规则校验失败，字节数 6`,
		`{"amount":{"total":1},"payee":"=甲😀"}`:                            `"/body/payee"映射到值字段"姓名"字符串规则校验失败，包含不支持的字符`,
		`{"amount":{"total":1},"payee":"=乙","bank_no":"=甲乙"}`:             `"/body/bank_no"映射到值字段"卡号"字符串规则校验失败，字节数 6`,
		`{"amount":{"total":1},"payee":"=乙","bank_no":"=甲1234"}`:          `"/body/bank_no"映射到值字段"卡号"字符串规则校验失败，字符数 5`,
		`{"amount":{"total":1},"payee":"=乙","holder":{"name":"=甲乙丙丁戊己"}}`: `"/body/holder`,
		`{"amount":{"total":1},"payee":"=甲","appid":"a","sub_mchid":"1"}`: `"/body/appid"映射到值字段"appid"模式`,
	} {
		result := w.engine.Do(&engine.Call{
			Method: "POST", URI: "/v3/parts", MchID: mchID, Body: []byte(body), Header: http.Header{"Content-Type": {"application/json"}},
			Decrypt: func(sealed string) (string, error) {
				plain, ok := strings.CutPrefix(sealed, "=")
				if !ok {
					return "", errors.New("not sealed")
				}
				return plain, nil
			},
		})
		if want == "" && result.Status == 204 {
			continue
		}
		if want == "" || !strings.Contains(result.Message, want) || strings.Contains(fmt.Sprint(result.Detail), "甲") {
			t.Errorf("%s is answered %d %s %v, want %s", body, result.Status, result.Message, result.Detail, want)
		}
	}
}
