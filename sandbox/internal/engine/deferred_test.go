package engine

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/specs"
)

func deferAll(t testing.TB) []*Product {
	t.Helper()
	var list []*Product
	for _, name := range specs.Names() {
		p, err := Defer(specs.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// The paths that are found in the text of a document are those of its operations.
func TestDeferredPaths(t *testing.T) {
	for _, p := range deferAll(t) {
		var found, want []string
		for _, segments := range p.deferred.paths {
			found = append(found, "/"+strings.Join(segments, "/"))
		}
		for _, o := range p.ready().Operations {
			if !slices.Contains(want, o.Path) {
				want = append(want, o.Path)
			}
		}
		slices.Sort(found)
		slices.Sort(want)
		if !slices.Equal(found, want) {
			t.Errorf("%s: the text has %v, the operations have %v", p.Name, found, want)
		}
	}
}

// A request reads the documents that may have its path, and no other.
func TestDeferredRead(t *testing.T) {
	list := deferAll(t)
	e := New(list, time.Now, 1, nil)
	read := func() (names []string) {
		for _, p := range list {
			if p.model != nil {
				names = append(names, p.Name)
			}
		}
		return names
	}
	for _, step := range []struct {
		uri  string
		want string // the operation
		read []string
	}{
		{"/v3/none", "", nil},
		{"/v3/pay/transactions/native", "payments.prepayNative", []string{"payments"}},
		{"/v3/pay/transactions/out-trade-no/T%2F1/close", "payments.closeTransaction", []string{"codepay", "payments"}},
		{"/v3/combine-transactions/native", "combine.prepayNative", []string{"codepay", "combine", "payments"}},
	} {
		name := ""
		if o := e.Find("POST", step.uri); o != nil {
			name = o.Name()
		}
		if got := read(); name != step.want || !slices.Equal(got, step.read) {
			t.Errorf("%s: %q; %v are read", step.uri, name, got)
		}
	}
	if o, err := e.Lookup("refunds.createRefund"); err != nil || o.ID != "createRefund" || len(read()) != 4 {
		t.Errorf("by its name: %v; %v are read", err, read())
	}
	if n := len(e.Operations()); len(read()) != len(list) || n < 200 {
		t.Errorf("%d operations; %v are read", n, read())
	}
}
