package request

import "testing"

func TestCookieParam(t *testing.T) {
	r := New(&Operation{Path: "/a"})
	r.CookieParam("sid", "1;2 é")
	r.CookieParam("flag", "")
	if got, want := r.SharedHeader().Get("Cookie"), "sid=1%3B2%20%C3%A9; flag="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if r.CookieParam("a b", "1"); len(r.Problems()) != 1 || r.SharedHeader().Get("Cookie") != "sid=1%3B2%20%C3%A9; flag=" {
		t.Errorf("problems %v, header %v", r.Problems(), r.SharedHeader())
	}
}

func TestFixedQuery(t *testing.T) {
	for _, tt := range []struct {
		name, value, want string
	}{{"", "", "/a?beta=true&flag"}, {"q", "1 2", "/a?beta=true&flag&q=1%202"}} {
		r := New(&Operation{Path: "/a", Query: "beta=true&flag"})
		if tt.name != "" {
			r.QueryParam(tt.name, tt.value)
		}
		if got, err := r.URLPath(); err != nil || got != tt.want {
			t.Errorf("got %s, %v, want %s", got, err, tt.want)
		}
	}
}
