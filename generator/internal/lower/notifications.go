package lower

import (
	"bytes"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// event is a kind of notification, as callbacks and webhooks describe it.
type event struct {
	name   string        // of the callback or webhook, for messages
	kind   string        // PAYSCORE.USER_CONFIRM
	node   *doctree.Node // of its operation
	schema *doctree.Node // of the resource after decryption; nil when none is given
	key    []string      // members of the resource
}

func (e *event) owner() string { return operationPrefix + e.id() }
func (e *event) id() string    { return "notification " + e.kind }

// notifications lowers the events that WeChat Pay posts into a file of their own.
// Without any there is no such file, and no name is taken.
func (l *lowerer) notifications() {
	events := l.events()
	if len(events) == 0 {
		return
	}
	l.local = nil
	pos := events[0].node.At()
	out := &ir.Notifications{
		Name:  l.take(l.scope, "notifications", pos, "Notifications", "NotificationHandlers"),
		Other: otherDoc,
	}
	out.Doc = notificationsDoc(out.Name)
	functions := names.NewScope("function")
	functions.Reserve(ownFunctions...)
	for _, e := range events {
		l.event(e, out, functions)
	}
	file := l.take(l.files, "notifications", pos, names.File("Notifications")...)
	if file != "" && len(out.Events) > 0 {
		l.types++
		l.fileOf = append(l.fileOf, ir.File{Name: file, Decls: append([]ir.Decl{out}, l.local...)})
	}
	l.local = nil
}

// event lowers one event.
func (l *lowerer) event(e *event, out *ir.Notifications, functions *names.Scope) {
	defer l.blames.enter(e.owner())()
	pos := e.node.Get("x-event-type").At()
	name := l.take(functions, e.kind, pos, l.functionNames(e)...)
	if name == "" {
		return
	}
	constant := l.take(l.scope, e.kind, pos, "Event"+name, "Event"+l.namer.Exported(e.kind), "Event"+name+"Type")
	described := ir.Event{Name: name, Const: constant, Type: e.kind, Resource: l.resource(e, out.Name, name), Key: e.key}
	described.Doc = l.eventDoc(e, described)
	out.Events = append(out.Events, described)
}

// functionNames returns the candidates for the name of an event's function: the
// author's own, or else the last part of the event's type, or else all of it.
func (l *lowerer) functionNames(e *event) []string {
	if e.node.Get("x-go-name") != nil {
		return []string{l.nameOf(e.node, e.kind)}
	}
	last := l.namer.Exported(e.kind[strings.LastIndexByte(e.kind, '.')+1:])
	candidates := []string{last, l.namer.Exported(e.kind)}
	if slices.Contains(ownFunctions, last) {
		candidates = append(candidates, last+"Event")
	}
	return candidates
}

// ownFunctions are the members that every struct of functions has.
var ownFunctions = []string{"Dispatch", "Handler", "Other"}

// resource is the type of an event's resource: lowered as an answer is, so that
// a component that operations answer with is the same Go type.
func (l *lowerer) resource(e *event, holder, function string) ir.Type {
	if e.schema == nil {
		l.report(diag.Warningf(e.node.At(), "event-resource", "the event %s has no JSON schema for its resource; functions get it as it came",
			diag.Quote(e.kind)).Fix("describe the decrypted resource as the request body, application/json"))
		return ir.Raw{}
	}
	body := l.schemas.Read(e.schema)
	l.checkKey(e, body)
	value := l.value(body, place{base: function + "Resource", spec: e.kind, pos: e.schema.At(), dir: answer})
	l.answered(answerOf{owner: l.blames.owner(), pos: e.schema.At(), value: value})
	if st, ok := l.checkable[typeName(value.Type)].(*ir.Struct); ok && len(st.Doc) == 0 && body.Ref == "" {
		st.Doc = ir.Doc{ir.Para(st.Name + " is the resource of [" + holder + "." + function + "].")}
	}
	return value.Type
}

// checkKey refuses members of a key that the resource does not have.
func (l *lowerer) checkKey(e *event, body *schemaOf) {
	target := l.schemas.Target(body)
	if l.kind(target) != kindStruct {
		return
	}
	for i, member := range e.key {
		if target.Property(member) == nil {
			l.report(diag.Errorf(e.node.Get("x-event-key").Items()[i].At(), "event-key", "the resource of the event %s has no member %s",
				diag.Quote(e.kind), diag.Quote(member)).Fix("name members of the resource by which a repetition is told"))
		}
	}
}

// events collects the events of all callbacks, in the document's order, and then
// those of the webhooks. One that several operations have is one event.
func (l *lowerer) events() []*event {
	c := eventCollector{lowerer: l, byKind: map[string]*event{}, seen: map[*doctree.Node]bool{}}
	for path, ref := range l.doc.Root.Get("paths").Members() {
		if isExtension(path) {
			continue
		}
		for method, op := range l.deref(ref).Members() {
			if slices.Contains(methods, method) {
				c.callbacks(op.Get("callbacks"))
			}
		}
	}
	for name, item := range l.doc.Root.Get("webhooks").Members() {
		if !isExtension(name) {
			c.item(name, l.deref(item))
		}
	}
	return c.events
}

func isExtension(key string) bool { return strings.HasPrefix(key, "x-") }

// eventCollector collects events.
type eventCollector struct {
	*lowerer
	events []*event
	byKind map[string]*event
	seen   map[*doctree.Node]bool // operations, of which several callbacks can be the same
}

// callbacks takes the callbacks of one operation.
func (c *eventCollector) callbacks(callbacks *doctree.Node) {
	for name, ref := range callbacks.Members() {
		if isExtension(name) {
			continue
		}
		for address, item := range c.deref(ref).Members() {
			if !isExtension(address) {
				c.item(name, c.deref(item))
			}
		}
	}
}

// item takes the operations of one callback or webhook. What cannot become an
// event is told.
func (c *eventCollector) item(name string, item *doctree.Node) {
	for method, node := range item.Members() {
		if !slices.Contains(methods, method) || c.seen[node] {
			continue
		}
		c.seen[node] = true
		kind := node.Get("x-event-type")
		text, ok := kind.Str()
		switch {
		case kind == nil:
			c.report(diag.Warningf(item.Key(method), "event-type", "the callback %s has no x-event-type, so nothing is generated for it",
				diag.Quote(name)).Fix("give it the event_type of the notification as x-event-type"))
		case !ok || strings.TrimSpace(text) != text || text == "":
			c.report(diag.Errorf(kind.At(), "event-type", "the x-event-type of the callback %s is not the name of an event", diag.Quote(name)).
				Fix("write the event_type of the notification, such as TRANSACTION.SUCCESS"))
		case method != "post":
			c.report(diag.Warningf(item.Key(method), "event-method", "the callback %s is a %s, so nothing is generated for it",
				diag.Quote(name), strings.ToUpper(method)).Fix("describe it under post: WeChat Pay posts its notifications"))
		default:
			e := &event{name: name, kind: text, node: node, schema: c.resourceSchema(node)}
			leave := c.blames.enter(e.owner())
			e.key = c.key(node)
			leave()
			c.add(e)
		}
	}
}

// add takes an event, or finds that it is one that is there already.
func (c *eventCollector) add(e *event) {
	if _, out := c.left[e.id()]; out {
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
	defer c.blames.enter(e.owner())()
	c.report(diag.Errorf(e.node.Get("x-event-type").At(), "event-conflict", "the event %s has %s in the callback %s than in the callback %s",
		diag.Quote(e.kind), conflict, diag.Quote(e.name), diag.Quote(first.name)).
		See(first.node.Get("x-event-type").At()).Fix("describe it once, under components/callbacks, and refer to that"))
}

// sameSchema reports whether two schemas are one, or the same text in one file.
func (c *eventCollector) sameSchema(a, b *doctree.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	a, b = c.deref(a), c.deref(b)
	return a == b || a.At().File == b.At().File && bytes.Equal(a.AppendJSON(nil), b.AppendJSON(nil))
}

// resourceSchema returns the schema of a callback's body, nil if there is none.
func (c *eventCollector) resourceSchema(node *doctree.Node) *doctree.Node {
	_, media := c.pickMedia(c.deref(node.Get("requestBody")).Get("content"), isJSON)
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
		c.report(diag.Errorf(list.At(), "event-key", "x-event-key is not a list of the resource's members").
			Fix("write a list of names, such as [out_trade_no]"))
		return nil
	}
	return members
}

// notificationsDoc is the comment of the struct of functions.
func notificationsDoc(name string) ir.Doc {
	return ir.Doc{
		ir.Para(name + " has a function for each event that WeChat Pay posts to the notify_url. An event whose function " +
			"is nil goes to Other."),
		ir.Para("A function that returns nil acknowledges the event. After an error, or without an answer within 5 seconds, WeChat Pay " +
			"sends the notification again, up to 15 times in about 24 hours. It can also come more than once, to several servers at " +
			"the same time, in another order, or not at all: give the receiver [wxpay.WithDeduplicator], check what the resource says " +
			"against the order, and query what stays away."),
	}
}

var otherDoc = ir.Doc{
	ir.Para("Other is called for every event that no function is set for, those that this package does not know included. " +
		"Without it they are answered with FAIL: they come again, and are not lost. To pass over events, have it return nil for them."),
}

// eventDoc is the comment of an event's function.
func (l *lowerer) eventDoc(e *event, out ir.Event) ir.Doc {
	doc := paragraphs(action(out.Name, e.node.Get("description").Text(), e.node.Get("summary").Text()))
	text := "The event is "
	if len(doc) == 0 {
		text = out.Name + " is called for the event "
	}
	told := "id"
	if n := len(out.Key); n > 0 {
		told = out.Key[n-1]
		if n > 1 {
			told = strings.Join(out.Key[:n-1], ", ") + " and " + told
		}
	}
	doc = append(doc, ir.Para(text+e.kind+". Repetitions have the same "+told+"."))
	if url := e.node.Get("externalDocs").Get("url").Text(); url != "" {
		doc = append(doc, ir.Para("See "+url))
	}
	if on, _ := e.node.Get("deprecated").Bool(); on {
		doc = append(doc, deprecated)
	}
	return doc
}
