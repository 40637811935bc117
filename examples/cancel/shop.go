package main

import (
	"net/http"
	"sync"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// shop is the part of WeChat Pay that the example needs: it records which service orders were cancelled, and accepts the same
// cancellation any number of times.
type shop struct {
	cancelling *sandbox.Route

	mu       sync.Mutex
	requests map[string]int // how often the cancellation of an order was requested, by its number
	effects  map[string]int // and how often it was cancelled
}

// openShop registers a shop in which every order except order-finished can be cancelled.
func openShop(gateway *sandbox.Gateway) (*shop, error) {
	s := &shop{requests: map[string]int{}, effects: map[string]int{}}
	var err error
	s.cancelling, err = gateway.Handle("POST /v3/payscore/serviceorder/{out_order_no}/cancel", sandbox.Func(s.cancel))
	if err != nil {
		return nil, err
	}
	if _, err = gateway.Handle("GET /v3/payscore/serviceorder", sandbox.Func(s.query)); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *shop) cancel(r *sandbox.Request) sandbox.Response {
	number := r.PathValue("out_order_no")
	if number == "order-finished" {
		return sandbox.Error(http.StatusBadRequest, "ORDER_DONE", "订单已完成")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests[number]++
	if s.effects[number] == 0 {
		s.effects[number]++ // the same cancellation again changes nothing
	}
	return sandbox.JSON(http.StatusOK, order(r, number, ""))
}

func (s *shop) query(r *sandbox.Request) sandbox.Response {
	number, state := r.Query.Get("out_order_no"), "DOING"
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.effects[number] > 0 {
		state = "REVOKED"
	}
	return sandbox.JSON(http.StatusOK, order(r, number, state))
}

// order returns the response to a request about an order.
func order(r *sandbox.Request, number, state string) map[string]string {
	response := map[string]string{
		"appid":        "wxd678efh567hg6787",
		"mchid":        r.Verdict.MchID,
		"out_order_no": number,
		"service_id":   "500001",
		"order_id":     "15646546545165651651",
	}
	if state != "" {
		response["state"] = state
	}
	return response
}

// print shows how often an order was cancelled.
func (s *shop) print(stage *stage, number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stage.say("requests that WeChat Pay received: %d; cancellations: %d", s.requests[number], s.effects[number])
}
