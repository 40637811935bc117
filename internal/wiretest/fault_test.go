package wiretest

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/specs"
)

// faultySpec is a change to a spec, and the expected report of a check.
type faultySpec struct {
	name        string
	check       func(reporter, *wire)
	operation   string // package.Method
	after       string // the text after which the change is made
	old, faulty string
	want        string
}

var faultyExamples = []faultySpec{
	{
		"an example beyond its limit", checkRequests, "payscore.CancelServiceOrder", "title: 取消原因",
		"example: 用户投诉", "example: 用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉用户投诉",
		"the example is rejected: reason must be 1 to 30 characters",
	},
	{
		"example in a list", checkRequests, "payscore.CompleteServiceOrder", "    PostPayment:",
		"example: 就餐费用", "example: 就餐费用就餐费用就餐费用就餐费用就餐费用就餐费用",
		"the example is rejected: post_payments[0].name must be",
	},
	{
		"an example of another type", checkRequests, "payscore.CompleteServiceOrder", "    PostPayment:",
		"example: 40000", "example: much", "post_payments[0].amount: the example is !!str, the schema says integer",
	},
	{
		"example of another size", checkRequests, "payscore.CompleteServiceOrder", "    PostPayment:",
		"example: 40000", "example: 400000000000000000000", "does not fit",
	},
	{
		"an example that is missing", checkRequests, "payscore.CancelServiceOrder", "title: 取消原因",
		"example: 用户投诉", "x-note: 用户投诉", "reason: has no example of type string",
	},
	{
		"undocumented value", checkRequests, "payscore.SyncServiceOrder", "enum: [Order_Paid",
		"example: Order_Paid", "example: Order_Lost", "the example is rejected: type must be",
	},
	{
		"response example beyond its limit", checkResponses, "payscore.QueryServiceOrder", "    MchID:",
		"example: \"1230000109\"", "example: \"123000010912300001091230000109123\"",
		"the example of the response breaks its own limits: mchid",
	},
}

var faultyFacts = []faultySpec{
	{
		"another name", checkRequests, "payscore.CancelServiceOrder", "required: [appid, service_id, reason]",
		"                reason:", "                cause:", `unknown field "cause"`,
	},
	{
		"another parameter", checkRequests, "payscore.QueryServiceOrder", "operationId: queryServiceOrder",
		"name: query_id", "name: question_id", "has no field for the parameter question_id",
	},
	{
		"another order", checkRequests, "payscore.CancelServiceOrder", "required: [appid, service_id, reason]",
		"appid: { $ref: \"#/components/schemas/OrderAppID\" }\n                service_id: { $ref: \"#/components/schemas/ServiceID\" }",
		"service_id: { $ref: \"#/components/schemas/ServiceID\" }\n                appid: { $ref: \"#/components/schemas/OrderAppID\" }",
		"all: sent",
	},
	{
		"another response member", checkResponses, "payscore.CancelServiceOrder", "description: The order is cancelled.",
		"                  order_id:", "                  serial:", "response: decoded: serial is null",
	},
	{
		"a code without its remedy", checkFailures, "globalpapay.ReverseTransaction", "description: The deduction is reversed.",
		"remedy: Refund the payment", "remedy: Repay", "got wxpay: globalpapay.ReverseTransaction: status 400 ORDER_PAID",
	},
	{
		"a code of another operation", checkTable, "payscore.CancelServiceOrder", "description: The order is cancelled.",
		"#/components/responses/MerchantInvalid", "common.yaml#/components/responses/NoAuth", "the operation differs",
	},
	{
		"a lower limit", checkLimits, "payscore.CancelServiceOrder", "title: 取消原因",
		"maxLength: 30", "maxLength: 29", "reason too long: not a *wxpay.ValidationError: <nil>",
	},
	{
		"a higher limit", checkLimits, "payscore.CancelServiceOrder", "title: 取消原因",
		"maxLength: 30", "maxLength: 31", "reason as long as can be is rejected",
	},
	{
		"another unit", checkLimits, "payscore.CancelServiceOrder", "title: 取消原因",
		"x-length-unit: characters", "x-length-unit: bytes", "reason too long: not a *wxpay.ValidationError: <nil>",
	},
}

// Each check must fail for a faulty spec and report the position.
func TestSpecError(t *testing.T) {
	for _, test := range slices.Concat(faultyExamples, faultyFacts) {
		t.Run(test.name, func(t *testing.T) {
			file, _, _ := strings.Cut(test.operation, ".")
			files, place := edited(t, file+".yaml", test.after, test.old, test.faulty)
			seen := new(recorder)
			test.check(seen, newWire(t, file, find(t, files, test.operation)))
			if !strings.HasPrefix(test.faulty, "example: ") {
				place = "specs/" // of the operation, or of another part of it
			}
			if !seen.says(place, test.want) {
				t.Errorf("want %s…%s, reported are\n%s", place, test.want, strings.Join(*seen, "\n"))
			}
		})
	}
}

// edited reads the specs with one change to a file, and returns its position.
func edited(t *testing.T, name, after, old, faulty string) (files document, place string) {
	t.Helper()
	data, err := fs.ReadFile(specs.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	start := strings.Index(text, after)
	if start < 0 || !strings.Contains(text[start:], old) {
		t.Fatalf("%s: no %q after %q", name, old, after)
	}
	at := start + strings.Index(text[start:], old)
	files = maps.Clone(loadSpecs(t))
	if files[name], err = parse(name, []byte(text[:at]+faulty+text[at+len(old):])); err != nil {
		t.Fatal(err)
	}
	return files, fmt.Sprintf("specs/%s:%d:", name, 1+strings.Count(text[:at], "\n"))
}

func find(t *testing.T, files document, wanted string) operation {
	t.Helper()
	pkg, name, _ := strings.Cut(wanted, ".")
	for _, op := range files.operations(pkg + ".yaml") {
		if op.name() == name {
			return op
		}
	}
	t.Fatalf("there is no operation %s", wanted)
	return operation{}
}

// recorder is a reporter that records the reports.
type recorder []string

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { *r = append(*r, fmt.Sprintf(format, args...)) }

// says reports whether there is a report for a place that contains the text.
func (r *recorder) says(place, text string) bool {
	return slices.ContainsFunc(*r, func(line string) bool {
		return strings.HasPrefix(line, place) && strings.Contains(line, text)
	})
}
