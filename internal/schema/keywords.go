package schema

import "strings"

// notes are the keywords that describe a schema and constrain nothing.
var notes = map[string]bool{
	"title": true, "description": true, "default": true, "example": true, "examples": true,
	"deprecated": true, "readOnly": true, "writeOnly": true, "nullable": true, "externalDocs": true, "xml": true,
	"$comment": true, "$schema": true, "$id": true, "$anchor": true, "$defs": true, "definitions": true,
	"$vocabulary": true, "id": true, "contentMediaType": true, "contentEncoding": true, "contentSchema": true,
	"allowEmptyValue": true, "discriminator": true,
}

func isNote(key string) bool { return notes[key] || strings.HasPrefix(key, "x-") }

// known are the keywords that are enforced or shape the Go type.
var known = map[string]bool{
	"type": true, "format": true, "enum": true, "const": true, "minLength": true, "maxLength": true,
	"pattern": true, "minimum": true, "maximum": true, "exclusiveMinimum": true, "exclusiveMaximum": true,
	"multipleOf": true, "minItems": true, "maxItems": true, "uniqueItems": true, "items": true,
	"properties": true, "required": true, "additionalProperties": true, "minProperties": true,
	"maxProperties": true, "oneOf": true, "anyOf": true, "allOf": true, "$ref": true,
}

// notEnforced are constraints that the generated validators do not check. Each
// use is reported.
var notEnforced = map[string]bool{
	"not": true, "if": true, "then": true, "else": true, "dependentRequired": true, "dependentSchemas": true,
	"dependencies": true, "contains": true, "minContains": true, "maxContains": true, "patternProperties": true,
	"propertyNames": true, "prefixItems": true, "additionalItems": true, "unevaluatedItems": true,
	"unevaluatedProperties": true, "$dynamicRef": true, "$dynamicAnchor": true, "$recursiveRef": true,
	"$recursiveAnchor": true,
}

// appliesTo is the type that a keyword applies to. It does not constrain values
// of other types.
var appliesTo = map[string]string{
	"minLength": "string", "maxLength": "string", "pattern": "string",
	"minimum": "number", "maximum": "number", "exclusiveMinimum": "number", "exclusiveMaximum": "number",
	"multipleOf": "number",
	"minItems":   "array", "maxItems": "array", "uniqueItems": "array", "items": "array",
	"properties": "object", "required": "object", "additionalProperties": "object",
	"minProperties": "object", "maxProperties": "object",
}

var knownInOrder = []string{
	"type", "format", "enum", "const", "minLength", "maxLength", "pattern", "minimum", "maximum",
	"exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "items",
	"properties", "required", "additionalProperties", "minProperties", "maxProperties", "oneOf", "anyOf", "allOf",
	"title", "description", "default", "example", "deprecated", "readOnly", "writeOnly", "nullable", "discriminator",
}
