package diagram

import (
	"strings"
	"testing"
)

func TestTimedEdges(t *testing.T) {
	for name, test := range map[string]struct{ time, want string }{
		"after": {`"after": "30d"`, "after 30 days"},
		"at":    {`"at": "stored.time_expire"`, "at stored.time_expire"},
		"both":  {`"at": "stored.time_expire", "after": "1h30m"`, "at stored.time_expire, or after 90 minutes without it"},
	} {
		t.Run(name, func(t *testing.T) {
			svg := string(draw(t, [2]string{
				`{"a": {"title": "一", "key": ["x"], "states": {"b": {"shows": {}}, "c": {"shows": {}}},
				  "events": {"ends": {"by": "time", ` + test.time + `, "from": ["b"], "to": "c"}}}}`, `{}`,
			}))
			for _, want := range []string{">by time, " + test.want + "<", "ends (by time, " + test.want + ") leads from b to c."} {
				if !strings.Contains(svg, want) {
					t.Errorf("%q is missing in\n%s", want, svg)
				}
			}
		})
	}
}
