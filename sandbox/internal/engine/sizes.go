package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// The limits of schemas. If 26 schemas each refer to the next one twice, a page of text makes a response of 67 million values.
const (
	maxValues = 20_000 // of a generated value
	maxParts  = 2_000  // schemas of one place, through allOf, oneOf and anyOf
)

// checkSizes returns an error for schemas that would make responses or validation endless. It stops at the limits.
func checkSizes(list []described) error {
	var errs []error
	for _, d := range list {
		if name, ok := partsInBounds(d.schema, make(map[*openapi3.Schema]bool)); !ok {
			errs = append(errs, fmt.Errorf("%s: %s: %s contains more than %d schemas through allOf, oneOf and anyOf; use fewer references",
				d.pos, d.where, named(name), maxParts))
			continue
		}
		s := sizing{left: maxValues}
		if s.value(d.schema); s.left < 0 {
			errs = append(errs, fmt.Errorf("%s: %s: it has more than %d values, because schemas refer to others several times, level by level; "+
				"use fewer references", d.pos, d.where, maxValues))
		}
	}
	return errors.Join(errs...)
}

func named(schema string) string {
	if schema == "" {
		return "a schema"
	}
	return "the schema " + schema
}

// partsInBounds reports whether each place of a value has at most maxParts schemas; name is a reference to one that has more.
func partsInBounds(schema *openapi3.Schema, done map[*openapi3.Schema]bool) (name string, ok bool) {
	if schema == nil || done[schema] {
		return "", true
	}
	done[schema] = true
	left := maxParts
	if countParts(schema, &left); left < 0 {
		return "", false
	}
	inside := slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf, openapi3.SchemaRefs{schema.Not, schema.Items, schema.AdditionalProperties.Schema})
	for _, property := range slices.Sorted(maps.Keys(schema.Properties)) {
		inside = append(inside, schema.Properties[property])
	}
	for _, ref := range inside {
		if ref == nil {
			continue
		}
		if name, ok := partsInBounds(ref.Value, done); !ok {
			if name == "" {
				name = ref.Ref
			}
			return name, false
		}
	}
	return "", true
}

// countParts decrements left for each part of a schema, counting a part each time it is reached.
func countParts(schema *openapi3.Schema, left *int) {
	if *left--; *left < 0 {
		return
	}
	for _, part := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf, openapi3.SchemaRefs{schema.Not}) {
		if part != nil && part.Value != nil && *left >= 0 {
			countParts(part.Value, left)
		}
	}
}

// sizing decrements left for each value that would be generated, including optional ones.
type sizing struct {
	left   int
	making []*openapi3.Schema
}

func (s *sizing) value(schema *openapi3.Schema) {
	if s.left--; s.left < 0 || slices.Contains(s.making, schema) {
		return
	}
	s.making = append(s.making, schema)
	defer func() { s.making = s.making[:len(s.making)-1] }()
	properties, _ := propertiesOf(schema)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if s.left < 0 {
			return
		}
		if ref := properties[name]; ref != nil && ref.Value != nil {
			s.value(ref.Value)
		}
	}
	if schema.Items == nil || schema.Items.Value == nil {
		return
	}
	for range max(1, min(schema.MinItems, maxGenerated)) {
		if s.left < 0 {
			return
		}
		s.value(schema.Items.Value)
	}
}
