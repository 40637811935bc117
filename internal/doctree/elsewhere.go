package doctree

import (
	"slices"
)

// elsewhere returns where a member belongs that the object does not have, as a
// remedy, if that is one step from the object: below one of its members, or to an
// object that it can be in.
func elsewhere(s shape, key string) string {
	below := func(member string) string { return "write it below " + member + ", or remove it" }
	switch s {
	case shapeParameter, shapeHeader, shapeMediaType:
		if contains(schemaWords, key) {
			return below("schema")
		}
	case shapeRequestBody, shapeResponse:
		if key == "schema" || contains(schemaWords, key) {
			return below("content, in the schema of a media type such as application/json")
		}
	case shapePathItem:
		if slices.Contains(allWords(shapeOperation), key) {
			return below("an operation such as get or post")
		}
	case shapeOperation:
		if key == "content" {
			return below("requestBody")
		}
	}
	for around := shapePathItem; around < shapeSchema; around++ {
		for _, slot := range grammar[around] {
			if slot.shape == s && around != s && contains(allWords(around), key) {
				return "write it in " + objectNames[around] + ", one level up, or remove it"
			}
		}
	}
	return ""
}
