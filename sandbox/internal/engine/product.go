package engine

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Product is one document, read and checked. It does not change once it is loaded, so that many engines can share it.
type Product struct {
	// Name is the document's file name without its extension, such as payscore.
	Name string
	// Title is the document's own.
	Title string
	// Operations are in the order of their paths, then of their methods.
	Operations []*Operation
	// Notices are the notifications by event type.
	Notices map[string]*Notification

	model *lifecycle.Model
}

// Load reads documents from a file system. References are followed within it, and never to a URL. The error lists what
// is wrong in all of them.
func Load(fsys fs.FS, names ...string) ([]*Product, error) {
	products, errs := make([]*Product, len(names)), make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			if products[i], errs[i] = load(fsys, name); errs[i] != nil && !strings.HasPrefix(errs[i].Error(), name+":") {
				errs[i] = fmt.Errorf("%s: %w", name, errs[i])
			}
		})
	}
	wg.Wait()
	return products, errors.Join(errs...)
}

func load(fsys fs.FS, name string) (p *Product, err error) {
	defer func() {
		if problem := recover(); problem != nil { // reading takes for granted what a document need not have
			p, err = nil, errors.New("the document cannot be read: an entry is empty, or of another kind than it has to be; wxpaygen lint says where")
		}
	}()
	files := &reader{fsys: fsys, read: make(map[string][]byte)}
	doc, err := files.document(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil: // without a place
		return nil, fmt.Errorf("%w; wxpaygen lint says where", err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		return nil, errors.New(`this is no OpenAPI 3 document, which says "openapi: 3.0.3" or the like at its top; convert one of OpenAPI 2.0 first`)
	}
	titles := make(codeTitles)
	titles.add(doc)
	for _, file := range slices.Sorted(maps.Keys(files.read)) {
		if file != name && bytes.Contains(files.read[file], []byte("x-error-codes")) {
			if other, err := files.document(file); err == nil { // one that is no document has no components
				titles.add(other)
			}
		}
	}
	model, err := readModel(fsys, name)
	if err != nil {
		return nil, err
	}
	return newProduct(strings.TrimSuffix(path.Base(name), path.Ext(name)), doc, model, titles)
}

// reader reads documents and what they refer to, each file once.
type reader struct {
	fsys fs.FS
	read map[string][]byte
}

func (r *reader) document(name string) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, uri *url.URL) ([]byte, error) {
		if uri.Scheme != "" || uri.Host != "" {
			return nil, fmt.Errorf("reference to %s: only files beside the document are read", uri.Redacted())
		}
		file := path.Clean(uri.Path)
		if !fs.ValidPath(file) {
			return nil, fmt.Errorf("reference to %s: it leads out of the directory that documents are read from", uri.Path)
		}
		if data, ok := r.read[file]; ok { // the loader asks once for every reference
			return data, nil
		}
		data, err := fs.ReadFile(r.fsys, file)
		if err == nil {
			r.read[file] = data
		}
		return data, err
	}
	return loader.LoadFromURI(&url.URL{Path: name})
}

func newProduct(name string, doc *openapi3.T, model *lifecycle.Model, titles codeTitles) (*Product, error) {
	p := &Product{Name: name, Notices: make(map[string]*Notification), model: model}
	if doc.Info != nil {
		p.Title = doc.Info.Title
	}
	if doc.Components != nil {
		p.addNotices(doc.Components.Callbacks)
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Webhooks)) {
		p.addNotice(doc.Webhooks[name], "notify_url")
	}
	prefix := basePath(doc)
	for _, template := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(template)
		methods := item.Operations()
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			o := p.newOperation(method, prefix+template, item, methods[method], titles)
			if o.Lifecycle = model.Operation(cmp.Or(o.ID, method+" "+template)); o.Lifecycle != nil {
				o.kind = model.Resource(o.Lifecycle.Resource)
			}
			p.Operations = append(p.Operations, o)
			p.addNotices(methods[method].Callbacks)
		}
	}
	return p, p.checkSchemas()
}

// basePath is the path of the first server, which stands before those of the document.
func basePath(doc *openapi3.T) string {
	if len(doc.Servers) == 0 {
		return ""
	}
	u, err := url.Parse(doc.Servers[0].URL)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.EscapedPath(), "/")
}

// Notification is a message to the merchant.
type Notification struct {
	EventType string
	Summary   string
	// Schema describes the resource that is sent encrypted; nil if the document does not.
	Schema *openapi3.Schema
	// URLMember is the member of the creating request that holds the address, such as notify_url.
	URLMember string
}

func (p *Product) addNotices(callbacks openapi3.Callbacks) {
	for _, name := range slices.Sorted(maps.Keys(callbacks)) {
		ref := callbacks[name]
		if ref == nil || ref.Value == nil {
			continue
		}
		for _, expression := range slices.Sorted(maps.Keys(ref.Value.Map())) {
			p.addNotice(ref.Value.Value(expression), lastMember(expression))
		}
	}
}

// addNotice takes note of what a callback or a webhook of the document posts.
func (p *Product) addNotice(item *openapi3.PathItem, urlMember string) {
	op := item.GetOperation(http.MethodPost)
	if op == nil {
		return
	}
	event, _ := op.Extensions["x-event-type"].(string)
	if event == "" {
		return
	}
	n := &Notification{EventType: event, Summary: op.Summary, URLMember: urlMember}
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		n.Schema = jsonSchema(op.RequestBody.Value.Content)
	}
	p.Notices[event] = n
}

// lastMember returns notify_url of {$request.body#/notify_url}.
func lastMember(expression string) string {
	_, pointer, ok := strings.Cut(strings.TrimSuffix(expression, "}"), "#/")
	if !ok || strings.Contains(pointer, "/") {
		return "notify_url"
	}
	return pointer
}

// jsonSchema returns the schema of a JSON body, or nil.
func jsonSchema(content openapi3.Content) *openapi3.Schema {
	media := jsonMedia(content)
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema.Value
}

// jsonMedia returns what is said of a body in JSON: application/json, or else a kind of it such as application/problem+json.
func jsonMedia(content openapi3.Content) *openapi3.MediaType {
	if media := content.Get("application/json"); media != nil {
		return media
	}
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		if strings.HasSuffix(strings.ToLower(kind), "+json") {
			return content[kind]
		}
	}
	return nil
}
