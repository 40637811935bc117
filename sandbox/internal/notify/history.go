package notify

import (
	"slices"
	"time"
)

// Delivery is a notification and its attempts. The fields are those of sandbox.Delivery.
type Delivery struct {
	ID       string    `json:"id"`
	Event    string    `json:"event"`
	Resource string    `json:"resource"`
	URL      string    `json:"url"`
	Created  time.Time `json:"created"`
	Attempts []Attempt `json:"attempts"`
	Next     time.Time `json:"next"` // zero if there is no further attempt
	Accepted bool      `json:"accepted"`
	Problem  string    `json:"problem,omitempty"`
}

// Attempt is one request to the merchant. The fields are those of sandbox.Attempt.
type Attempt struct {
	Time      time.Time `json:"time"`
	Serial    string    `json:"serial"`
	Probe     bool      `json:"probe,omitempty"`
	Duplicate bool      `json:"duplicate,omitempty"`
	Status    int       `json:"status"`
	Problem   string    `json:"problem,omitempty"`
}

// The limits of what is remembered.
const (
	// maxDeliveries is how many deliveries are kept at least, and how many of those that are still to be sent.
	maxDeliveries    = 10_000
	maxDeliveryBytes = 128 << 20
	maxAttempts      = 100     // of a delivery, the newest
	deliveryWeight   = 1 << 10 // of an empty delivery
	attemptWeight    = 256
)

// Deliveries returns the deliveries, the oldest first.
func (n *Notifier) Deliveries() []Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := make([]Delivery, len(n.list))
	for i, d := range n.list {
		list[i] = d.Delivery
		list[i].Attempts = slices.Clone(d.Attempts)
	}
	return list
}

// Clear removes all deliveries.
func (n *Notifier) Clear() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changes++
	n.list, n.open, n.bytes = nil, nil, 0
}

// weigh estimates the memory of a delivery.
func (d *delivery) weigh() int {
	return deliveryWeight + len(d.body) + len(d.URL) + len(d.Problem) + attemptWeight*len(d.Attempts)
}

// remember adds a delivery.
func (n *Notifier) remember(d *delivery) {
	n.list = append(n.list, d)
	n.bytes += d.weigh()
	if !d.Next.IsZero() {
		n.open = append(n.open, d)
	}
}

// record adds an attempt.
func (n *Notifier) record(d *delivery, a Attempt) {
	if len(d.Attempts) < maxAttempts {
		n.bytes += attemptWeight
	}
	d.Attempts = append(d.Attempts[max(0, len(d.Attempts)-maxAttempts+1):], a)
}

// forget drops the oldest deliveries once there are more than twice as many as are kept, counted apart for those that have
// ended and those that are still to be sent.
func (n *Notifier) forget() {
	if len(n.list)-len(n.open) <= 2*maxDeliveries && len(n.open) <= 2*maxDeliveries && n.bytes <= maxDeliveryBytes {
		return
	}
	var kept []*delivery
	open, bytes := 0, 0
	for i := len(n.list) - 1; i >= 0; i-- {
		d := n.list[i]
		isOpen, weight := !d.Next.IsZero(), d.weigh()
		fits := bytes+weight <= maxDeliveryBytes/2 || len(kept) == 0
		switch {
		case isOpen && open < maxDeliveries && fits:
			open++
		case isOpen || len(n.list)-i > maxDeliveries || !fits:
			continue
		}
		kept = append(kept, d)
		bytes += weight
	}
	slices.Reverse(kept)
	n.list, n.bytes = kept, bytes
	n.open = slices.DeleteFunc(slices.Clone(kept), func(d *delivery) bool { return d.Next.IsZero() })
}
