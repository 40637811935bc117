package load

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// renamed are the members that OpenAPI 3 calls otherwise than 2.0.
var renamed = map[string]string{
	"schemas": "definitions", "securitySchemes": "securityDefinitions", "servers": "host", "openapi": "swagger",
}

// convert turns a document of OpenAPI 2.0 into one of 3.0, by kin-openapi's own
// conversion, and puts what comes of it where its author wrote it.
func (doc *Document) convert() []diag.Diagnostic {
	swagger := doc.Root.Get("swagger")
	if version := swagger.Text(); doc.Root.Get("openapi") != nil || version != "2.0" && version != "2" {
		return nil
	}
	forgotten := tabbed(doc.Root)
	made, err := converted(doc.Root.AppendJSON(nil))
	if err != nil {
		return []diag.Diagnostic{diag.Errorf(swagger.At(), "openapi-version", "the document is OpenAPI 2.0, and cannot be converted: %v", err).
			Fix("correct what the message names, or write it as OpenAPI 3")}
	}
	file, diags := doctree.Parse(doc.Path, made, doctree.Limits{})
	if diag.HasErrors(diags) {
		return diags
	}
	root := file.Root
	if components := root.Get("components"); components != nil {
		doctree.Transplant(components, doc.Root, renamed)
	}
	doctree.Transplant(root, doc.Root, renamed)
	doc.Set.Replace(root)
	doc.Root = root
	return append(forgotten, diag.Warningf(swagger.At(), "openapi-version", "the document is OpenAPI 2.0; it is converted to 3.0 first").
		Fix("write it as OpenAPI 3, which can say more"))
}

func converted(data []byte) (made []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the conversion failed: %v", fault)
		}
	}()
	var old openapi2.T
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, err
	}
	api, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, err
	}
	return api.MarshalJSON()
}
