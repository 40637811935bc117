package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

const cancelPattern = "POST /v3/payscore/serviceorder/{out_order_no}/cancel"

func newClient(t *testing.T, opts []core.ClientOption) *core.Client {
	t.Helper()
	client, err := core.NewClient(context.Background(), opts...)
	if err != nil {
		t.Fatalf("NewClient: %v", err)
	}
	return client
}

// A request is recorded as it arrived.
func TestRecordedRequest(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(cancelPattern, sandbox.JSON(http.StatusOK, map[string]string{"order_id": "1"}))
	client := newClient(t, gw.Options())
	const uri = "/v3/payscore/serviceorder/A%7C1%2A2/cancel?b=%20&a=1"
	result, err := client.Post(context.Background(), "https://api.mch.weixin.qq.com"+uri, `{"reason":"用户投诉"}`)
	if err != nil {
		t.Fatal(err)
	}
	_ = result.Response.Body.Close()
	r := gw.Requests()[0]
	if r.Number != 1 || r.Method != "POST" || r.Host != "api.mch.weixin.qq.com" || r.URI != uri || r.Path != "/v3/payscore/serviceorder/A|1*2/cancel" {
		t.Errorf("recorded %d %s %s %s %s", r.Number, r.Method, r.Host, r.URI, r.Path)
	}
	if r.Query.Get("b") != " " || string(r.Body) != `{"reason":"用户投诉"}` || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("recorded %v %s %v", r.Query, r.Body, r.Header)
	}
	if !r.Verdict.OK || r.Verdict.MchID != gw.MchID() || r.Verdict.Serial != gw.MerchantSerial() || r.Pattern != cancelPattern || r.Status != 200 {
		t.Errorf("recorded %+v", r.Verdict)
	}
	r.Body[0], r.Header["Accept"], r.Query["a"] = 'x', nil, nil
	if again := gw.Requests()[0]; again.Body[0] != '{' || again.Header.Get("Accept") == "" || again.Query.Get("a") != "1" {
		t.Error("what Requests returns is not a copy")
	}
}

// Requests of the client cannot reach another address.
func TestClientStaysLocal(t *testing.T) {
	gw := sandbox.New(t)
	// A server that would notice.
	trap, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = trap.Close() }()
	reached := make(chan struct{}, 8)
	go func() {
		for {
			conn, err := trap.Accept()
			if err != nil {
				return
			}
			reached <- struct{}{}
			_ = conn.Close()
		}
	}()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, "http://"+trap.Addr().String())
	}
	for _, target := range []string{
		"http://" + trap.Addr().String() + "/x", "https://" + trap.Addr().String() + "/x", "https://192.0.2.1/x",
		"http://[2001:db8::1]:80/x", "https://no-such-host.invalid:8443/x", "https://api.mch.weixin.qq.com/x",
	} {
		resp, err := gw.HTTPClient().Get(target)
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		_ = resp.Body.Close()
		wanted, _ := url.Parse(target)
		seen := gw.Requests()
		if got := seen[len(seen)-1]; got.Host != wanted.Host || got.URI != "/x" || resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: recorded host %s, answered %d", target, got.Host, resp.StatusCode)
		}
	}
	if resp, err := gw.HTTPClient().Get("ftp://192.0.2.1/x"); err == nil {
		_ = resp.Body.Close()
		t.Error("ftp is let through")
	}
	opaque := &http.Request{Method: http.MethodGet, Host: "a.example", URL: &url.URL{Scheme: "http", Host: "192.0.2.1", Opaque: "//192.0.2.2/y?z"}}
	resp, err := gw.HTTPClient().Do(opaque)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if seen := gw.Requests(); seen[len(seen)-1].URI != "/y?z" {
		t.Errorf("a request line with a host is recorded as %s", seen[len(seen)-1].URI)
	}
	select {
	case <-reached:
		t.Error("something reached another address")
	default:
	}
	if host, _, _ := net.SplitHostPort(strings.TrimPrefix(gw.URL(), "http://")); !net.ParseIP(host).IsLoopback() {
		t.Errorf("the gateway listens at %s", gw.URL())
	}
}

func TestConcurrentClients(t *testing.T) {
	gw := sandbox.New(t)
	route, _ := gw.Handle(ordersPattern, sandbox.Func(func(r *sandbox.Request) sandbox.Response {
		return sandbox.JSON(http.StatusOK, r.PathValue("no"))
	}))
	client := newClient(t, gw.Options())
	const clients, each = 8, 5
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			for j := range each {
				want := fmt.Sprintf("%d-%d", i, j)
				result, err := client.Post(context.Background(), "https://api.mch.weixin.qq.com/v3/orders/"+want, "{}")
				if err != nil {
					t.Errorf("%s: %v", want, err)
					return
				}
				var got string
				if err := core.UnMarshalResponse(result.Response, &got); err != nil || got != want {
					t.Errorf("%s: got %q, %v", want, got, err)
				}
				gw.Handle(fmt.Sprintf("GET /v3/%d/%d", i, j), sandbox.NoContent())
				gw.InjectFaults(1, sandbox.ContentType("application/json"))
				_, _ = len(route.Requests()), len(gw.Requests())
			}
		})
	}
	wg.Wait()
	numbers := make(map[int]bool)
	for _, r := range gw.Requests() {
		numbers[r.Number] = true
	}
	if len(numbers) != clients*each {
		t.Errorf("%d requests were recorded, want %d", len(numbers), clients*each)
	}
}

// ours lists the goroutines that the package or a connection has left.
func ours() string {
	buf := make([]byte, 1<<20)
	var left []string
	for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(g, "net/http.") || strings.Contains(g, "sandbox.(*") {
			left = append(left, g)
		}
	}
	return strings.Join(left, "\n\n")
}

// Close ends slow requests, and nothing is left running.
func TestClose(t *testing.T) {
	gw, err := sandbox.Start()
	if err != nil {
		t.Fatal(err)
	}
	running := make(chan struct{})
	gw.Handle("POST /v3/orders/slow", sandbox.Func(func(r *sandbox.Request) sandbox.Response {
		close(running)
		<-r.Context().Done()
		return sandbox.NoContent()
	}))
	gw.Handle("POST /v3/orders/body", sandbox.JSON(200, "a slow body").WithFaults(sandbox.SlowBody(time.Hour)))
	gw.Handle("POST /v3/orders/head", sandbox.NoContent().WithFaults(sandbox.SlowHeaders(time.Hour)))
	gw.Handle("POST /v3/orders/1", sandbox.NoContent())
	client := newClient(t, gw.Options())
	post := func(name string) error {
		_, err := client.Post(context.Background(), "https://api.mch.weixin.qq.com/v3/orders/"+name, "{}")
		return err
	}
	if err := post("1"); err != nil { // leaves an idle connection
		t.Fatal(err)
	}
	failed := make(chan error)
	for _, name := range []string{"slow", "body", "head"} {
		go func() { failed <- post(name) }()
	}
	<-running
	for len(gw.Requests()) < 4 {
		runtime.Gosched()
	}
	if err := gw.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	for range 3 {
		if err := <-failed; err == nil {
			t.Error("a call that was under way when the gateway closed has succeeded")
		}
	}
	if err := gw.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
	if err := post("1"); !errors.Is(err, io.EOF) && err == nil {
		t.Error("a closed gateway answers")
	}
	var left string
	for range 200 { // goroutines end a moment after what they wait for
		if left = ours(); left == "" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("left behind:\n%s", left)
}

// The sandbox is closed when its test ends.
func TestCloseOnCleanup(t *testing.T) {
	var gw *sandbox.Gateway
	fatal(t, func(tb sandbox.TB) { gw = sandbox.New(tb) })
	if resp, err := gw.HTTPClient().Get("http://x/"); err == nil {
		_ = resp.Body.Close()
		t.Error("it still answers")
	}
}

// Errors are logged without secrets.
func TestLogOfError(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	gw := sandbox.New(t, sandbox.WithMerchant("1900000001"), sandbox.WithLog(func(line string) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, line)
	}))
	c := newCall(gw)
	c.signedURI = "/other"
	c.signature = c.sign()
	c.send(t, gw)
	mu.Lock()
	defer mu.Unlock()
	if len(lines) != 1 || !strings.Contains(lines[0], "401 SIGN_ERROR") || !strings.Contains(lines[0], c.nonce) {
		t.Fatalf("logged %q", lines)
	}
	for _, secret := range []string{c.signature, "reason", gw.APIv3Key()} {
		if strings.Contains(lines[0], secret) {
			t.Errorf("the line %q holds %q", lines[0], secret)
		}
	}
}

func TestSettings(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithMerchant("1900000001"))
	if gw.MchID() != "1900000001" || len(gw.APIv3Key()) != 32 || !strings.HasPrefix(gw.PublicKeyID(), "PUB_KEY_ID_") {
		t.Errorf("%s %s", gw.MchID(), gw.PublicKeyID())
	}
	serials := map[string]bool{gw.MerchantSerial(): true, gw.PlatformSerial(): true}
	if len(serials) != 2 || len(gw.MerchantSerial()) != 40 || fmt.Sprintf("%X", gw.MerchantCertificate().SerialNumber) != gw.MerchantSerial() {
		t.Errorf("serials %v", serials)
	}
	if !gw.MerchantKey().PublicKey.Equal(gw.MerchantCertificate().PublicKey) || gw.PublicKey().Equal(certificateKey(gw)) {
		t.Error("the keys do not belong together as they should")
	}
}
