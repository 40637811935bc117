package lower

import (
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/wire"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// operation lowers one operation into a file of its own: the method, its request
// and its response.
func (p *pass) operation(op *operation) {
	defer p.log.Enter(op.owner())()
	if op.name == "" || op.request == "" {
		return
	}
	p.types.TakeLocal()
	out := &ir.Operation{
		Var: names.Unexported(op.name) + "Operation", Name: op.name, FullName: p.opts.Package + "." + op.name,
		Method: op.Method, Path: op.Operation.Path, Query: op.Route.Query, Request: op.request,
		Servers:    p.servers(op),
		Repeatable: p.flag(op.Node, "x-repeatable"),
	}
	out.Var = p.types.Names.Take(op.id, op.Pos, out.Var)
	p.security.of(op, out)
	st := &ir.Struct{Name: op.request, Validate: ir.ValidatedByCallers}
	st.Doc = ir.Doc{ir.Para(op.request + " is the request of [Client." + op.name + "].")}
	p.types.Add(op.request, st)
	f := p.types.NewFields(st, types.Place{Base: op.request, Spec: op.id, Pos: op.Pos, Dir: types.Request})
	out.Params = p.wire.Params(op.Operation, f)
	out.Body = p.wire.Body(op.Body, f)
	p.response(op, out)
	p.made = append(p.made, made{op: op, out: out, fields: st})
	if name := p.types.Names.TakeIn(p.files, op.id, op.Pos, names.File(op.name)...); name != "" {
		p.assembled = append(p.assembled, ir.File{Name: name, Decls: append([]ir.Decl{out}, p.types.TakeLocal()...)})
	}
}

// response lowers the responses of an operation: what the method returns, the
// error codes and what repeats the request.
func (p *pass) response(op *operation, out *ir.Operation) {
	successes := p.successes(op, out)
	out.Success = sortSuccesses(successes)
	out.Unsigned = p.responses.isUnsigned(successes) || out.Foreign
	if len(successes) == 0 {
		successes = p.responses.defaultSuccess(op)
	}
	out.Response, out.Accept = p.responses.result(op, successes)
	out.ErrorTypes = p.responses.errorTypes(op)
	out.Echoes = p.echoes.of(op, out, successes)
}

// successes returns the success responses, and notes the error codes of all.
func (p *pass) successes(op *operation, out *ir.Operation) []success {
	var successes, redirects []success
	for _, r := range op.Responses {
		status, fault := statusOf(r)
		if fault != nil {
			r.Node.Consume()
			p.doubt(*fault)
			continue
		}
		out.Errors = append(out.Errors, p.codes.of(r, status)...)
		switch s := (success{status: status, Response: r}); {
		case r.ListsCodes():
		case status >= 200 && status < 300:
			p.responses.checkBody(s)
			successes = append(successes, s)
		case isRedirect(status) && strings.EqualFold(r.Status, strconv.Itoa(status)):
			redirects = append(redirects, s)
		}
	}
	if len(successes) > 0 {
		return successes
	}
	for _, s := range redirects { // an operation without another success
		p.responses.checkBody(s)
	}
	return redirects
}

func (p *pass) flag(node *doctree.Node, key string) bool {
	on, fault := wire.Flag(node, key)
	p.log.Report(fault...)
	return on
}

func (p *pass) servers(op *operation) []string {
	urls, list := servers(op.Servers, p.doc.Root.At(), p.security.foreign)
	p.log.Report(list...)
	return urls
}
