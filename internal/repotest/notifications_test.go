package repotest

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/generated/busifavor"
	"github.com/wxpaygen/wxpaygen/generated/combine"
	"github.com/wxpaygen/wxpaygen/generated/complaints"
	"github.com/wxpaygen/wxpaygen/generated/ecommercefunds"
	"github.com/wxpaygen/wxpaygen/generated/ecommerceprofitsharing"
	"github.com/wxpaygen/wxpaygen/generated/ecommercerefunds"
	"github.com/wxpaygen/wxpaygen/generated/favor"
	"github.com/wxpaygen/wxpaygen/generated/globalpapay"
	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/generated/parking"
	"github.com/wxpaygen/wxpaygen/generated/partnerpayments"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/generated/payscorepartner"
	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// handlers maps each generated package with callbacks to its Notifications.
var handlers = map[string]any{
	"busifavor":              &busifavor.Notifications{},
	"combine":                &combine.Notifications{},
	"complaints":             &complaints.Notifications{},
	"ecommercefunds":         &ecommercefunds.Notifications{},
	"ecommerceprofitsharing": &ecommerceprofitsharing.Notifications{},
	"ecommercerefunds":       &ecommercerefunds.Notifications{},
	"favor":                  &favor.Notifications{},
	"globalpapay":            &globalpapay.Notifications{},
	"mchtransfer":            &mchtransfer.Notifications{},
	"parking":                &parking.Notifications{},
	"partnerpayments":        &partnerpayments.Notifications{},
	"payments":               &payments.Notifications{},
	"payscore":               &payscore.Notifications{},
	"payscorepartner":        &payscorepartner.Notifications{},
	"profitsharing":          &profitsharing.Notifications{},
	"refunds":                &refunds.Notifications{},
}

// Each event of each spec is sent with the spec's example, signed and encrypted. The function of the event must receive
// what was sent.
func TestNotifications(t *testing.T) {
	inRoot(t)
	specs, err := filepath.Glob("specs/*.yaml")
	if err != nil || len(specs) < 6 {
		t.Fatalf("specs %v, error %v", specs, err)
	}
	for _, spec := range specs {
		name := strings.TrimSuffix(filepath.Base(spec), ".yaml")
		t.Run(name, func(t *testing.T) {
			events := eventsOf(t, spec, "common")
			_, err := os.Stat(filepath.Join("generated", name, "notifications.gen.go"))
			if (len(events) > 0) != (err == nil) || (len(events) > 0) != (handlers[name] != nil) {
				t.Fatalf("%d events; the file: %v; tested here: %v", len(events), err, handlers[name] != nil)
			}
			if len(events) == 0 {
				return
			}
			for _, mode := range []string{"common", "institutional"} {
				pay := newPayer(t)
				for event, example := range eventsOf(t, spec, mode) {
					pay.deliver(t, handlers[name], event, example)
				}
			}
		})
	}
}

// payer is a WeChat Pay with its own key, and a receiver that trusts that key.
type payer struct {
	key      *rsa.PrivateKey
	apiV3Key string
	receiver *wxpay.Receiver
}

const publicKeyID = "PUB_KEY_ID_0114232134912410000000000000"

func newPayer(t *testing.T) *payer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	apiV3Key := rand.Text() + rand.Text()
	receiver, err := wxpay.NewReceiver(apiV3Key[:32], verifiers.NewSHA256WithRSAPubkeyVerifier(publicKeyID, key.PublicKey),
		wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	if err != nil {
		t.Fatal(err)
	}
	return &payer{key: key, apiV3Key: apiV3Key[:32], receiver: receiver}
}

// ownNames maps events to the functions that a spec names with x-go-name.
var ownNames = map[string]string{
	"TRANSACTION.SUCCESS":                 "TransactionSuccess",
	"TRANSACTION.FAIL":                    "TransactionFail",
	"TRANSACTION.PAY_BACK":                "TransactionPayBack",
	"COUPON.USE":                          "CouponUsed",
	"COUPON.SEND":                         "CouponSent",
	"MCHTRANSFER.AUTHORIZATION.CLOSED":    "AuthorizationClosed",
	"MCHTRANSFER.AUTHORIZATION.CONFIRMED": "AuthorizationConfirmed",
}

// unkeyed are the events whose repetitions are told by the notification's id alone: another id is another event.
var unkeyed = map[string]bool{"COMPLAINT.STATE_CHANGE": true}

// deliver sends an event to its function, sends it again, sends it under another ID, and sends it when no function is set.
func (p *payer) deliver(t *testing.T, notifications any, event string, example any) {
	t.Helper()
	resource, err := json.Marshal(example)
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	var got []byte
	listen(notifications, func(function string, n *wxpay.Notification, resource any) {
		calls = append(calls, function+" "+n.EventType)
		got, err = json.Marshal(resource)
		if checker, ok := resource.(interface{ Validate() error }); ok && err == nil {
			err = checker.Validate()
		}
	})
	handlers := notifications.(interface {
		Handler(receiver *wxpay.Receiver) (http.Handler, error)
		Dispatch(ctx context.Context, n *wxpay.Notification) error
	})
	handler, err := handlers.Handler(p.receiver)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{event, event, event + " once more"} {
		if status := p.post(handler, id, event, resource); status != http.StatusNoContent || err != nil {
			t.Errorf("%s: status %d, error %v", event, status, err)
		}
	}
	name := goName(event[strings.LastIndexByte(event, '.')+1:])
	if own := ownNames[event]; own != "" {
		name = own
	}
	want := []string{name + " " + event}
	if unkeyed[event] {
		want = append(want, want...)
	}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Errorf("the calls (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(decoded(t, resource), decoded(t, got)); diff != "" {
		t.Errorf("the resource of %s (-sent +got)\n%s", event, diff)
	}
	reflect.ValueOf(notifications).Elem().SetZero()
	if _, err := handlers.Handler(p.receiver); err == nil {
		t.Error("a handler without any function")
	}
	if handler, err = p.receiver.Handler(handlers.Dispatch); err != nil {
		t.Fatal(err)
	}
	if status := p.post(handler, event+" unhandled", event, resource); status != http.StatusInternalServerError {
		t.Errorf("%s without a function: status %d", event, status)
	}
}

// listen sets every function of a Notifications.
func listen(notifications any, heard func(function string, n *wxpay.Notification, resource any)) {
	functions := reflect.ValueOf(notifications).Elem()
	for i := range functions.NumField() {
		field, name := functions.Field(i), functions.Type().Field(i).Name
		field.Set(reflect.MakeFunc(field.Type(), func(args []reflect.Value) []reflect.Value {
			var resource any
			if len(args) == 3 {
				resource = args[2].Interface()
			}
			heard(name, args[1].Interface().(*wxpay.Notification), resource)
			return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
		}))
	}
}

func goName(word string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(word, "_") {
		b.WriteString(part[:1] + strings.ToLower(part[1:]))
	}
	return b.String()
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Errorf("%v: %s", err, text)
	}
	return v
}

// post signs and encrypts a notification as WeChat Pay does.
func (p *payer) post(handler http.Handler, id, event string, resource []byte) int {
	block, _ := aes.NewCipher([]byte(p.apiV3Key))
	aead, _ := cipher.NewGCM(block)
	nonce := rand.Text()[:aead.NonceSize()]
	body, _ := json.Marshal(map[string]any{
		"id": id, "create_time": time.Now().Format(time.RFC3339), "event_type": event, "resource_type": "encrypt-resource",
		"resource": map[string]any{
			"algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": "transaction",
			"ciphertext": base64.StdEncoding.EncodeToString(aead.Seal(nil, []byte(nonce), resource, []byte("transaction"))),
		},
	})
	timestamp, signed := strconv.FormatInt(time.Now().Unix(), 10), rand.Text()
	digest := sha256.Sum256([]byte(timestamp + "\n" + signed + "\n" + string(body) + "\n"))
	signature, _ := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, digest[:])
	req := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/notify", bytes.NewReader(body))
	req.Header.Set("Wechatpay-Timestamp", timestamp)
	req.Header.Set("Wechatpay-Nonce", signed)
	req.Header.Set("Wechatpay-Serial", publicKeyID)
	req.Header.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(signature))
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, req)
	return w.Code
}

// eventsOf returns the events of a spec, each with an example of its resource in
// a calling mode.
func eventsOf(t *testing.T, spec, mode string) map[string]any {
	t.Helper()
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	doc, err := loader.LoadFromFile(spec)
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]any{}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, callback := range op.Callbacks {
				for _, item := range callback.Value.Map() {
					event, _ := item.Post.Extensions["x-event-type"].(string)
					events[event] = exampleOf(item.Post.RequestBody.Value.Content.Get("application/json").Schema.Value, mode)
				}
			}
		}
	}
	return events
}

// exampleOf combines the examples of a schema's properties, without those of another mode.
func exampleOf(s *openapi3.Schema, mode string) any {
	switch {
	case s.Example != nil:
		return s.Example
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Items != nil:
		return []any{exampleOf(s.Items.Value, mode)}
	}
	object := map[string]any{}
	for _, part := range s.AllOf {
		if members, ok := exampleOf(part.Value, mode).(map[string]any); ok {
			for name, member := range members {
				object[name] = member
			}
		}
	}
	for name, property := range s.Properties {
		if of := property.Value.Extensions["x-mode"]; of == nil || of == mode {
			object[name] = exampleOf(property.Value, mode)
		}
	}
	return object
}
