package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/cashier"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// CashierPath is the path of the cashier, to which an h5_url leads. Like the console, it is served to this machine only.
const CashierPath = AdminPath + "cashier/"

// Cashier is what the user sees after the client was started: an order to be paid, or something to be confirmed. Its methods may be
// called from several goroutines at once.
type Cashier struct {
	gateway *Gateway
	start   *cashier.Start
	id      string // of the resource

	mu     sync.Mutex
	result string
}

// ClientError is the error of [Gateway.OpenCashier] and of [Cashier.Accept] for what the client refuses.
type ClientError struct {
	// Result is what the client's API returns, such as get_brand_wcpay_request:fail; "" if it returns nothing.
	Result string
	// Problem says what is wrong, such as which text was signed.
	Problem string
}

// Error returns the result and the problem.
func (e *ClientError) Error() string {
	return "the client refuses: " + (&cashier.Error{Result: e.Result, Problem: e.Problem}).Error()
}

// OpenCashier plays the client. start is the h5_url or the code_url of a response, or what a function of package invoke returns for
// JSAPI, mini programs, apps, WeChat Pay Score and transfers, as a value or as its JSON. Signatures are verified as the client does.
// The error is a [*ClientError] if the client refuses, as after a wrong signature.
//
//	cashier, err := gw.OpenCashier(order.H5URL)
//	…
//	_, err = cashier.Accept() // the user pays, and a notification is sent
func (g *Gateway) OpenCashier(start any) (*Cashier, error) {
	text, err := startText(start)
	if err != nil {
		return nil, err
	}
	s, err := cashier.Read(text)
	if err != nil {
		return nil, &ClientError{Problem: err.Error()}
	}
	e, err := g.simulator.engine()
	if err != nil {
		return nil, err
	}
	keys := func(merchant string) cashier.Keys {
		account := g.keys.Of(merchant)
		return cashier.Keys{API: &account.Merchant.Key.PublicKey, APIv2: account.APIv2Key()}
	}
	r, err := s.Open(e, keys, g.Now(), g.simulator.links.given)
	if err != nil {
		return nil, clientError(err)
	}
	return &Cashier{gateway: g, start: s, id: r.ID}, nil
}

// startText returns a start as text: a link, a query or JSON.
func startText(start any) (string, error) {
	switch start := start.(type) {
	case string:
		return start, nil
	case json.RawMessage:
		return string(start), nil
	case []byte:
		return string(start), nil
	}
	data, err := json.Marshal(start)
	if err != nil {
		return "", fmt.Errorf("start of the client: %w", err)
	}
	return string(data), nil
}

func clientError(err error) error {
	if refused := (*cashier.Error)(nil); errors.As(err, &refused) {
		return &ClientError{Result: refused.Result, Problem: refused.Problem}
	}
	return err
}

// Resource returns the order, the transfer or the authorisation as it is now.
func (c *Cashier) Resource() (*Resource, error) { return c.gateway.Resource(c.id) }

// URL returns the address of the cashier's page for a browser on this machine.
func (c *Cashier) URL() string { return c.gateway.URL() + CashierPath + "?" + c.start.Query() }

// Result returns what the client's API returned, such as get_brand_wcpay_request:ok; "" before the user acted, and if the client
// returns nothing, as after an h5_url. It is no proof of a payment.
func (c *Cashier) Result() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.result
}

func (c *Cashier) finish(accepted bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result = c.start.Result(accepted)
}

// Accept plays a user who pays, confirms or agrees: the first event of the user in the spec that the state allows. A notification
// is then being sent. The error is a [*ClientError] if the user can do nothing, because the order is paid, closed or expired.
func (c *Cashier) Accept() (*Resource, error) { return c.accept("") }

// accept triggers an event of the user, the first if it is "".
func (c *Cashier) accept(event string) (*Resource, error) {
	e, err := c.gateway.simulator.engine()
	if err != nil {
		return nil, err
	}
	r, err := e.Resource(c.id)
	if err != nil {
		return nil, err
	}
	for _, choice := range cashier.Choices(e, r) {
		if event == "" || choice.Event == event {
			changed, err := c.gateway.Trigger(choice.Event, c.id)
			if err == nil {
				c.finish(true)
			}
			return changed, err
		}
	}
	return nil, clientError(c.start.Fail(r))
}

// Refuse plays a user who closes the cashier without paying. Nothing happens to the order: the user can open the cashier again.
func (c *Cashier) Refuse() (*Resource, error) {
	c.finish(false)
	return c.Resource()
}

// Expire plays a user who does nothing: it advances the clock until the order expires, as [Gateway.Advance] does. It returns an error
// if the order does not expire.
func (c *Cashier) Expire() (*Resource, error) {
	e, err := c.gateway.simulator.engine()
	if err != nil {
		return nil, err
	}
	at, ok := e.DueOf(c.id)
	if !ok {
		r, err := c.Resource()
		return r, errors.Join(err, errors.New("it does not expire in its state"))
	}
	if err := c.gateway.Advance(max(0, at.Sub(c.gateway.Now()))); err != nil {
		return nil, err
	}
	c.finish(false)
	return c.Resource()
}

// links remembers when the links of resources were given out last, which can be used for some time only.
type links struct {
	mu sync.Mutex
	at map[string]time.Time // by ID of the resource
}

// given returns when the links of a resource were given out.
func (l *links) given(r *engine.Resource) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.at[r.ID]; ok {
		return at
	}
	return r.Created
}

func (l *links) note(result *engine.Result, now time.Time) {
	if result.Resource == "" || result.Operation == nil || result.Operation.Lifecycle == nil || !result.Operation.Lifecycle.Creates {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == nil {
		l.at = make(map[string]time.Time)
	}
	l.at[result.Resource] = now
}

func (l *links) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = nil
}

// leadHere replaces the page of an h5_url by the cashier; its query stays.
func (g *Gateway) leadHere(result *engine.Result) {
	var body map[string]json.RawMessage
	if result.Code != "" || !strings.Contains(string(result.Body), `"h5_url"`) || json.Unmarshal(result.Body, &body) != nil {
		return
	}
	var link string
	if json.Unmarshal(body["h5_url"], &link) != nil {
		return
	}
	if _, query, ok := strings.Cut(link, "?"); ok {
		body["h5_url"], _ = json.Marshal(g.URL() + CashierPath + "?" + query) // texts always marshal
		result.Body, _ = json.Marshal(body)
	}
}
