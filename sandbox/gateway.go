package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/notify"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/signature"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/wire"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// TB is the part of a test that [New] uses. [*testing.T], [*testing.B] and [*testing.F] implement it.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
}

// Gateway is a local WeChat Pay APIv3 server that uses plain HTTP on 127.0.0.1.
//
// Create one with [New] or [Start]; the zero value is not usable. All methods may be called from several goroutines at once.
type Gateway struct {
	settings settings
	keys     *keyring.Keyring
	verifier signature.Verifier
	tb       TB

	listener  net.Listener
	server    *http.Server
	transport *http.Transport
	client    *http.Client
	mux       *http.ServeMux
	ctx       context.Context // ends when the gateway closes
	cancel    context.CancelFunc
	served    chan struct{} // closed when the accept loop has ended

	inflight  wire.InFlight
	closeOnce sync.Once
	closeErr  error

	mu       sync.Mutex
	routes   []*Route
	faults   faultQueue
	requests record

	simulator    simulator
	notifier     *notify.Notifier
	randomFaults randomFaults

	state stateFile
}

// New starts a gateway for a test and closes it when the test ends. Requests with an invalid signature or without a route are
// reported to the test's log.
//
// Setup errors, here and in [Gateway.Handle], [Gateway.Operation], [Gateway.InjectFaults] and [Gateway.InjectRandomFaults],
// end the test with Fatalf. Call these in the goroutine that runs the test.
func New(t TB, opts ...Option) *Gateway {
	t.Helper()
	g, err := start(t, opts)
	if err != nil {
		t.Fatalf("sandbox: %v", err)
		return nil
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Logf("sandbox: close: %v", err)
		}
	})
	return g
}

// Start starts a gateway for a program, such as an example. Call [Gateway.Close] when done. Start returns an error if an option
// is invalid, a document of [WithSpecs] cannot be read, the address is in use, or the state file cannot be used.
func Start(opts ...Option) (*Gateway, error) {
	return start(nil, opts)
}

func start(t TB, opts []Option) (*Gateway, error) {
	s := defaultSettings()
	for _, opt := range opts {
		opt(&s)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if s.token == "" && reachable(s.addr) {
		s.token = keyring.RandomText(32)
	}
	keys, err := s.keys()
	if err != nil {
		return nil, err
	}
	// The default is not localhost, which may resolve to another address.
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", s.addr)
	if err != nil {
		if op := (*net.OpError)(nil); errors.As(err, &op) { // it repeats the address
			err = op.Err
		}
		return nil, fmt.Errorf("listen on %s: %w", s.addr, err)
	}
	g := &Gateway{settings: s, keys: keys, tb: t, listener: listener, mux: http.NewServeMux()}
	g.verifier = signature.Verifier{MchID: s.mchID, Others: s.others, Keys: keys, Clock: s.clock, RefuseReplays: s.refuseReplays}
	g.ctx, g.cancel = context.WithCancel(context.Background())
	g.simulator.init(g)
	g.notifier = notify.New(g.ctx, notify.Config{
		Keys: keys, Clock: s.clock, Now: g.simulator.now, Hosts: s.notifyHosts, Self: listener.Addr(), Seed: s.seed,
		Options: notify.Options(s.notifyOptions), Logf: g.logf,
	})
	g.transport, g.client = newClient(g.localAddr())
	if err := g.setUp(); err != nil {
		g.cancel()
		return nil, errors.Join(err, listener.Close())
	}
	g.run()
	return g, nil
}

// setUp reads what the options name. The project's own specs are read when first used, which takes a while.
func (g *Gateway) setUp() error {
	if len(g.settings.documents) > 0 {
		if _, err := g.simulator.engine(); err != nil {
			return err
		}
	}
	return g.openState()
}

func (g *Gateway) run() {
	g.server = &http.Server{
		Handler:           http.HandlerFunc(g.serve),
		ReadHeaderTimeout: time.Minute,
		MaxHeaderBytes:    wire.MaxHead,
		BaseContext:       func(net.Listener) context.Context { return g.ctx },
		ConnContext:       wire.ConnContext,
		ConnState:         wire.ConnState,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	g.served = make(chan struct{})
	go func() {
		defer close(g.served)
		_ = g.server.Serve(wire.Listener{TCPListener: g.listener.(*net.TCPListener)}) // ends with ErrServerClosed at Close
	}()
	if g.state.file != nil {
		go g.state.file.Keep(g.ctx, func() error { return g.SaveState(g.settings.stateFile) }, g.logf)
	}
}

// closeWait is how long Close waits for functions of responses.
const closeWait = 5 * time.Second

// Close stops the gateway. It closes connections, cancels the contexts of running requests and waits for the functions that
// serve them, at most for 5 seconds; it returns an error if one still runs then. Later calls do nothing and return the same
// error.
func (g *Gateway) Close() error {
	g.closeOnce.Do(func() {
		err := g.server.Close() // before contexts end, so that no response is sent
		g.cancel()
		<-g.served
		g.transport.CloseIdleConnections()
		g.notifier.Wait()
		err = errors.Join(err, g.closeState())
		if n := g.inflight.Wait(closeWait); n > 0 {
			err = errors.Join(err, fmt.Errorf("%d requests were still being served %v after the gateway closed; "+
				"functions must return when the context of the request ends", n, closeWait))
		}
		g.closeErr = err
	})
	return g.closeErr
}

// setupError returns err. In a gateway made with New it ends the test.
func (g *Gateway) setupError(err error) error {
	if g.tb != nil {
		g.tb.Helper()
		g.tb.Fatalf("sandbox: %v", err)
	}
	return err
}

// logf logs a message about a request. It is silent once the gateway closes: a test must not log after its end.
func (g *Gateway) logf(format string, args ...any) {
	switch {
	case g.ctx.Err() != nil:
	case g.settings.log != nil:
		g.settings.log(visible.Line(fmt.Sprintf(format, args...)))
	case g.tb != nil:
		g.tb.Logf("sandbox: %s", visible.Line(fmt.Sprintf(format, args...)))
	}
}
