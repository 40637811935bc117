package merchants_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/merchants"
)

const (
	cancelRoute = "POST /v3/payscore/serviceorder/{out_order_no}/cancel"
	mchID       = "1900000109"
	otherMchID  = "1900000110"
)

// newGateway responds to cancellations.
func newGateway(t *testing.T) *sandbox.Gateway {
	gw := sandbox.New(t)
	gw.Handle(cancelRoute, sandbox.Func(func(r *sandbox.Request) sandbox.Response {
		var body map[string]string
		if err := r.JSON(&body); err != nil {
			return sandbox.Error(400, "PARAM_ERROR", "not JSON")
		}
		return sandbox.JSON(200, map[string]string{
			"appid": body["appid"], "service_id": body["service_id"], "out_order_no": r.PathValue("out_order_no"), "order_id": "15646546545165651651",
		})
	}))
	return gw
}

func newClient(t *testing.T, gw *sandbox.Gateway) *wxpay.Client {
	t.Helper()
	client, err := wxpay.NewClient(gw.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func cancelOrder(ctx context.Context, caller wxpay.Caller, opts ...wxpay.CallOption) error {
	_, err := payscore.New(caller).CancelServiceOrder(ctx, payscore.CancelServiceOrderRequest{
		OutOrderNo: "order1", AppID: "wxd678efh567hg6787", ServiceID: "500001", Reason: "用户投诉",
	}, opts...)
	return err
}

// Each merchant has its own client, which is created once.
func TestRegistryClients(t *testing.T) {
	gateways := map[string]*sandbox.Gateway{mchID: newGateway(t), otherMchID: newGateway(t)}
	var loads atomic.Int32
	registry := merchants.NewRegistry(func(_ context.Context, mchID string) (*wxpay.Client, error) {
		loads.Add(1)
		return newClient(t, gateways[mchID]), nil
	})
	var group sync.WaitGroup
	for mchID := range gateways {
		for range 10 {
			group.Go(func() {
				if err := cancelOrder(t.Context(), registry.Caller(mchID)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if loads.Load() != 2 {
		t.Errorf("loaded %d times, want once for each merchant", loads.Load())
	}
	for mchID, gw := range gateways {
		if n := len(gw.Requests()); n != 10 {
			t.Errorf("the gateway of merchant %s received %d requests, want 10", mchID, n)
		}
	}
	registry.Forget(mchID)
	if err := cancelOrder(t.Context(), registry.Caller(mchID)); err != nil || loads.Load() != 3 {
		t.Errorf("after Forget: %v, loaded %d times", err, loads.Load())
	}
}

func TestRenewUnderLoad(t *testing.T) {
	before, after := newGateway(t), newGateway(t)
	current := atomic.Pointer[sandbox.Gateway]{}
	current.Store(before)
	registry := merchants.NewRegistry(func(context.Context, string) (*wxpay.Client, error) { return newClient(t, current.Load()), nil })
	caller := registry.Caller(mchID)
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for ctx.Err() == nil {
				if err := cancelOrder(t.Context(), caller); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for len(before.Requests()) < 20 && !t.Failed() {
		continue
	}
	current.Store(after)
	if err := registry.Renew(t.Context(), mchID); err != nil {
		t.Fatal(err)
	}
	for len(after.Requests()) < 20 && !t.Failed() {
		continue
	}
	stop()
	group.Wait()
	sent := len(before.Requests())
	if err := cancelOrder(t.Context(), caller); err != nil || len(before.Requests()) != sent {
		t.Errorf("after Renew: %v, the former keys sent %d requests", err, len(before.Requests())-sent)
	}
}

// A renewal that fails changes nothing.
func TestRenewError(t *testing.T) {
	gw, fault := newGateway(t), error(nil)
	registry := merchants.NewRegistry(func(context.Context, string) (*wxpay.Client, error) {
		if fault != nil {
			return nil, fault
		}
		return newClient(t, gw), nil
	})
	if err := cancelOrder(t.Context(), registry.Caller(mchID)); err != nil {
		t.Fatal(err)
	}
	fault = errors.New("the secret store is down")
	if err := registry.Renew(t.Context(), mchID); !errors.Is(err, fault) {
		t.Errorf("Renew: %v", err)
	}
	if err := cancelOrder(t.Context(), registry.Caller(mchID)); err != nil {
		t.Error(err)
	}
}

// An error of Load is not cached.
func TestLoadError(t *testing.T) {
	gw, fault := newGateway(t), errors.New("the secret store is down")
	loads := 0
	registry := merchants.NewRegistry(func(context.Context, string) (*wxpay.Client, error) {
		loads++
		switch loads {
		case 1:
			return nil, fault
		case 2:
			return nil, nil
		}
		return newClient(t, gw), nil
	})
	caller := registry.Caller(mchID)
	for range 2 {
		err := cancelOrder(t.Context(), caller)
		if !errors.As(err, new(*wxpay.NotSentError)) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("%v is not a NotSentError", err)
		}
	}
	if err := cancelOrder(t.Context(), caller); err != nil {
		t.Error(err)
	}
}

func TestUnknownOutcomeRemains(t *testing.T) {
	registry := merchants.NewRegistry(func(context.Context, string) (*wxpay.Client, error) { return nil, errors.New("down") })
	err := cancelOrder(t.Context(), registry.Caller(mchID), wxpay.WithEarlierError(wxpay.ErrOutcomeUnknown))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("%v: the caller would take the first call for one that had no effect", err)
	}
}

// If Load panics, no other call waits forever.
func TestLoadPanics(t *testing.T) {
	panics := true
	registry := merchants.NewRegistry(func(context.Context, string) (*wxpay.Client, error) {
		if panics {
			panic("load")
		}
		return new(wxpay.Client), nil
	})
	func() {
		defer func() { _ = recover() }()
		_, _ = registry.Client(t.Context(), mchID)
		t.Error("the panic did not reach the caller")
	}()
	panics = false
	if _, err := registry.Client(t.Context(), mchID); err != nil {
		t.Error(err)
	}
}

// A call that is cancelled while it loads does not cancel others.
func TestLoadCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loads := 0
		registry := merchants.NewRegistry(func(ctx context.Context, _ string) (*wxpay.Client, error) {
			loads++
			if loads == 1 {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return new(wxpay.Client), nil
		})
		cancelled, cancel := context.WithCancel(t.Context())
		var first, second, third error
		go func() { _, first = registry.Client(cancelled, mchID) }()
		synctest.Wait()
		go func() { _, second = registry.Client(t.Context(), mchID) }()
		impatient, giveUp := context.WithCancel(t.Context())
		go func() { _, third = registry.Client(impatient, mchID) }()
		synctest.Wait()
		giveUp()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if !errors.Is(first, context.Canceled) || second != nil || !errors.Is(third, context.Canceled) || loads != 2 {
			t.Errorf("first %v, second %v, third %v, loaded %d times", first, second, third, loads)
		}
	})
}
