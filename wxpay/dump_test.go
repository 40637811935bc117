package wxpay_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// dumped calls an operation with a dump, and returns the dump.
func dumped(t *testing.T, response reply, call func(c *wxpay.Client) error) (string, error) {
	t.Helper()
	var dump bytes.Buffer
	g := newGateway(t, always(response))
	err := call(g.client(wxpay.WithDump(&dump, "reason")))
	return dump.String(), err
}

func wantDump(t *testing.T, dump string, wanted, hidden []string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(dump, want) {
			t.Errorf("the dump lacks %q:\n%s", want, dump)
		}
	}
	for _, secret := range hidden {
		if strings.Contains(dump, secret) {
			t.Errorf("the dump has %q:\n%s", secret, dump)
		}
	}
}

func TestDump(t *testing.T) {
	dump, err := dumped(t, success, func(c *wxpay.Client) error {
		_, err := cancel(t.Context(), c)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantDump(t, dump, []string{
		"--> payscore.CancelServiceOrder, attempt 1\nPOST http://127.0.0.1:", "/v3/payscore/serviceorder/" + aCancel.OutOrderNo + "/cancel\n",
		`signature="***"`, `mchid="` + merchantID + `"`, "Wechatpay-Signature: ***", `"appid": "` + aCancel.AppID + `"`, `"reason": "***"`,
		"<-- status 200, success, ", `"order_id": "15646546545165651651"`,
	}, []string{aCancel.Reason})
}

// What the generated code encrypts is hidden by its name, in the request and in the response.
func TestDumpOfEncryptedMembers(t *testing.T) {
	var dump bytes.Buffer
	stub := &stubEncryptor{serial: "S"}
	g := newGateway(t, always(reply{status: 200, body: `{"name":"<李四>","notes":{"name":"x","other":"shown"},"phones":["<tel:138>"]}`}))
	number := phone("tel:139")
	request := secretRequest{Name: "张三", Phones: []*phone{&number}, Contacts: []contact{{Mail: "a@b.cn"}}, Notes: map[string]string{"n": "visible"}}
	var out secretRequest
	if err := sendSecret(t.Context(), g.client(option.WithWechatPayCipher(stub, stub), wxpay.WithDump(&dump)), request, &out); err != nil {
		t.Fatal(err)
	}
	wantDump(t, dump.String(), []string{`"name": "***"`, `"mail": "***"`, `"n": "visible"`, `"other": "shown"`},
		[]string{"张三", "李四", "tel:138", "tel:139", "a@b.cn"})
	if out.Name != "李四" {
		t.Errorf("the response is %+v", out)
	}
}

func TestDumpOfError(t *testing.T) {
	response := reply{status: 400, body: `{"code":"PARAM_ERROR","message":"参数错误","detail":{"field":"/payer/openid","value":"oUpF8"}}`}
	dump, err := dumped(t, response, func(c *wxpay.Client) error {
		_, err := cancel(t.Context(), c)
		return err
	})
	if err == nil {
		t.Fatal("no error")
	}
	wantDump(t, dump, []string{`"code": "PARAM_ERROR"`, `"field": "/payer/openid"`, "<-- status 400, refused", err.Error()}, []string{"oUpF8"})
}

func TestDumpWithoutResponse(t *testing.T) {
	dump, err := dumped(t, reply{raw: cutOff}, func(c *wxpay.Client) error {
		_, err := cancel(t.Context(), c)
		return err
	})
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Fatal(err)
	}
	wantDump(t, dump, []string{"<-- no response, unknown, ", "outcome unknown: no complete response"}, nil)
}

func TestDumpOfDownload(t *testing.T) {
	dump, err := dumped(t, reply{status: 200, body: bill, signing: unsigned}, func(c *wxpay.Client) error {
		d, err := download(t.Context(), c)
		if err == nil {
			defer d.Close()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantDump(t, dump, []string{"?token=***\n", "<-- status 200"}, []string{bill[:20]})
}

// oneWrite fails if two attempts are written at the same time, or one in pieces.
type oneWrite struct {
	t  *testing.T
	mu sync.Mutex
	n  int
}

func (w *oneWrite) Write(p []byte) (int, error) {
	if !w.mu.TryLock() {
		w.t.Error("two writes at the same time")
		return 0, nil
	}
	defer w.mu.Unlock()
	w.n++
	if !bytes.HasPrefix(p, []byte("--> ")) || !bytes.HasSuffix(p, []byte("\n\n")) {
		w.t.Errorf("not a whole attempt: %s", p)
	}
	return 0, errors.New("full")
}

func TestDumpAttempts(t *testing.T) {
	w := &oneWrite{t: t}
	g := newGateway(t, always(systemError))
	c := g.client(wxpay.WithDump(w), wxpay.WithRetry(noWait))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { _, _ = cancel(t.Context(), c) })
	}
	group.Wait()
	if w.n != 12 {
		t.Errorf("%d attempts, want 12", w.n)
	}
	if _, err := wxpay.NewClient(wxpay.WithDump(nil)); err == nil || !strings.Contains(err.Error(), "WithDump") {
		t.Errorf("error %v", err)
	}
}
