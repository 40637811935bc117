package types

import (
	"slices"
	"strings"
)

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1", "%", "%25")

// PointerEscape escapes a name for use in a canonical reference.
func PointerEscape(token string) string { return pointerEscaper.Replace(token) }

var pointerUnescaper = strings.NewReplacer("~1", "/", "~0", "~", "%25", "%")

// LastToken returns the name at the end of a canonical reference.
func LastToken(ref string) string {
	token := ref[strings.LastIndexAny(ref, "/#")+1:]
	if token == "" {
		file, _, _ := strings.Cut(ref, "#")
		token = strings.TrimSuffix(file[strings.LastIndexByte(file, '/')+1:], ".yaml")
	}
	return pointerUnescaper.Replace(token)
}

// tokensOf returns the tokens of a canonical reference's pointer.
func tokensOf(ref string) []string {
	_, pointer, _ := strings.Cut(ref, "#")
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, token := range tokens {
		tokens[i] = pointerUnescaper.Replace(token)
	}
	return tokens
}

// ComponentName returns the name of the component that a reference leads to, ""
// if it leads into an operation or a path.
func ComponentName(ref string) string {
	if tokensOf(ref)[0] == "paths" {
		return ""
	}
	return LastToken(ref)
}

// named are the tables whose keys are names.
var named = []string{"schemas", "definitions", "$defs", "responses", "parameters", "requestBodies", "headers"}

// structure are the parts of a pointer that do not describe a schema.
var structure = []string{"paths", "responses", "requestBody", "content", "schema", "properties", "components", "schemas", "allOf"}

// placeName returns the name of a schema that is referred to: its own or, if it
// is within something else, one made of its pointer.
func placeName(ref string) string {
	tokens := tokensOf(ref)
	if n := len(tokens); n < 2 || slices.Contains(named, tokens[n-2]) && tokens[0] != "paths" {
		return LastToken(ref)
	}
	kept := slices.DeleteFunc(tokens[:len(tokens)-1], func(token string) bool {
		return slices.Contains(structure, token) || strings.Contains(token[min(1, len(token)):], "/") && !strings.HasPrefix(token, "/")
	})
	if last := tokens[len(tokens)-1]; !slices.Contains(structure, last) {
		kept = append(kept, last)
	}
	return strings.Join(kept, "_")
}
