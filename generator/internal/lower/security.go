package lower

import (
	"net/url"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/wire"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Requests to WeChat Pay are signed, whatever a document says: documents describe the
// signature in several ways, such as an API key in the header Authorization. Requests of
// a document that has other security schemes and other servers are not signed, and have
// the credentials that its operations name.

// security lowers security schemes to options of the client.
type security struct {
	naming  *types.Names
	log     *faults.Log
	foreign bool                  // the document is not one of WeChat Pay
	known   map[string]*ir.Scheme // by name; nil if the client does not send it
	list    []*ir.Scheme
}

// newSecurity names the options of all schemes that operations need.
func newSecurity(ops []*operation, naming *types.Names, log *faults.Log) *security {
	s := &security{naming: naming, log: log, known: map[string]*ir.Scheme{}}
	for _, op := range ops {
		s.foreign = s.foreign || isForeign(op.Operation)
	}
	for _, op := range ops {
		for _, scheme := range schemesOf(op.Operation) {
			if _, done := s.known[scheme.Name]; !done && !(atWeChatPay(op.Operation, s.foreign) && usesAuthorization(scheme.Node)) {
				s.known[scheme.Name] = s.scheme(scheme)
			}
		}
	}
	return s
}

func schemesOf(op *apimodel.Operation) []apimodel.Scheme {
	var list []apimodel.Scheme
	for _, requirement := range op.Security {
		list = append(list, requirement.Schemes...)
	}
	return list
}

// isForeign reports whether an operation is authenticated in another way than by WeChat
// Pay's signature.
func isForeign(op *apimodel.Operation) bool {
	if atWeChatPay(op, true) {
		return false
	}
	return slices.ContainsFunc(schemesOf(op), func(s apimodel.Scheme) bool {
		isSignature := len(op.Servers) == 0 && isKey(s.Node) && usesAuthorization(s.Node)
		return s.Node != nil && !isSignature && !describesSignature(s)
	})
}

// describesSignature reports whether a scheme is WeChat Pay's signature by its words.
func describesSignature(s apimodel.Scheme) bool {
	words := s.Name + " " + s.Node.Get("scheme").Text() + " " + s.Node.Get("description").Text()
	return strings.Contains(strings.ToUpper(words), "WECHATPAY2")
}

// atWeChatPay reports whether an operation is sent to WeChat Pay: to one of its hosts,
// or, in a document that is its own, to the default.
func atWeChatPay(op *apimodel.Operation, foreign bool) bool {
	if len(op.Servers) == 0 {
		return !foreign
	}
	return slices.ContainsFunc(op.Servers, func(s *apimodel.Server) bool {
		address, err := url.Parse(s.Address)
		return err == nil && isWeChatPayHost(address.Hostname())
	})
}

func isWeChatPayHost(host string) bool {
	host = "." + strings.ToLower(strings.TrimSuffix(host, "."))
	return strings.HasSuffix(host, ".mch.weixin.qq.com") || strings.HasSuffix(host, ".wechatpay.cn")
}

func isKey(node *doctree.Node) bool { return node.Get("type").Text() == "apiKey" }

// usesAuthorization reports whether a scheme is sent in the header Authorization.
func usesAuthorization(node *doctree.Node) bool {
	switch node.Get("type").Text() {
	case "apiKey":
		return node.Get("in").Text() == "header" && strings.EqualFold(node.Get("name").Text(), "Authorization")
	case "http", "oauth2", "openIdConnect":
		return true
	}
	return false
}

// of sets how an operation is authenticated.
func (s *security) of(op *operation, out *ir.Operation) {
	signed := atWeChatPay(op.Operation, s.foreign)
	out.Foreign = s.foreign && !signed
	for _, requirement := range op.Security {
		alternative := []string{}
		for _, scheme := range requirement.Schemes {
			if signed && usesAuthorization(scheme.Node) {
				s.noteSignature(scheme)
				continue
			}
			if known := s.known[scheme.Name]; known != nil {
				alternative = append(alternative, known.Var)
			}
		}
		out.Security = append(out.Security, alternative)
	}
	if !slices.ContainsFunc(out.Security, func(a []string) bool { return len(a) > 0 }) {
		out.Security = nil // nothing is needed
	}
}

// noteSignature reports a scheme that the signature replaces.
func (s *security) noteSignature(scheme apimodel.Scheme) {
	if !isKey(scheme.Node) && !describesSignature(scheme) && scheme.Node != nil {
		s.log.Report(diag.Warningf(scheme.Pos, "security", "requests to WeChat Pay have its signature in the header Authorization, and not the security scheme %s",
			diag.Quote(scheme.Name)).Fix("remove the scheme"))
	}
	scheme.Node.Consume()
}

// computed are the authentication schemes of HTTP whose credential depends on the
// request or on a challenge.
var computed = []string{"digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "vapid"}

// scheme returns the scheme as the client sends it, nil if it does not.
func (s *security) scheme(scheme apimodel.Scheme) *ir.Scheme {
	node := scheme.Node
	if node == nil {
		s.notSent(scheme, "is not defined under components.securitySchemes", "define it, or remove it")
		return nil
	}
	defer node.Consume()
	made := &ir.Scheme{Name: scheme.Name, In: ir.InHeader, Param: "Authorization"}
	what := "its credentials are"
	switch kind := node.Get("type").Text(); kind {
	case "apiKey":
		if !s.place(scheme, made) {
			return nil
		}
		what = "the key is"
	case "oauth2", "openIdConnect":
		made.Kind, made.Prefix, what = ir.TokenScheme, "Bearer ", "the access token is"
	case "http":
		name := node.Get("scheme").Text()
		switch lower := strings.ToLower(name); {
		case lower == "basic":
			made.Kind, made.Prefix, what = ir.BasicScheme, "Basic ", "the user name and the password are"
		case lower == "bearer":
			made.Kind, made.Prefix, what = ir.TokenScheme, "Bearer ", "the token is"
		case name == "" || strings.ContainsFunc(name, func(c rune) bool { return !isToken(c) }) || slices.Contains(computed, lower):
			s.notSent(scheme, "is HTTP's scheme "+diag.Quote(name)+", which the client does not compute", "have the transport of the http.Client add it")
			return nil
		default:
			made.Prefix = name + " "
		}
	case "mutualTLS":
		s.notSent(scheme, "is a client certificate, which belongs to the TLS settings of the http.Client", "set it there")
		return nil
	default:
		s.notSent(scheme, "has the type "+diag.Quote(kind), "write apiKey, http, oauth2, openIdConnect or mutualTLS")
		return nil
	}
	return s.declare(scheme, made, what)
}

// isToken reports whether a name of HTTP can contain c.
func isToken(c rune) bool { return !wire.IsNoTokenChar(c) }

// place reads where an API key is sent.
func (s *security) place(scheme apimodel.Scheme, made *ir.Scheme) bool {
	made.Param = scheme.Node.Get("name").Text()
	in := scheme.Node.Get("in").Text()
	isName := made.Param != "" && !strings.ContainsFunc(made.Param, wire.IsNoTokenChar)
	switch {
	case in == "query" && made.Param != "":
		made.In = ir.InQuery
	case in == "cookie" && isName:
		made.In = ir.InCookie
	case in == "header" && isName && (strings.EqualFold(made.Param, "Authorization") || !wire.IsRuntimeHeader(made.Param)):
	default:
		s.notSent(scheme, "is sent in "+diag.Quote(in)+" as "+diag.Quote(made.Param)+", which is not possible", "write a place (header, query or cookie) and a name")
		return false
	}
	return true
}

func (s *security) notSent(scheme apimodel.Scheme, fact, remedy string) {
	s.log.Report(diag.Warningf(scheme.Pos, "security", "the security scheme %s %s; the client does not send it", diag.Quote(scheme.Name), fact).Fix("%s", remedy))
}

// declare names the option and the variable of a scheme.
func (s *security) declare(scheme apimodel.Scheme, made *ir.Scheme, what string) *ir.Scheme {
	name := s.naming.Exported(scheme.Name)
	spec := "the security scheme " + scheme.Name
	made.Option = s.naming.Take(spec, scheme.Pos, "With"+name, "With"+name+"Credential", "With"+name+"SecurityScheme")
	made.Var = s.naming.Take(spec, scheme.Pos, names.Unexported(name)+"Scheme", names.Unexported(name)+"SecurityScheme")
	if made.Option == "" || made.Var == "" {
		return nil
	}
	places := map[ir.Location]string{ir.InHeader: "header", ir.InQuery: "query parameter", ir.InCookie: "cookie"}
	made.Doc = ir.Doc{ir.Para(made.Option + " authenticates with the security scheme " + scheme.Name + ": " + what + " sent in the " +
		places[made.In] + " " + made.Param + ". It is an option of [New] and of a call.")}
	made.Doc = append(made.Doc, text.Blocks(scheme.Node.Get("description").Text())...)
	s.list = append(s.list, made)
	return made
}

// clientDoc is the comment of the client.
func (s *security) clientDoc() ir.Doc {
	if !s.foreign {
		return clientDoc
	}
	return append(slices.Clone(clientDoc), ir.Para("Requests to servers other than WeChat Pay's are not signed with a merchant's key, and "+
		"responses are not verified. Use [wxpay.WithoutMerchant] if there is no merchant, and give the credentials to [New] or to a call."))
}

// doc says which credentials an operation needs.
func (s *security) doc(out *ir.Operation) ir.Doc {
	var doc ir.Doc
	var list []string
	optional := false
	for _, alternative := range out.Security {
		var options []string
		for _, v := range alternative {
			i := slices.IndexFunc(s.list, func(made *ir.Scheme) bool { return made.Var == v })
			options = append(options, "["+s.list[i].Option+"]")
		}
		optional = optional || len(options) == 0
		if len(options) > 0 {
			list = append(list, strings.Join(options, " and "))
		}
	}
	switch {
	case len(list) == 0:
	case optional:
		doc = append(doc, ir.Para("It can have the credential of "+strings.Join(list, ", or of ")+"."))
	default:
		doc = append(doc, ir.Para("It needs the credential of "+strings.Join(list, ", or of ")+"."))
	}
	return doc
}
