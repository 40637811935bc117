package faults

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

var root = diag.Position{File: "spec.yaml", Line: 1, Column: 1}

// step enters its owners, the outermost first, reports rule and leaves them.
type step struct {
	owners []Owner
	rule   string
	warn   bool
}

func run(steps []step) *Log {
	l := NewLog(root)
	for _, s := range steps {
		var leave []func()
		for _, owner := range s.owners {
			leave = append(leave, l.Enter(owner))
		}
		if d := diag.Errorf(diag.Position{}, s.rule, "%s", s.rule); s.rule != "" {
			if s.warn {
				d.Severity = diag.Warning
			}
			l.Report(d)
		}
		for _, f := range slices.Backward(leave) {
			f()
		}
	}
	return l
}

func TestOperations(t *testing.T) {
	a, b, s, deep := Operation("a"), Operation("b"), Schema("s"), Schema("deep")
	for name, c := range map[string]struct {
		steps []step
		want  string
	}{
		"own error":      {[]step{{owners: []Owner{a}, rule: "r"}}, "a:r"},
		"warning":        {[]step{{owners: []Owner{a}, rule: "r", warn: true}}, ""},
		"used schema":    {[]step{{owners: []Owner{a, s}, rule: "r"}, {owners: []Owner{b}}}, "a:r"},
		"two users":      {[]step{{owners: []Owner{a, s}, rule: "r"}, {owners: []Owner{b, s}}}, "a:r b:r"},
		"indirect use":   {[]step{{owners: []Owner{a, s}}, {owners: []Owner{s, deep}, rule: "r"}}, "a:r"},
		"own error wins": {[]step{{owners: []Owner{a, s}, rule: "r"}, {owners: []Owner{a}, rule: "own"}}, "a:own"},
		"cycle":          {[]step{{owners: []Owner{a, s, deep, s}}}, ""},
		"unused schema":  {[]step{{owners: []Owner{s}, rule: "r"}, {owners: []Owner{a}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := run(c.steps).Operations()
			var got []string
			for _, id := range slices.Sorted(maps.Keys(found)) {
				got = append(got, id+":"+found[id].Rule)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReport(t *testing.T) {
	l := run([]step{{rule: "z"}, {owners: []Owner{Operation("a")}, rule: "b"}, {rule: "z"}})
	var got []string
	for _, d := range l.All() {
		got = append(got, d.Pos.String()+" "+d.Rule)
	}
	if want := []string{root.String() + " b", root.String() + " z"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !l.HasErrorsOf(Document) || l.HasErrorsOf(Schema("s")) || l.Owner() != Document {
		t.Error("an error has the wrong owner")
	}
}
