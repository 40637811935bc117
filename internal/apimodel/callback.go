package apimodel

import (
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Callback is a notification that WeChat Pay sends. Its ID is the name of the
// callback or webhook when it has no operationId.
type Callback struct {
	Operation
	Name      string // of the callback or webhook
	Address   string // the expression that it is sent to; "" for a webhook
	EventType string
	EventKey  []string
	// OriginalType is the envelope's original_type, which may be ""; nil: the document does not say.
	OriginalType *string
	From         []string // the IDs of the operations that name it
}

// listCallbacks lists each callback at its first mention.
func (m *Model) listCallbacks() {
	seen := map[*doctree.Node]*Callback{}
	for _, op := range m.Operations {
		for name, ref := range op.Node.Get("callbacks").Members() {
			if isExtension(name) {
				continue
			}
			for address, item := range m.Deref(ref).Members() {
				if !isExtension(address) {
					m.callback(Callback{Name: name, Address: address, From: []string{op.ID}}, m.item(item), kinCallback(op, name, address), seen)
				}
			}
		}
	}
	for name, item := range m.Doc.Root.Get("webhooks").Members() {
		if !isExtension(name) {
			m.callback(Callback{Name: name}, m.item(item), kinWebhook(name), seen)
		}
	}
}

func (m *Model) callback(mention Callback, item *doctree.Node, kin kinItem, seen map[*doctree.Node]*Callback) {
	for method, node := range m.operationsOf(item) {
		if first := seen[node]; first != nil {
			first.From = append(first.From, mention.From...)
			continue
		}
		c := mention
		c.Operation = *m.operation(method, item, node)
		c.kinItem = kin
		if !c.HasID {
			c.ID = c.Name
		}
		c.EventType = node.Get("x-event-type").Text()
		for _, key := range node.Get("x-event-key").Items() {
			c.EventKey = append(c.EventKey, key.Text())
		}
		if original, ok := node.Get("x-original-type").Str(); ok {
			c.OriginalType = &original
		}
		seen[node] = &c
		m.Callbacks = append(m.Callbacks, &c)
	}
}
