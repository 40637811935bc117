package lower

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// packageDoc is the comment of the package.
func packageDoc(name string, root *doctree.Node) ir.Doc {
	info := root.Get("info")
	doc := ir.Doc{ir.Para("Package " + name + " is a client for " + cmp.Or(info.Get("title").Text(), "WeChat Pay APIv3") + ".")}
	doc = append(doc, text.Blocks(info.Get("description").Text())...)
	if url := root.Get("externalDocs").Get("url").Text(); url != "" {
		doc = append(doc, ir.Para("See "+url))
	}
	return doc
}

var clientDoc = ir.Doc{
	ir.Para("Client calls the operations of this package. It is safe for concurrent use if its caller is; a " +
		"[*wxpay.Client] is."),
}

// operationDoc is the comment of a method. states says when it may be called.
func (p *pass) operationDoc(op *operation, out *ir.Operation, states ir.Doc) ir.Doc {
	doc := text.Action(out.Name, op.Text, op.Title).Doc()
	if len(doc) == 0 {
		doc = ir.Doc{ir.Para(out.Name + " calls the operation " + op.id + ".")}
	}
	doc = append(doc, states...)
	doc = append(doc, ir.Verbatim(op.Method+" "+pathOf(op)))
	doc = append(doc, p.security.doc(out)...)
	if out.Validates {
		doc = append(doc, ir.Para("An invalid request is not sent: the error is a [*wxpay.ValidationError]."))
	}
	if len(out.Errors) > 0 {
		doc = append(doc, ir.Para("Errors of WeChat Pay are of type [*wxpay.Error]. These codes are documented; test for them with [errors.Is]:"), codeList(out.Errors))
	}
	doc = append(doc, errorTypesDoc(out.ErrorTypes)...)
	doc = append(doc, responseDoc(out)...)
	if names := responseHeaders(op); len(names) > 0 {
		doc = append(doc, ir.Para("The response has the headers "+strings.Join(names, ", ")+". Use [wxpay.WithResponse] to read them."))
	}
	if op.URL != "" {
		doc = append(doc, ir.Para("See "+op.URL))
	}
	if op.Deprecated {
		doc = append(doc, types.Deprecated)
	}
	return doc
}

// statusName is the Go name of a status: OK, Accepted.
func statusName(status int) string {
	if status == anySuccess {
		return "Other"
	}
	name := strings.ReplaceAll(http.StatusText(status), " ", "")
	if name == "" {
		return fmt.Sprintf("Status%d", status)
	}
	return strings.ReplaceAll(name, "-", "")
}

// pathOf is the path of an operation with what is fixed of its query.
func pathOf(op *operation) string {
	if op.Route.Query == "" {
		return op.Path
	}
	return op.Path + "?" + op.Route.Query
}
