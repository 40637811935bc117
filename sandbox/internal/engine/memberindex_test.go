package engine

import (
	"fmt"
	"slices"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// In tests of this package, each link is compared with a look at all resources.
func init() {
	audit = func(e *Engine, s scope, link *lifecycle.Link, want members, found []*Resource) {
		var all []*Resource
		for i := len(e.store.list) - 1; i >= 0 && (link.Many || len(all) == 0); i-- {
			r := e.store.list[i]
			if !r.gone() && r.Merchant == s.merchant && slices.Contains(link.Resources, r.name(s.product)) && has(r.Members, want) {
				all = append(all, r)
			}
		}
		slices.Reverse(all)
		if !slices.Equal(all, found) {
			panic(fmt.Sprintf("link %s: %d resources are found by the index, %d by looking", link.Name, len(found), len(all)))
		}
	}
}
