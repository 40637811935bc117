package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// shop is the merchant's server, which receives notifications.
type shop struct {
	url     string
	close   func()
	out     io.Writer
	down    int // for so many requests
	handled int
}

func openShop(gateway *sandbox.Gateway, out io.Writer) (*shop, error) {
	s := &shop{out: out}
	// With an account, use a verifier of the official SDK with WeChat Pay's keys. Several servers share a deduplicator, such as a
	// table of their database.
	receiver, err := wxpay.NewReceiver(gateway.APIv3Key(), gateway.Verifier(), wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	if err != nil {
		return nil, err
	}
	take := func(_ context.Context, n *wxpay.Notification, order *payscore.ServiceOrder) error {
		s.handled++
		s.say("%s: %s is %s", n.EventType, order.OutOrderNo, describe(order))
		return nil
	}
	notifications, err := payscore.Notifications{UserConfirm: take, UserPaid: take}.Handler(receiver)
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.down > 0 {
			s.down--
			s.say("a notification arrives, but the shop is down")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		notifications.ServeHTTP(w, r)
	}))
	s.url, s.close = server.URL, server.Close
	return s, nil
}

func (s *shop) say(format string, args ...any) {
	fmt.Fprintf(s.out, "   shop: "+format+"\n", args...)
}
