package wire

import (
	"testing"
	"testing/synctest"
	"time"
)

// A step is a request that ends after a pause, and sets the limit of the next idle time.
func TestIdleTime(t *testing.T) {
	type step struct{ pause, limit time.Duration }
	const limit = 8 * time.Second
	for name, test := range map[string]struct {
		steps []step
		want  time.Duration // until the close, 0 for none
	}{
		"no limit":          {[]step{{0, 0}}, 0},
		"limit":             {[]step{{0, limit}}, limit},
		"request in time":   {[]step{{0, limit}, {limit - 1, limit}, {limit - 1, limit}}, 3*limit - 2},
		"limit is lifted":   {[]step{{0, limit}, {limit - 1, 0}}, 0},
		"request too late":  {[]step{{0, limit}, {limit + 1, 0}}, limit},
		"limit comes later": {[]step{{0, 0}, {time.Hour, limit}}, time.Hour + limit},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, closed := time.Now(), time.Duration(0)
				idle := &idleTime{}
				idle.close = func() { closed = time.Since(began) }
				for _, s := range test.steps {
					time.Sleep(s.pause)
					idle.end()
					idle.setLimit(s.limit)
					idle.begin()
				}
				time.Sleep(24 * time.Hour)
				if synctest.Wait(); closed != test.want {
					t.Errorf("closed after %v, want %v", closed, test.want)
				}
			})
		})
	}
}
