package sandbox_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// adminRequests are requests to each operation of the API. The responses have to follow its document.
var adminRequests = []struct {
	method, path, body string
	status             int
}{
	{"GET", "state", "", 200},
	{"GET", "requests?after=0&operation=payscore.createServiceOrder&status=2xx&verdict=signed&q=a1", "", 200},
	{"GET", "requests/1", "", 200},
	{"GET", "requests/2", "", 200},
	{"GET", "requests/999", "", 404},
	{"GET", "requests/1/copy?as=curl", "", 200},
	{"GET", "requests/1/copy?as=go", "", 200},
	{"GET", "requests/1/copy?as=har", "", 200},
	{"GET", "requests/999/copy?as=har", "", 404},
	{"GET", "rows?limit=1", "", 200},
	{"GET", "resources?q=a1&kind=payscore.serviceOrder&state=created", "", 200},
	{"GET", "resources/A1", "", 200},
	{"GET", "resources/none", "", 404},
	{"GET", "events?event=userConfirms", "", 200},
	{"POST", "events", `{"event":"userConfirms","resource":"A1"}`, 200},
	{"POST", "events", `{"event":"userConfirms","resource":"A1"}`, 400},
	{"GET", "kinds", "", 200},
	{"POST", "deliveries", `{}`, 200},
	{"GET", "deliveries", "", 200},
	{"GET", "resources/A1", "", 200},
	{"POST", "deliveries", `{"id":"none"}`, 400},
	{"GET", "clock", "", 200},
	{"POST", "clock", `{"advance":"1h"}`, 200},
	{"POST", "clock", `{"back":true}`, 200},
	{"POST", "clock", `{"advance":"x"}`, 400},
	{"POST", "policies", `{"name":"payscore.cancelServiceOrder.whilePaying","value":"deny"}`, 200},
	{"POST", "faults", `{"fault":"DropAfterEffect","times":1}`, 200},
	{"POST", "clear-faults", `{}`, 200},
	{"POST", "random-faults", `{"faults":[]}`, 200},
	{"POST", "notify-options", `{"sign_with":"mixed"}`, 200},
	{"GET", "example?operation=payscore.createServiceOrder", "", 200},
	{"GET", "example?operation=none", "", 404},
	{"POST", "send", `{"method":"GET","uri":"/v3/payscore/serviceorder?out_order_no=A1&service_id=500001&appid=wx1"}`, 200},
	{"POST", "send", `{"method":"GET","uri":"http://elsewhere.example/"}`, 400},
	{"GET", "keys", "", 200},
	{"GET", "keys?merchant=1", "", 404},
	{"GET", "export", "", 200},
	{"POST", "import", `{"version":1}`, 400},
	{"GET", "diagram?kind=payscore.serviceOrder", "", 200},
	{"GET", "diagram?kind=none", "", 404},
	{"GET", "qr?text=weixin", "", 200},
	{"GET", "cashier?code_url=none", "", 400},
	{"POST", "cashier", `{"start":"none"}`, 400},
	{"GET", "openapi.yaml", "", 200},
	{"POST", "reset", `{"forget":"payscore.serviceOrder"}`, 200},
	{"POST", "reset", `{"forget":"none"}`, 400},
	{"POST", "reset", ``, 200},
}

// TestAdminDocument validates the responses of the API against its document.
func TestAdminDocument(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	_, text := admin(t, gw, "GET", "api/openapi.yaml", "")
	document, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(context.Background(), orderRequest("A1")))
	wrong := newCall(gw)
	wrong.signedMethod = http.MethodPut
	wrong.send(t, gw)
	seen := make(map[string]bool)
	for _, test := range adminRequests {
		t.Run(strings.ReplaceAll(test.method+" "+test.path, "/", "_"), func(t *testing.T) {
			seen[checkDocumented(t, gw, document, test.method, test.path, test.body, test.status)] = true
		})
	}
	for path, item := range document.Paths.Map() {
		for method := range item.Operations() {
			if !seen[method+" "+path] && path != "/stream" {
				t.Errorf("%s %s is not tested", method, path)
			}
		}
	}
	if status, answer := admin(t, gw, "GET", "api/none", ""); status != 404 || !strings.Contains(answer, `"hint"`) {
		t.Errorf("%d %s", status, answer)
	}
}

// checkDocumented makes a request, validates its response against the document, and returns the operation.
func checkDocumented(t *testing.T, gw *sandbox.Gateway, document *openapi3.T, method, path, body string, want int) string {
	t.Helper()
	status, answer := admin(t, gw, method, "api/"+path, body)
	if status != want {
		t.Errorf("%d %s, want %d", status, answer, want)
	}
	template, item := documented(document, strings.Split(path, "?")[0])
	if item == nil || item.GetOperation(method) == nil {
		t.Fatalf("the document has no %s %s", method, path)
	}
	response := item.GetOperation(method).Responses.Status(status)
	if response == nil {
		t.Fatalf("the document has no response %d of %s %s", status, method, path)
	}
	media := response.Value.Content.Get("application/json")
	if media == nil {
		return method + " " + template
	}
	var value any
	if err := json.Unmarshal([]byte(answer), &value); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	if err := media.Schema.Value.VisitJSON(value, openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
		t.Errorf("%s %s: %.900v", method, path, err)
	}
	return method + " " + template
}

// documented returns the path of the document that a path matches; one without placeholders comes first.
func documented(document *openapi3.T, path string) (template string, item *openapi3.PathItem) {
	if item := document.Paths.Value("/" + path); item != nil {
		return "/" + path, item
	}
	steps := strings.Split("/"+path, "/")
	for template, item := range document.Paths.Map() {
		parts := strings.Split(template, "/")
		if len(parts) == len(steps) && slices.EqualFunc(parts, steps, func(part, step string) bool { return part == step || strings.HasPrefix(part, "{") }) {
			return template, item
		}
	}
	return "", nil
}
