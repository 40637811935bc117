package engine_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

func FuzzDo(f *testing.F) {
	for _, seed := range []struct{ method, uri, body string }{
		{"POST", orders, order},
		{"POST", orders + "/A1/complete", complete},
		{"POST", orders + "/A%2F1/cancel", `{"appid":"wx1","service_id":"500001","reason":"x"}`},
		{"GET", query, ""},
		{"GET", orders + "?a=%zz&%", ""},
		{"POST", "/v3/global/papay/transactions/out-trade-no/1/reverse", `{"sub_mchid":null}`},
		{"POST", orders, `{"time_range":{"start_time":1},"post_payments":[null,{"name":{}}]}`},
		{"POST", orders, `{"out_order_no":"\ud800"}`},
	} {
		f.Add(seed.method, seed.uri, seed.body)
	}
	list, err := products()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, uri, body string) {
		w := &world{t: t}
		w.engine = engine.New(list, w.clock, 1, nil)
		call := &engine.Call{Method: method, URI: uri, MchID: mchID, Body: []byte(body), Header: http.Header{"Content-Type": {"application/json"}}}
		for range 2 {
			result := w.engine.Do(call)
			if result == nil {
				return
			}
			if result.Status < 200 || result.Status > 599 || result.Note != "" {
				t.Errorf("%d %s: %s", result.Status, result.Code, result.Note)
			}
			if result.Body != nil && !json.Valid(result.Body) {
				t.Errorf("the answer is no JSON: %q", result.Body)
			}
		}
	})
}
