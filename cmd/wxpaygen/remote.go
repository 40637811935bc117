package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"strings"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// remoteOptions are the values of the flags of the commands that control a running sandbox.
type remoteOptions struct {
	url, token string
	json       bool

	kind, resource, state, operation, status, verdict, search string
	follow                                                    bool
	limit                                                     int
	sent                                                      bool
	health                                                    bool
	merchant                                                  string
	parameters                                                []string
}

// sandboxVariable is the environment variable with the address of a running sandbox.
const sandboxVariable = "WXPAYGEN_SANDBOX"

func remoteFlags(set *flag.FlagSet, o *options) {
	set.StringVar(&o.remote.url, "sandbox", "", "the `URL` of the sandbox; the default is WXPAYGEN_SANDBOX, or http://127.0.0.1:8380")
	set.StringVar(&o.remote.token, "token", "", "the `token` of the sandbox; the default is WXPAYGEN_SANDBOX_TOKEN")
	set.BoolVar(&o.remote.json, "json", false, "print JSON, a value a line")
}

func triggerFlags(set *flag.FlagSet, o *options) {
	set.StringVar(&o.remote.kind, "kind", "", "create a resource of this `kind`, such as complaints.complaint")
	set.StringVar(&o.remote.merchant, "merchant", "", "the `number` of the merchant, for -kind")
	set.Func("with", "a parameter of the event, `NAME=VALUE`; the value is JSON, or else text; may be repeated", func(value string) error {
		o.remote.parameters = append(o.remote.parameters, value)
		return nil
	})
}

func eventsFlags(set *flag.FlagSet, o *options) {
	set.StringVar(&o.remote.kind, "kind", "", "only resources of this `kind`, such as payscore.serviceOrder")
	set.StringVar(&o.remote.resource, "resource", "", "only this `resource`, by a part of its number")
	set.StringVar(&o.remote.state, "state", "", "only resources in this `state`")
	set.BoolVar(&o.remote.sent, "sent", false, "list the notifications that were sent instead")
}

func logsFlags(set *flag.FlagSet, o *options) {
	set.BoolVar(&o.remote.follow, "f", false, "go on with new requests until Ctrl-C")
	set.StringVar(&o.remote.operation, "operation", "", "only this `operation`, such as payscore.cancelServiceOrder")
	set.StringVar(&o.remote.resource, "resource", "", "only requests about the resource with this `ID`")
	set.StringVar(&o.remote.status, "status", "", "only this `status`, such as 404 or 4xx")
	set.StringVar(&o.remote.verdict, "verdict", "", "only `signed`, unsigned, valid, invalid, error, invented or fault")
	set.StringVar(&o.remote.search, "q", "", "only requests with this `text` in the request line, the code or the bodies")
	set.IntVar(&o.remote.limit, "n", 20, "the `number` of requests that were made before; at most 200")
}

func clockFlags(set *flag.FlagSet, o *options) {
	set.BoolVar(&o.remote.health, "health", false, "print nothing, and exit with 0 if the sandbox is ready")
}

// remote returns the sandbox that a command controls.
func (a *app) remote(o options) *sandbox.Remote {
	return &sandbox.Remote{
		URL:   cmp.Or(o.remote.url, a.getenv(sandboxVariable), "http://127.0.0.1:8380"),
		Token: cmp.Or(o.remote.token, a.getenv(tokenVariable)),
	}
}

// runTrigger is the command trigger.
func (a *app) runTrigger(ctx context.Context, o options, args []string) error {
	if len(args) == 0 || len(args) > 2 || (len(args) == 2) == (o.remote.kind != "") {
		return &usageError{"trigger takes an event and a resource, or an event and -kind", "wxpaygen help trigger"}
	}
	in := map[string]any{"event": args[0], "kind": o.remote.kind, "merchant": o.remote.merchant}
	if len(args) == 2 {
		in["resource"] = args[1]
	}
	parameters, err := parametersOf(o.remote.parameters)
	if err != nil {
		return err
	}
	if len(parameters) > 0 {
		in["parameters"] = parameters
	}
	var out struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}
	if err := a.remote(o).Do(ctx, "events", in, &out); err != nil {
		return err
	}
	return a.show(o, out, fmt.Sprintf("%s is %s", cmp.Or(fmt.Sprint(in["resource"]), out.ID), out.State))
}

// parametersOf reads NAME=VALUE.
func parametersOf(list []string) (map[string]any, error) {
	parameters := make(map[string]any)
	for _, text := range list {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, &usageError{fmt.Sprintf("-with %s: write NAME=VALUE", text), "wxpaygen help trigger"}
		}
		var decoded any
		if json.Unmarshal([]byte(value), &decoded) != nil {
			decoded = value
		}
		parameters[name] = decoded
	}
	return parameters, nil
}

// show prints a value as JSON or as a line.
func (a *app) show(o options, value any, line string) error {
	if !o.remote.json {
		a.say("%s", line)
		return nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	a.say("%s", data)
	return nil
}

// runEvents is the command events.
func (a *app) runEvents(ctx context.Context, o options, _ []string) error {
	r := &o.remote
	if r.sent {
		return a.runDeliveries(ctx, o)
	}
	var list []struct {
		ID     string   `json:"id"`
		Number string   `json:"n"`
		Kind   string   `json:"k"`
		State  string   `json:"s"`
		Events []string `json:"events"`
	}
	query := url.Values{"kind": {r.kind}, "q": {r.resource}, "state": {r.state}}
	if err := a.remote(o).Do(ctx, "events?"+query.Encode(), nil, &list); err != nil {
		return err
	}
	for _, e := range list {
		line := fmt.Sprintf("%-10s %-28s %-14s %-32s %s", e.ID, e.Number, e.State, e.Kind, strings.Join(e.Events, " "))
		if err := a.show(o, e, line); err != nil {
			return err
		}
	}
	return nil
}

// runDeliveries lists notifications.
func (a *app) runDeliveries(ctx context.Context, o options) error {
	var list []struct {
		ID       string `json:"id"`
		Event    string `json:"e"`
		Resource string `json:"r"`
		URL      string `json:"u"`
		Attempts int    `json:"a"`
		Status   int    `json:"s"`
		Accepted bool   `json:"ok"`
		Problem  string `json:"x,omitempty"`
	}
	if err := a.remote(o).Do(ctx, "deliveries?"+url.Values{"resource": {o.remote.resource}}.Encode(), nil, &list); err != nil {
		return err
	}
	for _, d := range list {
		end := "not accepted"
		if d.Accepted {
			end = "accepted"
		}
		line := fmt.Sprintf("%s %-28s %-10s %s, %d attempts, last %d %s", d.ID, d.Event, d.Resource, end, d.Attempts, d.Status, d.Problem)
		if err := a.show(o, d, strings.TrimSpace(line)); err != nil {
			return err
		}
	}
	return nil
}

// runClock is the command clock.
func (a *app) runClock(ctx context.Context, o options, args []string) error {
	var in any
	switch {
	case len(args) > 1:
		return &usageError{"clock takes a duration such as 24h, or back", "wxpaygen help clock"}
	case len(args) == 1 && args[0] == "back":
		in = map[string]any{"back": true}
	case len(args) == 1:
		in = map[string]any{"advance": args[0]}
	}
	if o.remote.health {
		return a.ready(ctx, o)
	}
	var out struct {
		Now   string `json:"now"`
		Ahead string `json:"ahead"`
	}
	if err := a.remote(o).Do(ctx, "clock", in, &out); err != nil {
		return err
	}
	return a.show(o, out, fmt.Sprintf("%s, %s ahead of the real time", out.Now, out.Ahead))
}
