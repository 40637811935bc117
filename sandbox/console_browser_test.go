package sandbox_test

import (
	"testing"

	chromium "github.com/wxpaygen/wxpaygen/internal/browser"
)

// browser is a headless Chromium.
type browser struct{ *chromium.Browser }

// newBrowser starts a Chromium, or skips the test where there is none.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	return &browser{chromium.New(t)}
}
