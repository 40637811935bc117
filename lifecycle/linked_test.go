package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr/types"
)

// shop has every word by which resources identify, change and describe one
// another.
const shop = `{
  "order": {
    "title": "订单", "key": ["mchid", "no"],
    "lookups": [["id"], ["service_id", "openid"]],
    "aliases": {"query_id": "id"},
    "identity": {"appid": ["MISMATCH", "INVALID"], "sub_mchid": "missing"},
    "links": {
      "refunds": {"resource": "refund", "by": {"no": "no"}, "many": true},
      "card": {"resource": "cards.card", "by": {"card_id": "card_id"}}},
    "counts": {"refunded": "What has been refunded, in fen."},
    "sets": {"amount.refunded": "stored.refunded"},
    "states": {
      "unpaid": {"shows": {"state": "NOTPAY"}},
      "paid": {"shows": {"state": "SUCCESS", "goods.*.state": "SOLD"}, "sets": {"id": "stored.id ?? number(\"42\")", "mchid": "merchant", "card": "card.no"}},
      "refunded": {"shows": {"state": "REFUND"}},
      "closed": {"shows": {"state": "CLOSED"}, "final": true}
    },
    "events": {
      "isOrdered": {"by": "merchant", "from": [], "to": "unpaid"},
      "userPays": {"by": "user", "from": ["unpaid"], "to": "paid", "sets": {"time": "now"}},
      "expires": {"by": "time", "at": "stored.time_expire", "after": "7d", "from": ["unpaid"], "to": "closed"},
      "isRefunded": {"by": "merchant", "from": ["paid", "refunded"], "when": "stored.refunded + fen <= stored.total",
        "parameters": {"fen": {"description": "How much."}, "why": {"default": "\"asked\""}},
        "to": [{"when": "state == \"paid\"", "state": "refunded", "sets": {"first": "now"}}, {"state": "refunded"}],
        "sets": {"refunded": "stored.refunded + fen"}},
      "isGone": {"by": "merchant", "from": ["refunded"], "to": "closed", "causes": [{"link": "refunds", "event": "fails", "when": "states.card == \"lost\""}]}
    }
  },
  "refund": {
    "title": "退款", "key": ["mchid", "refund_no"],
    "links": {"order": {"resource": "order", "by": {"no": "no", "id": "id"}}},
    "states": {"processing": {"shows": {"status": "PROCESSING"}}, "done": {"shows": {"status": "SUCCESS"}, "final": true}, "failed": {"shows": {"status": "CLOSED"}, "final": true}},
    "events": {
      "arrives": {"by": "time", "after": "1h", "from": ["processing"], "when": "states.order != \"closed\"", "to": "done"},
      "fails": {"by": "wechatpay", "from": ["processing"], "to": "failed"}
    }
  }
}`

const (
	refund = `{"resource": "refund", "from": [], "to": "processing", "repeat": {"same": "current", "other": "INVALID"},
	  "keeps": ["refund_no", "amount"], "sets": {"total": "order.total"},
	  "needs": [{"link": "order", "in": ["paid", "refunded"], "otherwise": "CLOSED", "missing": "NONE"}],
	  "checks": [{"that": "amount < order.total || states.order == \"paid\"", "otherwise": "INVALID"}],
	  "causes": [{"link": "order", "event": "isRefunded", "with": {"fen": "amount"}, "otherwise": "NOT_ENOUGH", "missing": "NONE"}]}`
	batch = `{"resource": "refund", "from": [], "to": "processing",
	  "causes": [{"each": "list", "resource": "order", "event": "isOrdered", "with": {"total": "item.fen"}, "otherwise": "USED"}]}`
)

// shopModel reads a shop whose request members and codes are known.
func shopModel(t *testing.T, resources, refund, batch string) (*Model, []string) {
	t.Helper()
	texts := map[string]string{"x-lifecycles": resources, "refund": refund, "batch": batch}
	src := Source{Resources: node(t, "x-lifecycles", resources)}
	for _, name := range []string{"refund", "batch"} {
		src.Operations = append(src.Operations, OperationSource{
			Name: name, Node: node(t, name, texts[name]), Codes: []string{"CLOSED", "NONE", "INVALID", "NOT_ENOUGH", "USED"},
			Members: types.Map{"no": types.String, "refund_no": types.String, "amount": types.Int, "list": types.Any},
		})
	}
	m, diags := Read(src)
	var faults []string
	for _, d := range diags {
		faults = append(faults, fmt.Sprintf("%s %s: %s [%s]; %s", d.Pos.File, excerpt(texts[d.Pos.File], d.Pos), d.Fact, d.Rule, d.Remedy))
	}
	return m, faults
}

func wholeShop(t *testing.T) *Model {
	t.Helper()
	m, faults := shopModel(t, shop, refund, batch)
	for _, f := range faults {
		t.Error(f)
	}
	return m
}

func TestLinkedWords(t *testing.T) {
	m := wholeShop(t)
	order, op := m.Resource("order"), m.Operation("refund")
	isRefunded := order.Event("isRefunded")
	for _, test := range []struct {
		name      string
		got, want any
	}{
		{"lookups", order.Lookups, [][]string{{"id"}, {"service_id", "openid"}}},
		{"aliases", order.Aliases, map[string]string{"query_id": "id"}},
		{"identity", order.Identity, []Identity{{"appid", []string{"MISMATCH", "INVALID"}}, {"sub_mchid", []string{Missing}}}},
		{"links", order.Links, []Link{
			{Name: "refunds", Resources: []string{"refund"}, By: []Match{{"no", "no"}}, Many: true},
			{Name: "card", Resources: []string{"cards.card"}, By: []Match{{"card_id", "card_id"}}},
		}},
		{"counts", order.Counts, []Count{{"refunded", "What has been refunded, in fen."}}},
		{"sets", order.Sets[0].Path + " = " + order.Sets[0].Value.String(), "amount.refunded = stored.refunded"},
		{"keeps", []bool{op.Kept("amount"), op.Kept("reason"), m.Operation("batch").Kept("reason")}, []bool{true, false, true}},
		{"each element", order.State("paid").Shows[1], Show{"goods.*.state", "SOLD"}},
		{"current", op.Repeat.Same, Current},
		{"when", isRefunded.When.String(), "stored.refunded + fen <= stored.total"},
		{"at and after", order.Event("expires").At.String() + order.Event("expires").After.String(), "stored.time_expire168h0m0s"},
		{"parameters", isRefunded.Parameters[0], Parameter{Name: "fen", Description: "How much."}},
		{"a default", isRefunded.Parameters[1].Default.String(), `"asked"`},
		{"an event that creates", len(order.Event("isOrdered").From), 0},
		{"outcomes of an event", stateNames(isRefunded.To), []string{"refunded"}},
		{"a cause by a link", op.Causes[0].Link + op.Causes[0].Otherwise + op.Causes[0].Missing, "orderNOT_ENOUGHNONE"},
		{"a cause for each", m.Operation("batch").Causes[0].Each.String(), "list"},
	} {
		if fmt.Sprint(test.got) != fmt.Sprint(test.want) {
			t.Errorf("%s: got %v, want %v", test.name, test.got, test.want)
		}
	}
}

func TestExecutingLinkedResources(t *testing.T) {
	m := wholeShop(t)
	order := m.Resource("order")
	event := order.Event("isRefunded")
	env := func(total, fen int) Env {
		return Env{"stored": map[string]any{"refunded": 60, "total": total}, "fen": fen, "state": "paid"}
	}
	for _, test := range []struct {
		state      string
		total, fen int
		want       bool
	}{{"paid", 100, 40, true}, {"paid", 100, 41, false}, {"refunded", 100, 40, true}, {"closed", 100, 40, false}} {
		if ok, err := event.Allows(test.state, env(test.total, test.fen)); ok != test.want || err != nil {
			t.Errorf("%v: %v, %v", test, ok, err)
		}
	}
	outcome, err := event.Choose(env(100, 40))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, set := range order.Entering(event.Sets, outcome) {
		paths = append(paths, set.Path)
	}
	if got := strings.Join(paths, " "); got != "amount.refunded refunded first" {
		t.Errorf("entering sets %s", got)
	}
	given, err := event.Given(map[string]any{"fen": 1}, nil)
	if err != nil || given["why"] != "asked" || given["fen"] != 1 {
		t.Errorf("given: %v, %v", given, err)
	}
	for name, parameters := range map[string]map[string]any{"needs": {}, "has no": {"fen": 1, "fan": 2}} {
		if _, err := event.Given(parameters, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("given %v: %v", parameters, err)
		}
	}
}

func TestEventTime(t *testing.T) {
	order := wholeShop(t).Resource("order")
	entered := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		expire any
		want   time.Duration
	}{
		"RFC 3339":       {"2024-01-01T09:00:00+08:00", time.Hour},
		"compact":        {"20240101100000", 2 * time.Hour},
		"no time":        {nil, 7 * 24 * time.Hour},
		"not a time":     {"soon", 7 * 24 * time.Hour},
		"in the past":    {"2023-12-31T23:00:00Z", -time.Hour},
		"a time of Go's": {entered.Add(time.Minute), time.Minute},
	} {
		due, event := order.Due("unpaid", entered, func() Env { return Env{"stored": map[string]any{"time_expire": test.expire}} })
		if event == nil || event.Name != "expires" || !due.Equal(entered.Add(test.want)) {
			t.Errorf("%s: %v, %v", name, due, event)
		}
	}
}

func TestIdentityMismatch(t *testing.T) {
	m := wholeShop(t)
	identity := m.Resource("order").Identity
	query := &Operation{Missing: "NONE"}
	for _, test := range []struct {
		identity Identity
		listed   []string
		want     string
	}{
		{identity[0], []string{"MISMATCH", "INVALID"}, "MISMATCH"},
		{identity[0], []string{"INVALID"}, "INVALID"},
		{identity[0], nil, "INVALID"},
		{identity[1], nil, "NONE"},
	} {
		if got := query.Mismatch(test.identity, func(code string) bool { return slices.Contains(test.listed, code) }); got != test.want {
			t.Errorf("%v: got %s, want %s", test, got, test.want)
		}
	}
}

func TestSentencesOfCauses(t *testing.T) {
	m := wholeShop(t)
	order := m.Resource("order")
	for name, test := range map[string]struct {
		got  []string
		want string
	}{
		"a call": {
			m.Sentences(m.Operation("refund"), Style{}),
			"The new refund is PROCESSING. The order must be SUCCESS or REFUND; otherwise the error is CLOSED, and NONE if it does not exist. " +
				"The order then is REFUND; if that is not possible the error is NOT_ENOUGH, and NONE if it does not exist.",
		},
		"each that creates": {
			m.Sentences(m.Operation("batch"), Style{}),
			"The new refund is PROCESSING. Each of list makes a new order, which is NOTPAY; if that is not possible the error is USED.",
		},
		"an event": {m.Caused(order, order.Event("isGone").Causes, Style{}), "Each refund of refunds then is CLOSED when states.card is lost."},
		"each that exists": {
			m.Caused(order, []Cause{{Each: order.Event("expires").At, Resource: "order", Event: "userPays", Missing: "NONE"}}, Style{}),
			"The order of each of stored.time_expire then is SUCCESS; if it does not exist the error is NONE.",
		},
		"another document": {m.Caused(order, []Cause{{Link: "card", Event: "isUsed"}}, Style{}), ""},
		"undefined names": {
			m.Caused(order, []Cause{{Link: "x", Event: "y"}, {Link: "refunds", Event: "y"}, {Each: order.Event("expires").At, Resource: "x"}}, Style{}), "",
		},
	} {
		if got := strings.Join(test.got, " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test.want)
		}
	}
	if got := strings.Join(m.Assigned(order), " "); got != "amount.refunded id mchid card time first" {
		t.Errorf("assigned: %s", got)
	}
}
