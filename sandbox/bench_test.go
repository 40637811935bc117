package sandbox_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// BenchmarkCall is a call of a generated client to the sandbox over loopback: an order is made, two signatures are made and two
// are verified.
func BenchmarkCall(b *testing.B) {
	gw := sandbox.New(b, sandbox.WithLog(func(string) {}))
	orders := newOrders(b, gw)
	var number atomic.Int64
	create := func(b *testing.B) {
		b.Helper()
		if _, err := orders.CreateServiceOrder(context.Background(), orderRequest(fmt.Sprint(number.Add(1)))); err != nil {
			b.Error(err)
		}
	}
	create(b) // the specs are read
	b.Run("one after the other", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			create(b)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	})
	b.Run("at once", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				create(b)
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	})
	b.Run("query", func(b *testing.B) {
		for b.Loop() {
			must[*payscore.ServiceOrder](b)(orders.QueryServiceOrder(context.Background(), queryRequest("1")))
		}
	})
}

// BenchmarkShareOfRSA makes a call and by itself the RSA of one, in turn, so that both meet the same machine. It reports the
// medians and the one divided by the other.
func BenchmarkShareOfRSA(b *testing.B) {
	gw := sandbox.New(b, sandbox.WithLog(func(string) {}))
	orders := newOrders(b, gw)
	must[*payscore.CreateServiceOrderResponse](b)(orders.CreateServiceOrder(context.Background(), orderRequest("0"))) // the specs are read
	var calls, signatures []time.Duration
	for n := 0; b.Loop(); n++ {
		calls = append(calls, took(func() {
			must[*payscore.CreateServiceOrderResponse](b)(orders.CreateServiceOrder(context.Background(), orderRequest(fmt.Sprint("n", n))))
		}))
		signatures = append(signatures, took(func() { signTwice(b, gw.MerchantKey()) }))
	}
	call, rsa := median(calls), median(signatures)
	b.ReportMetric(float64(call.Microseconds()), "µs/call")
	b.ReportMetric(float64(rsa.Microseconds()), "µs/RSA")
	b.ReportMetric(float64(rsa)/float64(call), "RSA/call")
}

func took(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// signTwice is the RSA of a call: a signature of the client's and one of the gateway's, each verified by the other.
func signTwice(b *testing.B, key *rsa.PrivateKey) {
	b.Helper()
	sum := sha256.Sum256([]byte("message"))
	for range 2 {
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err == nil {
			err = rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], signature)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
