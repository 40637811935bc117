package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	docs "github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Product is one document, read and checked. It does not change once it is loaded, so that many engines can share it.
type Product struct {
	// Name is the document's file name without its extension, such as payscore.
	Name string
	// Title is the document's own.
	Title string
	// Operations are in the document's order.
	Operations []*Operation
	// Notices are the notifications by event type.
	Notices map[string]*Notification

	model *lifecycle.Model
}

// Load reads documents from a file system, as the generator reads them: OpenAPI 2.0 is converted, and references are
// followed below the document's folder. The error lists what is wrong in all of them, with its place.
func Load(fsys fs.FS, names ...string) ([]*Product, error) {
	products, errs := make([]*Product, len(names)), make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			products[i], errs[i] = load(fsys, name)
		})
	}
	wg.Wait()
	return products, errors.Join(errs...)
}

func load(fsys fs.FS, name string) (*Product, error) {
	doc, diags := docs.Load(fsys, name)
	var errs []error
	for _, d := range diags {
		if d.Severity == diag.Error {
			errs = append(errs, errors.New(d.String()))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	api, doubt := doc.API()
	if api == nil {
		d := doubt[0]
		d.Severity = diag.Error
		return nil, errors.New(d.String())
	}
	m := apimodel.Read(doc, nil)
	model, err := readModel(m)
	if err != nil {
		return nil, err
	}
	p := newProduct(strings.TrimSuffix(path.Base(name), path.Ext(name)), m, model, api)
	if err := p.checkSchemas(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	list := p.describe(m, api)
	if err := checkSizes(list); err != nil {
		return nil, err
	}
	makeExact(m, list)
	return p, nil
}

// newProduct makes a product of a document. The model lists what is in it; api
// has the same document's schemas, by which values are judged.
func newProduct(name string, m *apimodel.Model, model *lifecycle.Model, api *openapi3.T) *Product {
	p := &Product{Name: name, Title: m.Title, Notices: make(map[string]*Notification), model: model}
	for _, c := range m.Callbacks {
		p.addNotice(c, api)
	}
	for _, op := range m.Operations {
		p.Operations = append(p.Operations, p.newOperation(m, op, api))
	}
	return p
}

// basePath is the path of an operation's first server, which the paths of the
// document follow.
func basePath(op *apimodel.Operation) string {
	if len(op.Servers) == 0 {
		return ""
	}
	u, err := url.Parse(op.Servers[0].Address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.EscapedPath(), "/")
}

// Notification is a message to the merchant.
type Notification struct {
	EventType string
	Summary   string
	// OriginalType is the envelope's original_type.
	OriginalType string
	// Schema describes the resource that is sent encrypted; nil if the document does not.
	Schema *openapi3.Schema
	// URLMember is the member of the creating request that holds the address, such as notify_url.
	URLMember string
}

// addNotice notes what a callback or a webhook of the document posts. Of several
// with one event type the first counts.
func (p *Product) addNotice(c *apimodel.Callback, api *openapi3.T) {
	if c.EventType == "" || c.Method != http.MethodPost || p.Notices[c.EventType] != nil {
		return
	}
	n := &Notification{EventType: c.EventType, Summary: c.Title, URLMember: lastMember(c.Address), OriginalType: originalType(c.EventType)}
	if c.OriginalType != nil {
		n.OriginalType = *c.OriginalType
	}
	if c.Body != nil {
		n.Schema = valueOf(c.Body.Content.Find(apimodel.IsJSON).Kin(c.KinBody(api)))
	}
	p.Notices[c.EventType] = n
}

// lastMember returns notify_url of {$request.body#/notify_url}.
func lastMember(expression string) string {
	_, pointer, ok := strings.Cut(strings.TrimSuffix(expression, "}"), "#/")
	if !ok || strings.Contains(pointer, "/") {
		return "notify_url"
	}
	return pointer
}

// valueOf returns the schema that a reference leads to, nil for none.
func valueOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil {
		return nil
	}
	return ref.Value
}
