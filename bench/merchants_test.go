package bench

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/keys"
	"github.com/wxpaygen/wxpaygen/wxpay/merchants"
)

const manyMerchants = 1000

// BenchmarkMerchants compares calls of 1,000 merchants, by turns, with calls of one. memory
// is what the clients keep after all have called, per merchant: keys, client and their share
// of the connections.
func BenchmarkMerchants(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		sign(w.Header())
		_, _ = io.WriteString(w, answer)
	}))
	b.Cleanup(server.Close)
	registry := merchants.NewRegistry(loader(b, server.URL))
	many := make([]*payscore.Client, manyMerchants)
	for i := range many {
		many[i] = payscore.New(registry.Caller(strconv.Itoa(1900000000 + i)))
	}
	ctx := b.Context()
	if err := callOurs(ctx, many[0]); err != nil {
		b.Fatal(err)
	}
	before := heap()
	for _, orders := range many[1:] {
		if err := callOurs(ctx, orders); err != nil {
			b.Fatal(err)
		}
	}
	kept := float64(heap()-before) / float64(manyMerchants-1)
	next := 0
	byTurns := func() error {
		next = (next + 1) % manyMerchants
		return callOurs(ctx, many[next])
	}
	compare(b, 20, byTurns, func() error { return callOurs(ctx, many[0]) })
	b.Run("memory", func(b *testing.B) {
		for b.Loop() {
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(kept, "bytes/merchant")
	})
}

// heap returns the bytes that are in use.
func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// loader makes the clients. Each parses a key of its own, as if it came from a store; the keys
// are the same, since making 1,000 takes minutes.
func loader(b *testing.B, server string) merchants.Load {
	b.Helper()
	merchant, weChatPay := generate(b), generate(b)
	private := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(merchant)})
	der, err := x509.MarshalPKIXPublicKey(&weChatPay.PublicKey)
	if err != nil {
		b.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return func(_ context.Context, mchID string) (*wxpay.Client, error) {
		return wxpay.NewClient(keys.Config{
			MchID: mchID, CertificateSerial: "5157F09EFDC096DE", PrivateKey: keys.Text(string(private)),
			PublicKeyID: "PUB_KEY_ID_0", PublicKey: keys.Text(string(public)),
		}, option.WithVerifier(stubKeys{}), wxpay.WithServer(server))
	}
}

func generate(b *testing.B) *rsa.PrivateKey {
	b.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		b.Fatal(err)
	}
	return key
}
