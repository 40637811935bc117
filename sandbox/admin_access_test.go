package sandbox

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestConsoleLocalOnly(t *testing.T) {
	for _, test := range []struct {
		name, remote, host, path string
		want                     bool
	}{
		{"loopback", "127.0.0.1:5000", "127.0.0.1:8380", "/sandbox/", true},
		{"loopback over IPv6", "[::1]:5000", "[::1]:8380", "/sandbox/", true},
		{"localhost", "127.0.0.1:5000", "localhost:8380", "/sandbox", true},
		{"another machine", "192.0.2.1:5000", "127.0.0.1:8380", "/sandbox/", false},
		{"another machine over IPv6", "[2001:db8::1]:5000", "[::1]:8380", "/sandbox/api/reset", false},
		{"no remote address", "", "127.0.0.1:8380", "/sandbox/", false},
		{"another name", "127.0.0.1:5000", "api.mch.weixin.qq.com", "/sandbox/", false},
		{"a name that resolves here", "127.0.0.1:5000", "localhost.example.com:8380", "/sandbox/", false},
		{"another path", "127.0.0.1:5000", "127.0.0.1:8380", "/sandboxes", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "http://"+test.host+test.path, nil)
			r.RemoteAddr = test.remote
			if got := isAdmin(r) && isLocal(r); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
			r.Header.Set("X-Forwarded-For", "192.0.2.1") // a proxy on this machine
			if isLocal(r) {
				t.Error("a forwarded request is local")
			}
			r.Header.Set("Authorization", "WECHATPAY2-SHA256-RSA2048 x")
			if isAdmin(r) {
				t.Error("a signed request is for the console")
			}
		})
	}
}

// Files with secrets are readable only by their owner.
func TestSecretFileModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	keys, state := filepath.Join(dir, "keys"), filepath.Join(dir, "state.json")
	g, err := Start(WithKeyDir(keys), WithStateFile(state))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(keys)
	if err != nil || len(entries) != 10 {
		t.Fatalf("%d files, want 10; %v", len(entries), err)
	}
	files := []string{state, state + ".lock"}
	for _, entry := range entries {
		files = append(files, filepath.Join(keys, entry.Name()))
	}
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v, want 0600", name, info.Mode().Perm(), err)
		}
	}
	if info, err := os.Stat(keys); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory: %v, %v, want 0700", info.Mode().Perm(), err)
	}
}
