package wxpay

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// OneOf holds a value to the documented members.
func OneOf[T comparable](v *Validator, name string, value T, members ...T) {
	if !slices.Contains(members, value) {
		v.fault(name, "enum", "must be one of "+listOf(members))
	}
}

// OneOfJSON holds a value to the documented members, which are JSON texts, for
// values that Go cannot compare: they are equal when their JSON is.
func OneOfJSON[T any](v *Validator, name string, value T, members ...string) {
	text, err := marshal(value)
	if err != nil {
		return // marshalling the whole will report it
	}
	is := string(canonicalJSON(text))
	for _, m := range members {
		if is == string(canonicalJSON([]byte(m))) {
			return
		}
	}
	v.fault(name, "enum", "must be one of "+strings.Join(members, ", "))
}

// RequiredKeys reports each of keys, which the document names, that the map m does
// not have.
func RequiredKeys[T any](v *Validator, name string, m map[string]T, keys ...string) {
	for _, key := range keys {
		if _, ok := m[key]; !ok {
			v.Field(name)
			v.Required(key, false)
			v.Leave()
		}
	}
}

// Members holds the number of members that an object is sent with to
// minimum..maximum. A negative maximum is no limit.
func Members[T any](v *Validator, name string, object T, minimum, maximum int) {
	text, err := marshal(object)
	if err != nil {
		return // marshalling the whole will report it
	}
	v.count(name, "properties", len(objectKeys(text)), minimum, maximum, "member", "members")
}

// maxListed is how many members a fault lists.
const maxListed = 20

// listOf writes members as JSON has them, separated by commas.
func listOf[T any](members []T) string {
	var b strings.Builder
	for i, m := range members {
		if i > 0 {
			b.WriteString(", ")
		}
		if i == maxListed {
			b.WriteString("…")
			break
		}
		text, _ := marshal(m)
		b.Write(text)
	}
	return b.String()
}

// UniqueJSON refuses a list that holds a value twice, for elements that Go
// cannot compare: they are equal when their JSON is.
func UniqueJSON[E any](v *Validator, name string, items []E) {
	if len(items) < 2 {
		return
	}
	seen := make(map[string]int, len(items))
	for i := range items {
		text, err := json.Marshal(items[i])
		if err != nil {
			continue // marshalling the whole will report it
		}
		key := string(canonicalJSON(text))
		if j, ok := seen[key]; ok {
			v.duplicate(name, j, i)
			return
		}
		seen[key] = i
	}
}

// canonicalJSON gives equal values one spelling: the order of members and the
// way that a number is written do not tell values apart.
func canonicalJSON(text []byte) []byte {
	var value any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&value) != nil {
		return text
	}
	out, err := json.Marshal(canonicalValue(value))
	if err != nil {
		return text
	}
	return out
}

func canonicalValue(value any) any {
	switch value := value.(type) {
	case json.Number:
		return canonicalNumber(value)
	case []any:
		for i := range value {
			value[i] = canonicalValue(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = canonicalValue(value[key])
		}
	}
	return value
}

// canonicalNumber writes integers as they are and other numbers in Go's shortest
// form, so that 1.0 equals 1.
func canonicalNumber(n json.Number) json.Number {
	if _, err := n.Int64(); err == nil {
		return n
	}
	f, err := n.Float64()
	if err != nil {
		return n
	}
	return json.Number(FormatNumber(f))
}

// EncodedLength holds n bytes to a limit that counts the characters of their
// base64 text. A negative maximum is no limit.
func (v *Validator) EncodedLength(name string, n, minimum, maximum int) {
	v.count(name, "length", (n+2)/3*4, minimum, maximum, "character of base64", "characters of base64")
}
