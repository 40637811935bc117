package sandbox

import "slices"

// The bounds of what is remembered of notifications.
const (
	// maxDeliveries is how many are remembered at least, and as many of those that are still to be sent.
	maxDeliveries    = 10_000
	maxDeliveryBytes = 128 << 20 // of all of them
	maxAttempts      = 100       // of one, the newest
	parcelWeight     = 1 << 10   // of one without anything in it
	attemptWeight    = 256
)

// weigh is about how much memory a notification takes.
func (one *parcel) weigh() int {
	return parcelWeight + len(one.body) + len(one.URL) + len(one.Problem) + attemptWeight*len(one.Attempts)
}

// keep remembers a notification.
func (p *post) keep(one *parcel) {
	p.list = append(p.list, one)
	p.bytes += one.weigh()
	if !one.Next.IsZero() {
		p.open = append(p.open, one)
	}
}

// attempted notes a sending.
func (p *post) attempted(one *parcel, a Attempt) {
	if len(one.Attempts) < maxAttempts {
		p.bytes += attemptWeight
	}
	one.Attempts = append(one.Attempts[max(0, len(one.Attempts)-maxAttempts+1):], a)
}

// forget drops the oldest notifications if there are many, twice as many as are kept then: those that have come to an end, and
// those that are still to be sent.
func (p *post) forget() {
	if len(p.list)-len(p.open) <= 2*maxDeliveries && len(p.open) <= 2*maxDeliveries && p.bytes <= maxDeliveryBytes {
		return
	}
	var kept []*parcel
	open, bytes := 0, 0
	for i := len(p.list) - 1; i >= 0; i-- {
		one := p.list[i]
		waits, weight := !one.Next.IsZero(), one.weigh()
		fits := bytes+weight <= maxDeliveryBytes/2 || len(kept) == 0
		switch {
		case waits && open < maxDeliveries && fits:
			open++
		case waits || len(p.list)-i > maxDeliveries || !fits:
			continue
		}
		kept = append(kept, one)
		bytes += weight
	}
	slices.Reverse(kept)
	p.list, p.bytes = kept, bytes
	p.open = slices.DeleteFunc(slices.Clone(kept), func(one *parcel) bool { return one.Next.IsZero() })
}
