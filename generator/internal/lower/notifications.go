package lower

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// event is a kind of notification, as callbacks and webhooks describe it.
type event struct {
	*apimodel.Callback
	kind   string        // PAYSCORE.USER_CONFIRM
	schema *doctree.Node // of the resource after decryption; nil when none is given
	key    []string      // members of the resource
}

func (e *event) owner() faults.Owner { return faults.Operation(e.id()) }
func (e *event) id() string          { return "notification " + e.kind }

// notifications lowers the events that WeChat Pay posts into a file of their
// own. Without events there is no such file, and no name is taken.
func (p *pass) notifications() {
	c := eventCollector{model: p.model, log: p.log, skipped: p.skipped, byKind: map[string]*event{}}
	for _, callback := range p.model.Callbacks {
		c.callback(callback)
	}
	if len(c.events) == 0 {
		return
	}
	p.types.TakeLocal()
	pos := c.events[0].Node.At()
	out := &ir.Notifications{
		Name:  p.types.Names.Take("notifications", pos, "Notifications", "NotificationHandlers"),
		Other: otherDoc,
	}
	out.Doc = notificationsDoc(out.Name)
	functions := names.NewScope("function")
	functions.Reserve(ownFunctions...)
	for _, e := range c.events {
		p.event(e, out, functions)
	}
	file := p.types.Names.TakeIn(p.files, "notifications", pos, names.File("Notifications")...)
	if file != "" && len(out.Events) > 0 {
		p.count++
		p.assembled = append(p.assembled, ir.File{Name: file, Decls: append([]ir.Decl{out}, p.types.TakeLocal()...)})
	}
}

// event lowers one event.
func (p *pass) event(e *event, out *ir.Notifications, functions *names.Scope) {
	defer p.log.Enter(e.owner())()
	pos := e.Node.Get("x-event-type").At()
	n := p.types.Names
	name := n.TakeIn(functions, e.kind, pos, functionNames(n, e)...)
	if name == "" {
		return
	}
	constant := n.Take(e.kind, pos, "Event"+name, "Event"+n.Exported(e.kind), "Event"+name+"Type")
	described := ir.Event{Name: name, Const: constant, Type: e.kind, Resource: p.resource(e, out.Name, name), Key: e.key}
	described.Doc = eventDoc(e, described)
	out.Events = append(out.Events, described)
}

// functionNames returns the candidates for the name of an event's function: the
// author's own, or else the last part of the event's type, or else all of it.
func functionNames(n *types.Names, e *event) []string {
	if e.Node.Get("x-go-name") != nil {
		return []string{n.Of(e.Node, e.kind)}
	}
	last := n.Exported(e.kind[strings.LastIndexByte(e.kind, '.')+1:])
	candidates := []string{last, n.Exported(e.kind)}
	if slices.Contains(ownFunctions, last) {
		candidates = append(candidates, last+"Event")
	}
	return candidates
}

// ownFunctions are the members that every struct of functions has.
var ownFunctions = []string{"Dispatch", "Handler", "Other"}

// resource returns the type of an event's resource. It is lowered as a response
// is, so that a component that operations respond with is the same Go type.
func (p *pass) resource(e *event, holder, function string) ir.Type {
	if e.schema == nil {
		p.log.Report(diag.Warningf(e.Node.At(), "event-resource", "the event %s has no JSON schema for its resource; functions get it as it came",
			diag.Quote(e.kind)).Fix("describe the decrypted resource as the request body, application/json"))
		return ir.Raw{}
	}
	body := p.types.Schemas.Read(e.schema)
	if target := p.types.Schemas.Target(body); p.types.Kinds.Of(target) == types.Struct {
		p.log.Report(checkKey(e, target)...)
	}
	value := p.types.Value(body, types.Place{Base: function + "Resource", Spec: e.kind, Pos: e.schema.At(), Dir: types.Response})
	p.responses.add(received{owner: p.log.Owner(), pos: e.schema.At(), value: value})
	p.responses.describe(value, body, " is the resource of ["+holder+"."+function+"].")
	return value.Type
}

// checkKey reports members of a key that the resource does not have.
func checkKey(e *event, resource *schema.Schema) []diag.Diagnostic {
	var list []diag.Diagnostic
	for i, member := range e.key {
		if resource.Property(member) == nil {
			list = append(list, diag.Errorf(e.Node.Get("x-event-key").Items()[i].At(), "event-key", "the resource of the event %s has no member %s",
				diag.Quote(e.kind), diag.Quote(member)).Fix("name members of the resource that identify a repeated notification"))
		}
	}
	return list
}

// eventCollector collects the events of all callbacks and webhooks, in the
// document's order. One that several operations have is one event.
type eventCollector struct {
	model   *apimodel.Model
	log     *faults.Log
	skipped map[string]diag.Diagnostic
	events  []*event
	byKind  map[string]*event
}

// callback adds the event of a callback or webhook, or reports why it has none.
func (c *eventCollector) callback(callback *apimodel.Callback) {
	kind := callback.Node.Get("x-event-type")
	text, ok := kind.Str()
	switch {
	case kind == nil:
		c.log.Report(diag.Warningf(callback.Pos, "event-type", "the callback %s has no x-event-type, so nothing is generated for it",
			diag.Quote(callback.Name)).Fix("give it the event_type of the notification as x-event-type"))
	case !ok || strings.TrimSpace(text) != text || text == "":
		c.log.Report(diag.Errorf(kind.At(), "event-type", "the x-event-type of the callback %s is not the name of an event", diag.Quote(callback.Name)).
			Fix("write the event_type of the notification, such as TRANSACTION.SUCCESS"))
	case callback.Method != http.MethodPost:
		c.log.Report(diag.Warningf(callback.Pos, "event-method", "the callback %s is a %s, so nothing is generated for it",
			diag.Quote(callback.Name), callback.Method).Fix("describe it under post: WeChat Pay posts its notifications"))
	default:
		e := &event{Callback: callback, kind: text, schema: resourceSchema(callback)}
		leave := c.log.Enter(e.owner())
		e.key = c.key(callback.Node)
		leave()
		c.add(e)
	}
}

// add adds an event, unless it is there already.
func (c *eventCollector) add(e *event) {
	if _, skip := c.skipped[e.id()]; skip {
		return
	}
	first := c.byKind[e.kind]
	if first == nil {
		c.byKind[e.kind] = e
		c.events = append(c.events, e)
		return
	}
	conflict := ""
	switch {
	case !c.sameSchema(first.schema, e.schema):
		conflict = "another resource"
	case !slices.Equal(first.key, e.key):
		conflict = "another x-event-key"
	default:
		return
	}
	defer c.log.Enter(e.owner())()
	c.log.Report(diag.Errorf(e.Node.Get("x-event-type").At(), "event-conflict", "the event %s has %s in the callback %s than in the callback %s",
		diag.Quote(e.kind), conflict, diag.Quote(e.Name), diag.Quote(first.Name)).
		See(first.Node.Get("x-event-type").At()).Fix("describe it once, under components/callbacks, and refer to that"))
}

// sameSchema reports whether two schemas are one, or the same text in one file.
func (c *eventCollector) sameSchema(a, b *doctree.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	a, b = c.model.Deref(a), c.model.Deref(b)
	return a == b || a.At().File == b.At().File && bytes.Equal(a.AppendJSON(nil), b.AppendJSON(nil))
}

// resourceSchema returns the schema of a callback's body, nil if it has none.
func resourceSchema(callback *apimodel.Callback) *doctree.Node {
	if callback.Body == nil {
		return nil
	}
	_, media := callback.Body.Content.Pick(apimodel.IsJSON)
	return media.Get("schema")
}

// key reads x-event-key.
func (c *eventCollector) key(node *doctree.Node) []string {
	list := node.Get("x-event-key")
	var members []string
	for _, item := range list.Items() {
		if member, ok := item.Str(); ok && member != "" {
			members = append(members, member)
		}
	}
	if list != nil && (len(members) == 0 || len(members) != list.Len()) {
		c.log.Report(diag.Errorf(list.At(), "event-key", "x-event-key is not a list of the resource's members").
			Fix("write a list of names, such as [out_trade_no]"))
		return nil
	}
	return members
}

// notificationsDoc is the comment of the struct of functions.
func notificationsDoc(name string) ir.Doc {
	return ir.Doc{
		ir.Para(name + " has a function for each event that WeChat Pay posts to the notify_url. An event whose function " +
			"is nil is passed to Other."),
		ir.Para("A member of the resource that has another type than documented is absent in the resource that the function receives, and " +
			"is listed in Unread of the notification."),
		ir.Para("A function acknowledges the event by returning nil. After an error, or without a response within 5 seconds, WeChat Pay " +
			"sends the notification again, up to 15 times in about 24 hours. A notification may also arrive more than once, at several " +
			"servers at the same time, out of order, or never: use [wxpay.WithDeduplicator], compare the resource with the order, and " +
			"query an order for which none arrives."),
	}
}

var otherDoc = ir.Doc{
	ir.Para("Other is called for events whose function is nil, for events that this package does not know, and for events on which " +
		"their function could not act, since the number or the state of the order could not be read; Unread of the notification " +
		"lists such members. If Other is nil, these events are not acknowledged, and WeChat Pay sends them again. To ignore " +
		"events, return nil for them."),
}

// eventDoc is the comment of an event's function.
func eventDoc(e *event, out ir.Event) ir.Doc {
	doc := text.Action(out.Name, e.Text, e.Title).Doc()
	text := "The event type is "
	if len(doc) == 0 {
		text = out.Name + " is called for the event "
	}
	members := "id"
	if n := len(out.Key); n > 0 {
		members = out.Key[n-1]
		if n > 1 {
			members = strings.Join(out.Key[:n-1], ", ") + " and " + members
		}
	}
	doc = append(doc, ir.Para(text+e.kind+". Notifications of the same event have the same "+members+"."))
	if e.URL != "" {
		doc = append(doc, ir.Para("See "+e.URL))
	}
	if e.Deprecated {
		doc = append(doc, types.Deprecated)
	}
	return doc
}
