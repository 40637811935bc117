package notify

import (
	"strconv"
	"testing"
	"time"
)

func TestForget(t *testing.T) {
	for _, test := range []struct {
		name  string
		open  bool
		body  int
		count int
		most  int
	}{
		{"ended", false, 10, 3 * maxDeliveries, 2*maxDeliveries + 1},
		{"open", true, 10, 3 * maxDeliveries, 2*maxDeliveries + 1},
		{"ended and large", false, 1 << 20, 200, 128},
		{"open and large", true, 1 << 20, 200, 128},
	} {
		t.Run(test.name, func(t *testing.T) {
			var n Notifier
			body := make([]byte, test.body)
			for i := range test.count {
				d := &delivery{Delivery: Delivery{ID: strconv.Itoa(i)}, body: body}
				if test.open {
					d.Next = time.Unix(1, 0)
				}
				n.remember(d)
				n.forget()
			}
			weight := 0
			for _, d := range n.list {
				weight += d.weigh()
			}
			if len(n.list) > test.most || n.bytes != weight || weight > maxDeliveryBytes {
				t.Errorf("%d are kept, with %d bytes, counted as %d", len(n.list), weight, n.bytes)
			}
			if last := n.list[len(n.list)-1].ID; last != strconv.Itoa(test.count-1) {
				t.Errorf("the newest that is kept is %s", last)
			}
			if open := len(n.open); test.open && open != len(n.list) || !test.open && open != 0 {
				t.Errorf("%d are to be sent of %d", open, len(n.list))
			}
		})
	}
}

func TestRecordLimit(t *testing.T) {
	var n Notifier
	d := new(delivery)
	n.remember(d)
	for i := range 3 * maxAttempts {
		n.record(d, Attempt{Status: i})
	}
	if len(d.Attempts) != maxAttempts || d.Attempts[maxAttempts-1].Status != 3*maxAttempts-1 || n.bytes != d.weigh() {
		t.Errorf("%d are kept, of the weight %d, counted as %d", len(d.Attempts), d.weigh(), n.bytes)
	}
}

// A delivery that is still to be sent is not dropped for newer ones that have ended.
func TestForgetOpen(t *testing.T) {
	var n Notifier
	n.remember(&delivery{Delivery: Delivery{ID: "open", Next: time.Unix(1, 0)}})
	for range 2*maxDeliveries + 1 {
		n.remember(new(delivery))
	}
	if n.forget(); len(n.list) > maxDeliveries+10 || n.list[0].ID != "open" {
		t.Errorf("%d are kept, the oldest is %q", len(n.list), n.list[0].ID)
	}
}
