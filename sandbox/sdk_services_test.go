package sandbox_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

var updateSDK = flag.Bool("update", false, "write docs/sdk.md")

// sdkService is a service of the official SDK with the calls of it that are made, in this order.
type sdkService struct {
	service any // a pointer to its type
	calls   []sdkCall
}

// sdkCall is a call of a service.
type sdkCall struct {
	method  string
	request string // JSON; $name is a member of an earlier response, see newSDKRun
	events  string // that happen after it, such as "userPays T1"
	reads   string // a resource whose members are values, too; the SDK lacks some members of responses
	early   bool   // the response has no number yet, which comes with success alone as its page says, and which the SDK requires
}

// sdkGroup is a package of the SDK. Its calls share a sandbox.
type sdkGroup struct {
	name     string
	before   []sdkService // of other packages
	services []sdkService
}

// sdkRun makes the calls of a group.
type sdkRun struct {
	t      *testing.T
	gw     *sandbox.Gateway
	client *core.Client
	values map[string]string
}

func newSDKRun(t *testing.T) *sdkRun {
	t.Helper()
	gw := sandbox.New(t)
	now := gw.Now()
	return &sdkRun{t, gw, newClient(t, gw.Options()), map[string]string{
		"mchid": gw.MchID(), "now": now.Format(time.RFC3339), "later": now.AddDate(0, 0, 20).Format(time.RFC3339),
		"yesterday": now.AddDate(0, 0, -2).Format(time.DateOnly),
	}}
}

// fill replaces $name by the value, longer names first.
func (r *sdkRun) fill(text string) string {
	names := make([]string, 0, len(r.values))
	for name := range r.values {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		text = strings.ReplaceAll(text, "$"+name, r.values[name])
	}
	return text
}

// keep remembers the members of a response that are texts.
func (r *sdkRun) keep(response any) {
	data, err := json.Marshal(response) // fails if the SDK requires a member that is missing
	if err != nil {
		r.t.Errorf("the response: %v", err)
		return
	}
	var all map[string]any
	if json.Unmarshal(data, &all) != nil {
		return
	}
	for name, value := range all {
		switch value := value.(type) {
		case string:
			r.values[name] = value
		case []any: // of the first coupon or code that is listed
			if len(value) > 0 {
				r.values[name] = fmt.Sprint(value[0])
			}
		}
	}
}

// call makes a call through reflection: services differ in the types of requests and responses alone.
func (r *sdkRun) call(service any, c sdkCall) {
	r.t.Helper()
	made := reflect.New(reflect.TypeOf(service).Elem())
	made.Elem().FieldByName("Client").Set(reflect.ValueOf(r.client))
	method := made.MethodByName(c.method)
	in := []reflect.Value{reflect.ValueOf(r.t.Context())}
	switch n := method.Type().NumIn(); n {
	case 1: // certificates
	case 2, 3:
		request := reflect.New(method.Type().In(1))
		if err := json.Unmarshal([]byte(r.fill(c.request)), request.Interface()); err != nil {
			r.t.Fatalf("%s: %v", c.method, err)
		}
		if in = append(in, request.Elem()); n == 3 {
			in = append(in, reflect.ValueOf("wx2")) // the application that opens the cashier
		}
	default: // an upload
		in = append(in, reflect.ValueOf(bytes.NewReader([]byte("\xff\xd8\xff a picture"))), reflect.ValueOf("a.jpg"), reflect.ValueOf("image/jpeg"))
	}
	out := method.Call(in)
	if err, ok := out[len(out)-1].Interface().(error); ok {
		r.t.Errorf("%T.%s: %v", service, c.method, err)
		return
	}
	if len(out) == 3 && !c.early { // the first of two is the result of a call without a response
		r.keep(out[0].Interface())
		r.opens(out[0].Interface())
	}
	for _, event := range strings.Split(c.events, ",") {
		if name, number, ok := strings.Cut(r.fill(event), " "); ok {
			trigger(r.t, r.gw, name, number)
		}
	}
	if c.reads != "" {
		r.keep(must[*sandbox.Resource](r.t)(r.gw.Resource(c.reads)).Members)
	}
}

// opens has the cashier verify what the SDK signed for a client.
func (r *sdkRun) opens(response any) {
	data, err := json.Marshal(response)
	if err != nil || !bytes.Contains(data, []byte(`aySign"`)) && !bytes.Contains(data, []byte(`"sign"`)) {
		return
	}
	var members map[string]string
	if err := json.Unmarshal(data, &members); err != nil {
		r.t.Fatal(err)
	}
	delete(members, "prepay_id") // the SDK's own
	if members["sign"] != "" {   // the names of the app's SDK
		members["appId"], members["packageValue"] = "wx1", members["package"]
		delete(members, "package")
	}
	if _, err := r.gw.OpenCashier(members); err != nil {
		r.t.Errorf("the cashier refuses %v: %v", members, err)
	}
}

// Every call that the official SDK has for the products of the specs passes, unmodified.
func TestSDKCalls(t *testing.T) {
	var page strings.Builder
	page.WriteString(sdkPage)
	for _, group := range sdkGroups {
		t.Run(group.name, func(t *testing.T) {
			r := newSDKRun(t)
			for _, s := range slices.Concat(group.before, group.services) {
				for _, c := range s.calls {
					r.call(s.service, c)
				}
			}
		})
		for _, s := range merged(group.services) {
			called, all := methodsOf(s), methodsIn(reflect.TypeOf(s.service))
			if !slices.Equal(called, all) {
				t.Errorf("%T: %v are called, it has %v", s.service, called, all)
			}
			fmt.Fprintf(&page, "| `%s` | `%s` | %s |\n", group.name, reflect.TypeOf(s.service).Elem().Name(), "`"+strings.Join(called, "`, `")+"`")
		}
	}
	page.WriteString(sdkOthers)
	if *updateSDK {
		if err := os.WriteFile("../docs/sdk.md", []byte(page.String()), 0o644); err != nil { //nolint:gosec // a page of the documentation
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("../docs/sdk.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), page.String()); diff != "" {
		t.Errorf("docs/sdk.md differs (-want +got); go test ./sandbox -run SDKCalls -update writes it:\n%s", diff)
	}
}

func methodsOf(s sdkService) []string {
	var names []string
	for _, c := range s.calls {
		if !slices.Contains(names, c.method) {
			names = append(names, c.method)
		}
	}
	slices.Sort(names)
	return names
}

// merged has each service once, with all of its calls.
func merged(services []sdkService) []sdkService {
	var list []sdkService
	for _, s := range services {
		if i := slices.IndexFunc(list, func(other sdkService) bool { return reflect.TypeOf(other.service) == reflect.TypeOf(s.service) }); i >= 0 {
			list[i].calls = slices.Concat(list[i].calls, s.calls)
		} else {
			list = append(list, s)
		}
	}
	return list
}

func methodsIn(of reflect.Type) []string {
	var all []string
	for i := range of.NumMethod() {
		all = append(all, of.Method(i).Name)
	}
	return all
}

const sdkPage = `# The official SDK and the sandbox

These calls of wechatpay-go ` + "v0.2.21" + `, unmodified, pass against the sandbox: the request is accepted, the response is verified and
has every member that the SDK requires, and what the SDK signs for a client opens the cashier. A test makes the calls and writes this page; a
method that it does not call is an error.

| package | service | calls |
|---|---|---|
`

const sdkOthers = `
The SDK's other packages are for products without a spec here. ` + "`transferbatch` and `partnertransferbatch`" + ` are the transfers that WeChat
Pay closed for new merchants in 2025; ` + "`mchtransfer`" + ` has their successor, which the SDK lacks. ` +
	"`giftactivity`, `goldplan`, `lovefeast`,\n`payrollcard`, `retailstore` and `weixinpayscanandride`" + ` are not modelled; ` + "`-spec FILE`" + ` serves a document of your own.
`
