package apimodel

import (
	"github.com/getkin/kin-openapi/openapi3"
)

// Kin returns what kin-openapi has for the operation in its model of the same
// document, nil if it has nothing. A nil api has nothing.
func (op *Operation) Kin(api *openapi3.T) *openapi3.Operation {
	if api == nil || op.kinItem == nil {
		return nil
	}
	item := op.kinItem(api)
	if item == nil {
		return nil
	}
	return item.GetOperation(op.Method)
}

// KinParam returns what kin-openapi has for a parameter of the operation, nil if
// it has nothing.
func (op *Operation) KinParam(api *openapi3.T, p *Param) *openapi3.Parameter {
	of := op.Kin(api)
	if of == nil {
		return nil
	}
	list := of.Parameters
	if p.OfPath {
		list = op.kinItem(api).Parameters
	}
	return list.GetByInAndName(p.In, p.Name)
}

// KinBody returns what kin-openapi has for the request body of the operation, nil
// if it has nothing.
func (op *Operation) KinBody(api *openapi3.T) openapi3.Content {
	of := op.Kin(api)
	if of == nil || of.RequestBody == nil || of.RequestBody.Value == nil {
		return nil
	}
	return of.RequestBody.Value.Content
}

// KinResponse returns what kin-openapi has for the body of a response of the
// operation, nil if it has nothing.
func (op *Operation) KinResponse(api *openapi3.T, r *Response) openapi3.Content {
	of := op.Kin(api)
	if of == nil {
		return nil
	}
	response := of.Responses.Value(r.Status)
	if response == nil || response.Value == nil {
		return nil
	}
	return response.Value.Content
}

// Kin returns the schema that kin-openapi has for a media type of content, nil if
// it has none.
func (m Media) Kin(content openapi3.Content) *openapi3.SchemaRef {
	media := content[m.Type]
	if media == nil || media.Schema == nil || media.Schema.Value == nil {
		return nil
	}
	return media.Schema
}

// kinItem finds a path item in kin-openapi's model.
type kinItem func(api *openapi3.T) *openapi3.PathItem

func kinPath(path string) kinItem {
	return func(api *openapi3.T) *openapi3.PathItem { return api.Paths.Value(path) }
}

// kinCallback finds the path item of a callback of an operation.
func kinCallback(op *Operation, name, address string) kinItem {
	return func(api *openapi3.T) *openapi3.PathItem {
		of := op.Kin(api)
		if of == nil || of.Callbacks[name] == nil || of.Callbacks[name].Value == nil {
			return nil
		}
		return of.Callbacks[name].Value.Value(address)
	}
}

func kinWebhook(name string) kinItem {
	return func(api *openapi3.T) *openapi3.PathItem { return api.Webhooks[name] }
}
