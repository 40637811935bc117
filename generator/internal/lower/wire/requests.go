// Package wire decides how requests and responses travel: which fields of a request
// become parameters and which the body, how a value is written as text, which
// media type a body has, and what is encrypted.
//
// [Requests] makes the fields of a request through a [types.Builder]. [StyleOf],
// [CheckPath] and [SettleSensitivity] are functions of their arguments and return
// what is wrong.
package wire

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Requests makes the fields of requests out of parameters and bodies.
type Requests struct {
	types *types.Builder
	deref func(*doctree.Node) *doctree.Node
	log   *faults.Log
	// Foreign: the document is not one of WeChat Pay, which has an upload of its own.
	Foreign bool
}

// NewRequests returns a maker of requests. deref follows a reference to its end,
// and returns a node that is no reference unchanged.
func NewRequests(b *types.Builder, deref func(*doctree.Node) *doctree.Node, log *faults.Log) *Requests {
	return &Requests{types: b, deref: deref, log: log}
}

// Flag reads an extension that is true or false, false if it is absent. What is
// neither is returned as a fault.
func Flag(node *doctree.Node, key string) (on bool, fault []diag.Diagnostic) {
	value := node.Get(key)
	on, ok := value.Bool()
	if value != nil && !ok {
		fault = []diag.Diagnostic{diag.Errorf(value.At(), "extension", "%s is %s, not true or false", key, value.Kind).Fix("write true or false")}
	}
	return on, fault
}

// Body makes fields of a request's body, which may be nil.
func (r *Requests) Body(body *apimodel.Body, f *types.Fields) ir.Body {
	if body == nil {
		return ir.NoBody{}
	}
	content, required := body.Content, body.Required
	if media := r.pickJSON(content); media.Node != nil {
		return r.jsonBody(schemaOf(media.Node), media.Type, f, required)
	}
	media := r.pickForm(content)
	of := form{media: media.Node, typ: media.Type, required: required}
	switch {
	case media.Node == nil:
		return r.contentBody(body, f, required)
	case of.isParts():
		return r.multipartBody(of, f)
	default:
		return r.formBody(of, f)
	}
}

// pickForm returns the form that is listed first, or one of parts if there are files.
func (r *Requests) pickForm(content apimodel.Content) apimodel.Media {
	first := content.Find(func(t string) bool { return apimodel.IsForm(t) || apimodel.IsMultipart(t) })
	if first.Node == nil || apimodel.IsMultipart(strings.ToLower(first.Type)) {
		return first
	}
	parts := content.Find(apimodel.IsMultipart)
	if parts.Node == nil {
		return first
	}
	s := r.types.Schemas.Target(r.types.Schemas.Read(schemaOf(parts.Node)))
	for i := range s.Properties {
		if r.isFileProperty(&s.Properties[i]) || r.isFiles(&s.Properties[i]) {
			return parts
		}
	}
	return first
}

// schemaOf returns the schema of a media type, which admits everything if there is
// none.
func schemaOf(media *doctree.Node) *doctree.Node {
	if schema := media.Get("schema"); schema != nil {
		return schema
	}
	media.Consume() // it may have an example
	return doctree.NewMapping(media.At())
}

// JSONBody returns the schema node of a JSON body, nil if there is none.
func (r *Requests) JSONBody(body *apimodel.Body) *doctree.Node {
	if body == nil {
		return nil
	}
	return r.pickJSON(body.Content).Node.Get("schema")
}

// ownJSONType returns the media type of a JSON body that is not application/json,
// "" for one that is.
func ownJSONType(mediaType string) string {
	if sent := JSONType(mediaType); sent != "application/json" {
		return sent
	}
	return ""
}

// isMergePatch reports whether a body changes the members that it has, and removes
// those that are null.
func isMergePatch(mediaType string) bool {
	base, _, _ := strings.Cut(mediaType, ";")
	return strings.TrimSpace(strings.ToLower(base)) == "application/merge-patch+json"
}

// jsonBody makes fields of the body's properties. A body other than an object,
// or an optional one that Go could not distinguish from an absent one, becomes
// one field.
func (r *Requests) jsonBody(node *doctree.Node, mediaType string, f *types.Fields, required bool) ir.Body {
	body := r.types.Schemas.Read(node)
	target := r.types.Schemas.Target(body)
	kinds := r.types.Kinds
	if kinds.Of(target) != types.Struct || kinds.IsNullable(body) || (target.Open && !target.Closed) || types.HasOddNames(target) || (!required && !r.flattens(target)) {
		return r.wholeBody(body, mediaType, f, required)
	}
	if body.Ref != "" {
		defer r.log.Enter(faults.Schema(body.Ref))()
		f.Place.Base = r.types.Names.BodyBase(body.Ref) // the same for all operations that send it
		defer r.types.Share()()
	}
	if isMergePatch(mediaType) {
		f.Place.Dir = types.Patch
	}
	f.Properties(target)
	f.Struct.Rules = rules.FieldCount(target)
	f.Struct.OptionalBody = !required
	return ir.JSONBody{Optional: !required, MediaType: ownJSONType(mediaType)}
}

// flattens reports whether each required property of an optional body can be
// absent in Go: when all are, there is no body.
func (r *Requests) flattens(s *schema.Schema) bool {
	for _, p := range s.Properties {
		value := r.types.Schemas.Read(p.Nodes...)
		if !s.IsRequired(p.Name) || r.types.Kinds.IsNullable(value) {
			continue
		}
		switch r.types.Kinds.Of(value) {
		case types.String, types.Array, types.Map, types.Raw:
		case types.Enum:
			if r.types.Kinds.ScalarOfEnum(value) != types.String {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// wholeBody makes the body one field.
func (r *Requests) wholeBody(body *schema.Schema, mediaType string, f *types.Fields, required bool) ir.Body {
	name := f.Take("body", body.Pos, "Body", "RequestBody")
	base := strings.TrimSuffix(f.Place.Base, "Request") + "RequestBody"
	if strings.HasSuffix(f.Place.Base, "Input") {
		base = f.Place.Base + "Body"
	}
	dir := types.Request
	if isMergePatch(mediaType) {
		dir = types.Patch
	}
	field := f.Field(body, name, "", types.Place{Base: base, Spec: "body", Pos: body.Pos, Dir: dir}, required)
	field.Param = true // it is not part of a JSON object
	if len(field.Doc) == 0 && field.Presence == ir.IfNotNil {
		field.Doc = ir.Doc{ir.Para(name + " is the body of the request; when it is nil, none is sent.")}
	}
	f.Struct.Fields = append(f.Struct.Fields, field)
	return ir.JSONBody{Field: name, Optional: !required, Presence: field.Presence, MediaType: ownJSONType(mediaType)}
}
