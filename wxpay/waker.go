package wxpay

import "sync"

// Waker connects notifications with waits: a wait for an order makes its next query as soon as
// the order's notification has arrived. The notification is only a hint; the query decides.
// The function for a notification wakes by the number of the order:
//
//	waker.Wake(order.OutTradeNo)
//
// and the wait names the same number:
//
//	order, err := orders.AwaitTransactionByOutTradeNo(ctx, req, waker.On(req.OutTradeNo))
//
// The zero Waker is ready to use. It is safe for concurrent use, must not be copied, and keeps
// nothing about a number for which nobody waits. It works within one process: with several
// servers the pauses of the wait apply on those that did not get the notification.
type Waker struct {
	mu    sync.Mutex
	waits map[string]map[chan struct{}]struct{}
}

// Wake has all waits for key make their next query now. It does not block.
func (w *Waker) Wake(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for woken := range w.waits[key] {
		select {
		case woken <- struct{}{}:
		default: // it is woken already
		}
	}
}

// On has a wait woken by Wake with the same key, from before its first query on. A wait has
// one such option; the last one applies.
func (w *Waker) On(key string) WaitOption {
	return waitOption(func(s *waitSettings) {
		s.subscribe = func() (<-chan struct{}, func()) { return w.join(key) }
	})
}

func (w *Waker) join(key string) (woken <-chan struct{}, leave func()) {
	channel := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waits == nil {
		w.waits = map[string]map[chan struct{}]struct{}{}
	}
	if w.waits[key] == nil {
		w.waits[key] = map[chan struct{}]struct{}{}
	}
	w.waits[key][channel] = struct{}{}
	return channel, func() { w.leave(key, channel) }
}

func (w *Waker) leave(key string, channel chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waits[key], channel)
	if len(w.waits[key]) == 0 {
		delete(w.waits, key)
	}
}
