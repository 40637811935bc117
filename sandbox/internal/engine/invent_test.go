package engine_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// newPlainWorld is a world of a document without lifecycles.
func newPlainWorld(t *testing.T) *world {
	t.Helper()
	list, err := engine.Load(os.DirFS("testdata"), "plain.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
	return w
}

// A GET after a POST had the values of the example, and every number existed.
func TestInventedIsRemembered(t *testing.T) {
	w := newPlainWorld(t)
	w.wants(404, "RESOURCE_NOT_EXISTS", "GET", "/v3/things/T1", "")
	first := w.wants(200, "", "POST", "/v3/things", `{"out_thing_no":"T1","amount":{"total":7},"tags":["a"],"name":"x"}`)
	again := w.wants(200, "", "POST", "/v3/things", `{"out_thing_no":"T1","amount":{"total":7},"tags":["a"],"name":"x"}`)
	if first["thing_id"] == "" || first["thing_id"] != again["thing_id"] {
		t.Errorf("the IDs are %v and %v", first["thing_id"], again["thing_id"])
	}
	want := members{"out_thing_no": "T1", "amount.total": 7, "tags.0": "a", "name": "x", "thing_id": first["thing_id"]}
	has(t, w.wants(200, "", "GET", "/v3/things/T1", ""), want)
	has(t, w.wants(200, "", "GET", "/v3/things/id/"+first["thing_id"].(string), ""), want)
	has(t, w.wants(200, "", "GET", "/v3/thing?out_thing_no=T1", ""), want)
	w.wants(404, "NOT_FOUND", "GET", "/v3/thing?out_thing_no=T2", "")
	w.wants(404, "NOT_FOUND", "GET", "/v3/things/id/1", "")
	w.wants(404, "NOT_FOUND", "POST", "/v3/things/T2/close", `{"reason":"x"}`)
	w.wants(204, "", "POST", "/v3/things/T1/close", `{"reason":"x"}`)
	has(t, w.wants(200, "", "GET", "/v3/things", ""), members{"total_count": 1, "data.0.out_thing_no": "T1", "data.0.amount.total": 7})
	w.wants(204, "", "DELETE", "/v3/things/T1", "")
	w.wants(404, "RESOURCE_NOT_EXISTS", "GET", "/v3/things/T1", "")
}

// Numbers of the path may have other names than those of the requests; PUT creates; settings have no number.
func TestInventedShapes(t *testing.T) {
	w := newPlainWorld(t)
	w.wants(200, "", "POST", "/v3/boxes", `{"out_box_no":"B1","size":3}`)
	has(t, w.wants(200, "", "GET", "/v3/boxes/B1", ""), members{"size": 3})
	w.wants(404, "NOT_FOUND", "GET", "/v3/boxes/B2", "")
	w.wants(404, "NOT_FOUND", "GET", "/v3/slots/S1", "")
	w.wants(200, "", "PUT", "/v3/slots/S1", `{"size":4}`)
	has(t, w.wants(200, "", "GET", "/v3/slots/S1", ""), members{"size": 4})
	w.wants(200, "", "PUT", "/v3/slots/S1", `{"size":5}`)
	has(t, w.wants(200, "", "GET", "/v3/slots/S1", ""), members{"size": 5})
	has(t, w.wants(200, "", "GET", "/v3/settings", ""), members{"notify_url": "https://shop.example.com/n"})
	w.wants(200, "", "POST", "/v3/settings", `{"notify_url":"http://127.0.0.1/n"}`)
	has(t, w.wants(200, "", "GET", "/v3/settings", ""), members{"notify_url": "http://127.0.0.1/n"})
	has(t, w.wants(200, "", "GET", "/v3/balance/BASIC", ""), members{"available": 5}) // nothing creates a balance
}

func TestInventedSaysSo(t *testing.T) {
	w := newPlainWorld(t)
	if !w.do("POST", "/v3/boxes", `{"out_box_no":"B1"}`).Invented || !w.do("GET", "/v3/balance/BASIC", "").Invented {
		t.Error("an invented response does not say so")
	}
	if w.do("GET", "/v3/boxes/B2", "").Invented {
		t.Error("a 404 is not invented")
	}
	full := newWorld(t)
	if full.do("POST", orders, order).Invented {
		t.Error("a response of a lifecycle is not invented")
	}
}

// What is remembered is part of a snapshot, and of one merchant.
func TestInventedIsKept(t *testing.T) {
	w := newPlainWorld(t)
	w.wants(200, "", "POST", "/v3/boxes", `{"out_box_no":"B1","size":3}`)
	other := newPlainWorld(t)
	if err := other.engine.Restore(w.engine.Snapshot(), rand.NewPCG(2, 2)); err != nil {
		t.Fatal(err)
	}
	has(t, other.wants(200, "", "GET", "/v3/boxes/B1", ""), members{"size": 3})
	if r, err := other.engine.Resource("B1"); err != nil || r.Kind != "createBox" || r.State != "created" {
		t.Errorf("%+v, %v", r, err)
	}
}
