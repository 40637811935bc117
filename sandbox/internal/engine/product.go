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

// Product is a document that was read and checked. It does not change, so that several engines can share it.
type Product struct {
	// Name is the file name of the document without its extension, such as payscore.
	Name string
	// Title is the title of the document.
	Title string
	// Operations are in the order of the document.
	Operations []*Operation
	// Notifications has the notifications by event type.
	Notifications map[string]*NotificationType

	model         *lifecycle.Model
	inventedKinds map[string]bool // of what is remembered without a lifecycle
	deferred      *deferred       // nil if the document was read
}

// Load reads documents as the generator does: OpenAPI 2.0 is converted, and references are followed below the directory of the
// document. The error lists the problems of all documents with their positions.
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

// newProduct returns the product of a document. m lists its content; api has its schemas, which validate values.
func newProduct(name string, m *apimodel.Model, model *lifecycle.Model, api *openapi3.T) *Product {
	p := &Product{Name: name, Title: m.Title, Notifications: make(map[string]*NotificationType), model: model, inventedKinds: make(map[string]bool)}
	for _, c := range m.Callbacks {
		p.addNotification(c, api)
	}
	for _, op := range m.Operations {
		p.Operations = append(p.Operations, p.newOperation(m, op, api))
	}
	p.remember()
	return p
}

// Rename changes the name of the product. Only whoever has loaded it may call this, before the first engine is made.
func (p *Product) Rename(name string) {
	p.Name = name
	for _, o := range p.Operations {
		o.Product = name
	}
}

// basePath returns the path of an operation's first server, which precedes the paths of the document.
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

// NotificationType is a notification of a document.
type NotificationType struct {
	EventType string
	Summary   string
	// OriginalType is the original_type of the encrypted resource.
	OriginalType string
	// Schema describes the encrypted resource; nil if the document does not.
	Schema *openapi3.Schema
	// URLMember is the member of the request with the notify URL, such as notify_url.
	URLMember string
}

// addNotification adds a callback or a webhook of the document. Of several with the same event type, the first applies.
func (p *Product) addNotification(c *apimodel.Callback, api *openapi3.T) {
	if c.EventType == "" || c.Method != http.MethodPost || p.Notifications[c.EventType] != nil {
		return
	}
	n := &NotificationType{EventType: c.EventType, Summary: c.Title, URLMember: lastMember(c.Address), OriginalType: originalType(c.EventType)}
	if c.OriginalType != nil {
		n.OriginalType = *c.OriginalType
	}
	if c.Body != nil {
		n.Schema = valueOf(c.Body.Content.Find(apimodel.IsJSON).Kin(c.KinBody(api)))
	}
	p.Notifications[c.EventType] = n
}

// lastMember returns notify_url for {$request.body#/notify_url}.
func lastMember(expression string) string {
	_, pointer, ok := strings.Cut(strings.TrimSuffix(expression, "}"), "#/")
	if !ok || strings.Contains(pointer, "/") {
		return "notify_url"
	}
	return pointer
}

// valueOf returns the schema of a reference, or nil.
func valueOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil {
		return nil
	}
	return ref.Value
}
