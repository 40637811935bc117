package engine_test

import (
	"os"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// The first response of such a document took extremely long. A document that is not rejected would end the test by its time
// limit.
func TestDoublingSchemas(t *testing.T) {
	for _, test := range []struct{ file, want string }{
		{"doubling_members.yaml", "doubling_members.yaml:15:9: POST /v3/evil: the response: it has more than 20000 values"},
		{"doubling_parts.yaml", "doubling_parts.yaml:15:9: POST /v3/evil: the request: a schema contains more than 2000 schemas"},
		{"doubling_lists.yaml", "doubling_lists.yaml:15:9: POST /v3/evil: the response: it has more than 20000 values"},
	} {
		t.Run(test.file, func(t *testing.T) {
			_, err := engine.Load(os.DirFS("testdata"), test.file)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
		})
	}
}
