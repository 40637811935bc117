package lower

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// pages returns the method that iterates over the items of all pages, nil if the document
// does not say with x-pages how the operation is paged. That is not guessed: the parameter
// "offset" counts items in some operations of WeChat Pay, and pages in others.
func (p *pass) pages(m made) *ir.Pages {
	node := m.op.Node.Get("x-pages")
	if node == nil {
		return nil
	}
	leave := p.log.Enter(m.op.owner())
	defer leave()
	r := pagesReader{pass: p, node: node, made: m}
	if !node.Is(doctree.Mapping) {
		r.fault(node.At(), "x-pages is "+node.Kind.String()+", not a mapping")
		return nil
	}
	out := r.read()
	if r.bad {
		return nil
	}
	candidates := []string{"All" + withoutVerb(m.out.Name, "List", "Query", "Search", "Get"), "All" + m.out.Name, m.out.Name + "OfAllPages"}
	if out.Name = p.types.Names.TakeIn(p.methods, m.op.id, m.op.Pos, candidates...); out.Name == "" {
		return nil
	}
	out.Doc = pagesDoc(out.Name, m.out.Name)
	return out
}

// pagesReader reads one x-pages.
type pagesReader struct {
	*pass
	made
	node *doctree.Node
	bad  bool
}

var pagesWords = []string{"items", "offset", "page", "cursor", "first", "next", "total"}

const pagesForm = "write the member with the items and the parameter that chooses the page, such as {items: data, offset: offset, total: total_count}"

func (r *pagesReader) fault(pos diag.Position, fact string) {
	r.bad = true
	r.log.Report(diag.Errorf(pos, "pages", "%s", fact).Fix(pagesForm))
}

// read reads the members of x-pages.
func (r *pagesReader) read() *ir.Pages {
	out := &ir.Pages{First: 1}
	for key := range r.node.Members() {
		if !slices.Contains(pagesWords, key) {
			r.bad = true
			r.log.Report(diag.Errorf(r.node.Key(key), "pages", "x-pages has no member %s", diag.Quote(key)).
				Fix("%s", diag.Hint(key, pagesWords, "write "+strings.Join(pagesWords, ", "))))
		}
	}
	if n, ok := r.node.Get("first").Int(); ok && (n == 0 || n == 1) && r.node.Get("page") != nil {
		out.First = int(n)
	} else if r.node.Get("first") != nil {
		r.fault(r.node.Get("first").At(), "first is the number of the first page, 0 or 1, and needs page")
	}
	r.start(out)
	r.response(out)
	return out
}

// start reads how the request chooses the page.
func (r *pagesReader) start(out *ir.Pages) {
	var ways []string
	for by, word := range []string{ir.ByOffset: "offset", ir.ByNumber: "page", ir.ByCursor: "cursor"} {
		if r.node.Get(word) != nil {
			ways = append(ways, word)
			out.By = ir.Paging(by)
		}
	}
	if len(ways) != 1 {
		r.fault(r.node.At(), "x-pages must have exactly one of offset, page and cursor")
		return
	}
	if (out.By == ir.ByCursor) != (r.node.Get("next") != nil) {
		r.fault(r.node.At(), "cursor and next need each other: the parameter, and the member of the response with its next value")
	}
	node := r.node.Get(ways[0])
	i := slices.IndexFunc(r.fields.Fields, func(f ir.Field) bool { return f.Wire == node.Text() })
	if i < 0 {
		r.fault(node.At(), "the request has no "+diag.Quote(node.Text()))
		return
	}
	field := r.fields.Fields[i]
	out.Start, out.StartType = field.Name, field.Value.Type
	if kind := kindOf(field.Value.Type); kind != ir.String && out.By == ir.ByCursor || !isInteger(kind) && out.By != ir.ByCursor {
		r.fault(node.At(), diag.Quote(node.Text())+" has a type that cannot be counted: an offset and a page are integers, a cursor is a string")
	}
}

// response reads the members of the response.
func (r *pagesReader) response(out *ir.Pages) {
	response, ok := r.out.Response.(ir.JSONResponse)
	st, isStruct := r.types.Decls[types.TypeName(response.Type)].(*ir.Struct)
	if !ok || !isStruct || !response.Pointer {
		r.fault(r.node.At(), "the response of an operation with x-pages is not an object")
		return
	}
	items, t := r.member(st, "items")
	out.Items = items
	list, isList := t.(*ir.Slice)
	switch {
	case r.node.Get("items") == nil:
		r.fault(r.node.At(), "x-pages does not name the items")
	case items != nil && !isList:
		r.fault(r.node.Get("items").At(), diag.Quote(r.node.Get("items").Text())+" is not a list")
	case isList:
		out.Item = list.Elem
	}
	if out.Total, out.TotalType = r.member(st, "total"); out.Total != nil && !isInteger(kindOf(out.TotalType)) {
		r.fault(r.node.Get("total").At(), diag.Quote(r.node.Get("total").Text())+" is not an integer")
	}
	if out.Next, out.NextType = r.member(st, "next"); out.Next != nil && kindOf(out.NextType) != ir.String {
		r.fault(r.node.Get("next").At(), diag.Quote(r.node.Get("next").Text())+" is not a string")
	}
}

// member returns the way to the member of the response that word names, and its type.
func (r *pagesReader) member(st *ir.Struct, word string) ([]ir.ShownField, ir.Type) {
	node := r.node.Get(word)
	if node == nil {
		return nil, nil
	}
	path, t := r.field(st, node.Text())
	if path == nil {
		r.fault(node.At(), "the response has no "+diag.Quote(node.Text()))
	}
	return path, t
}

// kindOf returns the kind of a type or of what it points to, and a kind that is neither
// integer nor string for any other type.
func kindOf(t ir.Type) ir.Kind {
	if pointer, ok := t.(*ir.Pointer); ok {
		t = pointer.Elem
	}
	if kind, ok := t.(ir.Kind); ok {
		return kind
	}
	return ir.Bool
}

func isInteger(kind ir.Kind) bool { return kind == ir.Int64 || kind == ir.Int32 }

func pagesDoc(name, list string) ir.Doc {
	return ir.Doc{
		ir.Para(name + " iterates over the items of all pages of [Client." + list + "], beginning with the page of req. A page is " +
			"requested when the loop gets to it. An error is the last element."),
		ir.Para("What changes while the loop runs may be missing or come twice."),
	}
}
