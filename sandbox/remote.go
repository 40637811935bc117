package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/scenario"
)

// Remote is a running sandbox, in this process or in another one, that is controlled over its admin API. The zero value is not usable:
// set the URL.
type Remote struct {
	// URL is the address of the sandbox, such as http://127.0.0.1:8380.
	URL string
	// Token is the token of the sandbox, or "".
	Token string
	// Client makes the requests; nil is [http.DefaultClient].
	Client *http.Client
}

// Remote returns the gateway as a [Remote].
func (g *Gateway) Remote() *Remote { return &Remote{URL: g.URL(), Token: g.Token(), Client: g.client} }

// RemoteError is an error response of the admin API.
type RemoteError struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Problem string `json:"problem"`
	Hint    string `json:"hint"`
}

// Error returns the problem and the hint.
func (e *RemoteError) Error() string {
	if e.Hint == "" {
		return e.Problem
	}
	return e.Problem + "; " + e.Hint
}

// Open makes a request of the admin API. path is such as "clock". It is a POST if in is not nil; in is sent as JSON, or, if it is an
// [io.Reader], as it is. The caller closes the body. The error of a response other than 200 is a [*RemoteError].
func (r *Remote) Open(ctx context.Context, path string, in any) (io.ReadCloser, error) {
	method, body := http.MethodGet, io.Reader(nil)
	if in != nil {
		method = http.MethodPost
		if reader, ok := in.(io.Reader); ok {
			body = reader
		} else {
			data, err := json.Marshal(in)
			if err != nil {
				return nil, err
			}
			body = bytes.NewReader(data)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(r.URL, "/")+AdminPath+"api/"+path, body)
	if err != nil {
		return nil, err
	}
	if r.Token != "" {
		request.Header.Set("Authorization", "Bearer "+r.Token)
	}
	client := r.Client
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("no sandbox responds at %s: %w", r.URL, errors.Unwrap(err))
	}
	if response.StatusCode == http.StatusOK {
		return response.Body, nil
	}
	defer func() { _ = response.Body.Close() }()
	failure := &RemoteError{Status: response.StatusCode}
	if data, err := io.ReadAll(io.LimitReader(response.Body, 1<<20)); err != nil || json.Unmarshal(data, failure) != nil || failure.Problem == "" {
		failure.Problem = fmt.Sprintf("%s is no sandbox: it responds with %d", r.URL, response.StatusCode)
	}
	return nil, failure
}

// Do is like [Remote.Open], and decodes the response, which is JSON, into out unless it is nil.
func (r *Remote) Do(ctx context.Context, path string, in, out any) error {
	body, err := r.Open(ctx, path, in)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	if out == nil {
		_, err := io.Copy(io.Discard, body)
		return err
	}
	decoder := json.NewDecoder(body)
	decoder.UseNumber()
	return decoder.Decode(out)
}

// Step is a step of a scenario that was played.
type Step struct {
	// Number counts from 1.
	Number int
	Title  string
	// Err is what failed, or was not as expected; nil if nothing.
	Err error
}

// Play plays a scenario, YAML or JSON, with the sandbox, and calls report, which may be nil, after each step. name is for messages. Play
// returns the error of the first step that fails. docs/sandbox.md describes scenarios.
func (r *Remote) Play(ctx context.Context, name string, data []byte, report func(Step)) error {
	s, err := scenario.Parse(name, data)
	if err != nil {
		return err
	}
	err = s.Play(ctx, r.Do, func(result scenario.Result) {
		if report != nil {
			report(Step(result))
		}
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Play plays scenario files with a gateway. If a step fails, it ends the test.
//
//	sandbox.Play(t, sandbox.New(t), "testdata/order.yaml")
func Play(t TB, g *Gateway, paths ...string) {
	t.Helper()
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err == nil {
			err = g.Remote().Play(g.ctx, path, data, func(s Step) { t.Logf("%s: step %d, %s", path, s.Number, s.Title) })
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
	}
}
