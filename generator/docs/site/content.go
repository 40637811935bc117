package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// homeContent is the content of the first page.
type homeContent struct{ Products []productLine }

type productLine struct {
	Name, Title, Text     string
	Operations, Callbacks int
}

func (w *writer) home(language) homeContent {
	var out homeContent
	for _, p := range w.products {
		out.Products = append(out.Products, productLine{p.Name, p.api.Title, p.api.Text, len(p.api.Operations), len(p.api.Callbacks)})
	}
	return out
}

// productContent is the content of a product's page.
type productContent struct {
	*Product
	Title, Text, Source string
	Hosts               []string
	Operations          []entryOf
	Callbacks           []entryOf
	Resources           []resource
}

type entryOf struct{ ID, Title, Method, Path, Page string }

// resource is a resource with its states and the steps between them.
type resource struct {
	Name, Title, Text, Picture string
	States                     []state
	Steps                      []step
}

type state struct {
	Name, Title, Text string
	Shown             []string
	Final, Gone       bool
}

type step struct {
	From, To, Who string
	What, Page    string // Page is that of the operation, "" for an event
	Text          template.HTML
}

func (w *writer) product(l language, p *Product) productContent {
	out := productContent{Product: p, Title: first(p.api.Title, p.Name), Text: p.api.Text, Source: p.Doc.Path}
	for _, s := range p.api.Servers {
		out.Hosts = append(out.Hosts, s.Address)
	}
	for _, op := range p.api.Operations {
		out.Operations = append(out.Operations, entryOf{op.ID, op.Title, op.Method, op.Path, fileName(op.ID) + ".html"})
	}
	for _, c := range p.api.Callbacks {
		out.Callbacks = append(out.Callbacks, entryOf{first(c.EventType, c.ID), c.Title, "", "", fileName(c.ID) + ".html"})
	}
	for _, r := range p.states.Resources {
		out.Resources = append(out.Resources, w.resource(l, p, r))
	}
	return out
}

func (w *writer) resource(l language, p *Product, r *lifecycle.Resource) resource {
	out := resource{Name: r.Name, Title: first(r.Title, r.Noun()), Text: r.Description, Picture: p.picture(r)}
	for _, s := range r.States {
		one := state{Name: s.Name, Title: s.Title, Text: s.Description, Final: s.Final, Gone: s.Gone}
		for _, show := range s.Shows {
			one.Shown = append(one.Shown, fmt.Sprintf("%s: %v", show.Path, show.Value))
		}
		out.States = append(out.States, one)
	}
	for _, s := range p.states.Steps(r) {
		one := step{From: strings.Join(s.From, ", "), To: strings.Join(s.To, ", "), What: s.Name}
		if s.Op != nil {
			one.Page = fileName(s.Name) + ".html"
		} else {
			one.Who, one.Text = actor(l, s.Event), w.effects(l, p, r, s.Event)
		}
		out.Steps = append(out.Steps, one)
	}
	return out
}

// actor says who or what makes an event happen.
func actor(l language, e *lifecycle.Event) string {
	switch e.By {
	case lifecycle.ByTime:
		return l.say("time")
	case lifecycle.ByMerchant:
		return l.say("the merchant, elsewhere")
	case lifecycle.ByUser:
		return l.say("the user")
	}
	return l.say("WeChat Pay")
}

// effects says what an event needs and causes.
func (w *writer) effects(l language, p *Product, r *lifecycle.Resource, e *lifecycle.Event) template.HTML {
	list := []string{e.Description}
	if e.When != nil {
		list = append(list, l.say("Only when %s.", lifecycle.Words(e.When.String(), l.style())))
	}
	list = append(list, p.states.Caused(r, e.Causes, l.style())...)
	if e.Notifies != "" {
		list = append(list, l.say("Notifies %s.", code(e.Notifies)))
	}
	return marked(l.paragraph(list))
}

// operationContent is the content of an operation's page.
type operationContent struct {
	*apimodel.Operation
	l         language
	Sentences template.HTML
	Checks    []check
	Policies  []policy
	Request   []*Field
	Optional  bool // its body
	Responses []response
	Codes     []codeRow
	Samples   []Sample
	Query     string // the address of the example, for the sandbox
	Body      string // the example's
}

type check struct {
	That          template.HTML
	Code, Message string
}

type policy struct {
	Name, Text, Default string
	Values              []string
}

type response struct {
	Status, Text, Media string
	Unsigned            bool
	Fields              []*Field
	Example             string
}

type codeRow struct{ Status, Name, Title, Text, Remedy string }

func (w *writer) operation(l language, p *Product, op *apimodel.Operation) operationContent {
	f := &fields{api: p.api, lang: l}
	made := (&examples{api: p.api}).call(op)
	out := operationContent{Operation: op, l: l, Request: f.request(op), Query: made.URL(), Body: pretty(made.body, "  ")}
	out.Optional = op.Body != nil && !op.Body.Required
	out.Samples = samples(p.code, made, l)
	for _, r := range op.Responses {
		if !r.IsError() {
			out.Responses = append(out.Responses, w.response(f, p, r))
		}
		for _, c := range r.Codes {
			row := codeRow{Status: r.Status, Name: c.Name, Title: c.Title, Text: c.Text, Remedy: c.Remedy}
			if l.Code == "zh" {
				row.Remedy = first(c.ChineseRemedy, c.Remedy)
			}
			out.Codes = append(out.Codes, row)
		}
	}
	w.states(l, p, &out)
	return out
}

func (w *writer) response(f *fields, p *Product, r *apimodel.Response) response {
	out := response{Status: r.Status, Text: r.Text, Unsigned: r.Unsigned}
	if r.Body == nil {
		return out
	}
	out.Media = r.Body.Main().Type
	f.made = 0
	out.Fields = f.body(r.Body)
	out.Example = pretty((&examples{api: p.api, full: true}).response(r.Body), "  ")
	return out
}

// states adds what the lifecycle says about the operation.
func (w *writer) states(l language, p *Product, out *operationContent) {
	described := p.states.Operation(out.ID)
	if described == nil {
		return
	}
	style := l.style()
	sentences := p.states.Sentences(described, style)
	if described.Missing != "" && !described.Creates {
		sentences = append(sentences, l.say("If the resource does not exist, the error is %s.", code(described.Missing)))
	}
	sentences = append(sentences, described.Repetition(style)...)
	sentences = append(sentences, described.Notification(style))
	out.Sentences = marked(l.paragraph(sentences))
	for _, c := range described.Checks {
		out.Checks = append(out.Checks, check{marked(lifecycle.Words(c.That.String(), style)), c.Otherwise, c.Message})
	}
	for _, q := range described.Policies {
		out.Policies = append(out.Policies, policy{q.Name, q.Description, q.Default, q.Values})
	}
}

// eventContent is the content of a notification's page.
type eventContent struct {
	*apimodel.Callback
	Fields  []*Field
	Example string
	From    []entryOf
}

func (w *writer) event(l language, p *Product, c *apimodel.Callback) eventContent {
	f := &fields{api: p.api, lang: l}
	out := eventContent{Callback: c, Fields: f.body(c.Body), Example: pretty((&examples{api: p.api, full: true}).response(c.Body), "  ")}
	for _, op := range p.api.Operations {
		if slices.Contains(c.From, op.ID) {
			out.From = append(out.From, entryOf{ID: op.ID, Page: fileName(op.ID) + ".html"})
		}
	}
	return out
}
