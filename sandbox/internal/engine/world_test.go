package engine_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
	"github.com/wxpaygen/wxpaygen/specs"
)

const mchID = "1230000109"

var products = sync.OnceValues(func() ([]*engine.Product, error) { return engine.Load(specs.FS(), specs.Names()...) })

// world is an engine with its own clock.
type world struct {
	t       *testing.T
	engine  *engine.Engine
	now     time.Time
	notices []engine.Notification
}

func (w *world) clock() time.Time { return w.now }

func newWorld(t *testing.T) *world {
	t.Helper()
	list, err := products()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	w.engine = engine.New(list, w.clock, 1, func(n engine.Notification) { w.notices = append(w.notices, n) })
	return w
}

func (w *world) do(method, uri string, body string) *engine.Result {
	w.t.Helper()
	result := w.engine.Do(&engine.Call{
		Method: method, URI: uri, MchID: mchID, Body: []byte(body),
		Header: http.Header{"Content-Type": {"application/json"}},
	})
	if result == nil {
		w.t.Fatalf("%s %s: no operation", method, uri)
	}
	return result
}

// wants does a call and compares status and code.
func (w *world) wants(status int, code, method, uri, body string) members {
	w.t.Helper()
	result := w.do(method, uri, body)
	if result.Status != status || result.Code != code {
		w.t.Errorf("%s %s: %d %q %q, want %d %q; %s", method, uri, result.Status, result.Code, result.Message, status, code, result.Note)
	}
	var answer members
	if result.Body != nil {
		if err := json.Unmarshal(result.Body, &answer); err != nil {
			w.t.Fatal(err)
		}
	}
	return answer
}

type members = map[string]any

// has compares members by their dotted paths.
func has(t *testing.T, answer members, want members) {
	t.Helper()
	for path, value := range want {
		var current any = answer
		for _, step := range strings.Split(path, ".") {
			switch c := current.(type) {
			case members:
				current = c[step]
			case []any:
				var i int
				if _, err := fmt.Sscan(step, &i); err != nil || i >= len(c) {
					t.Fatalf("%s: there is no element %s", path, step)
				}
				current = c[i]
			}
		}
		if fmt.Sprint(current) != fmt.Sprint(value) {
			t.Errorf("%s is %v, want %v; of %v", path, current, value, answer)
		}
	}
}

const (
	orders = "/v3/payscore/serviceorder"
	order  = `{"out_order_no":"A1","appid":"wx1","service_id":"500001","service_introduction":"租借",
		"time_range":{"start_time":"OnAccept"},"risk_fund":{"name":"DEPOSIT","amount":10000},
		"post_payments":[{"name":"租金","amount":500}],"notify_url":"http://127.0.0.1:1/notify"}`
	complete = `{"appid":"wx1","service_id":"500001","total_amount":400,"post_payments":[{"name":"租金","amount":500}],
		"post_discounts":[{"name":"满减","description":"x","amount":100}],"time_range":{"end_time":"20260101"}}`
	identity = `{"appid":"wx1","service_id":"500001"}`
	query    = orders + "?out_order_no=A1&service_id=500001&appid=wx1"
)

func cancel(reason string) string {
	return `{"appid":"wx1","service_id":"500001","reason":` + string(must(json.Marshal(reason))) + `}`
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func (w *world) trigger(event, resource string) {
	w.t.Helper()
	if _, err := w.engine.Trigger(event, resource, nil); err != nil {
		w.t.Fatal(err)
	}
}
