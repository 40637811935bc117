package sandbox_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"sync/atomic"
	"testing"

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
	})
	b.Run("at once", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				create(b)
			}
		})
	})
	b.Run("query", func(b *testing.B) {
		for b.Loop() {
			must[*payscore.ServiceOrder](b)(orders.QueryServiceOrder(context.Background(), queryRequest("1")))
		}
	})
}

// BenchmarkRSA is the part of a call that the two signatures take, both sides together.
func BenchmarkRSA(b *testing.B) {
	key := sandbox.New(b).MerchantKey()
	sum := sha256.Sum256([]byte("message"))
	for b.Loop() {
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
}
