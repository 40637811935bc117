package lifecycle

import "testing"

const settledStates = `{"order": {"title": "订单", "key": ["no"],
  "states": {
    "open": {"shows": {"state": "OPEN"}},
    "paid": {"shows": {"state": "PAID"}},
    "partly": {"shows": {"state": "PARTLY"}},
    "sent": {"shows": {"state": "SENT"}, "settled": true},
    "closed": {"shows": {"state": "CLOSED"}, "final": true},
    "late": {"shows": {"state": "LATE"}}
  },
  "events": {
    "userPays": {"by": "user", "from": ["open"], "to": "paid"},
    "isShared": {"by": "wechatpay", "from": ["paid", "partly", "late"], "to": [{"when": "state == \"paid\"", "state": "paid"}, {"when": "state == \"partly\"", "state": "partly"}, {"state": "closed"}]},
    "isSentBack": {"by": "wechatpay", "from": ["sent"], "to": "closed"},
    "isRefunded": {"by": "merchant", "from": ["paid"], "to": "partly"}
  }}}`

func TestSettled(t *testing.T) {
	m, diags := Read(Source{Resources: node(t, "settled.yaml", settledStates)})
	if len(m.Resources) != 1 {
		t.Fatal(diags)
	}
	want := map[string]bool{"open": false, "paid": true, "partly": true, "sent": true, "closed": true, "late": false}
	for i := range m.Resources[0].States {
		s := &m.Resources[0].States[i]
		if got := m.Resources[0].Settled(s); got != want[s.Name] {
			t.Errorf("%s: settled %v", s.Name, got)
		}
	}
}
