package wxpayimpl

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// Enum requires value to be one of the documented members.
func Enum[T comparable](v *Validator, name string, value T, members ...T) {
	if !slices.Contains(members, value) {
		v.noMember(name, listOf(members))
	}
}

// EnumJSON requires value to be one of the documented members, which are JSON texts.
// It is for values that Go cannot compare: they are equal if their JSON is.
func EnumJSON[T any](v *Validator, name string, value T, members ...string) {
	text, err := jsonvalue.Marshal(value)
	if err != nil {
		return // sending the request reports it
	}
	is := string(jsonvalue.Canonical(text))
	for _, m := range members {
		if is == string(jsonvalue.Canonical([]byte(m))) {
			return
		}
	}
	v.noMember(name, strings.Join(members, ", "))
}

func (v *Validator) noMember(name, members string) {
	v.exceeded(name, "enum", "must be one of "+members, wxpay.Limit{Text: members})
}

// RequiredKeys requires the map m to have each of keys, which the document names.
func RequiredKeys[T any](v *Validator, name string, m map[string]T, keys ...string) {
	for _, key := range keys {
		if _, ok := m[key]; !ok {
			v.Field(name)
			v.Required(key, false)
			v.Leave()
		}
	}
}

// MemberCount limits the number of members with which object is sent to
// minimum..maximum. A negative maximum is no limit.
func MemberCount[T any](v *Validator, name string, object T, minimum, maximum int) {
	text, err := jsonvalue.Marshal(object)
	if err != nil {
		return // sending the request reports it
	}
	v.count(name, "properties", len(jsonvalue.Members(text)), minimum, maximum, wxpay.UnitMembers)
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
		text, _ := jsonvalue.Marshal(m)
		b.Write(text)
	}
	return b.String()
}

// UniqueJSON rejects a list with equal elements that Go cannot compare: they are equal
// if their JSON is.
func UniqueJSON[E any](v *Validator, name string, items []E) {
	if len(items) < 2 {
		return
	}
	seen := make(map[string]int, len(items))
	for i := range items {
		text, err := json.Marshal(items[i])
		if err != nil {
			continue // sending the request reports it
		}
		key := string(jsonvalue.Canonical(text))
		if j, ok := seen[key]; ok {
			v.duplicate(name, j, i)
			return
		}
		seen[key] = i
	}
}

// EncodedLength limits the number of characters of the base64 text of n bytes. A
// negative maximum is no limit.
func (v *Validator) EncodedLength(name string, n, minimum, maximum int) {
	v.count(name, "length", (n+2)/3*4, minimum, maximum, wxpay.UnitBase64)
}
