package wxpayimpl

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// MarshalRest writes declared, which becomes a JSON object, followed by the entries of
// rest, sorted by name. An entry with the name of a member of declared is an error.
func MarshalRest[T any](declared any, rest map[string]T) ([]byte, error) {
	object, err := jsonvalue.Marshal(declared)
	if err != nil || len(rest) == 0 {
		return object, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		if _, twice := members[name]; twice {
			return nil, &jsonvalue.UnencodableError{Problem: "an additional property has the name of a declared one"}
		}
		key, err := jsonvalue.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := jsonvalue.Marshal(rest[name])
		if err != nil {
			return nil, err
		}
		object = object[:len(object)-1]
		if len(object) > 1 {
			object = append(object, ',')
		}
		object = append(append(append(append(object, key...), ':'), value...), '}')
	}
	return object, nil
}

// UnmarshalRest decodes a JSON object into declared, a pointer, and its members that
// are not in names into rest. Names match exactly: a declared name in another case goes
// to rest. null changes neither.
//
// Members that could not be read are an error, but everything else is decoded; see
// [wxpay.Unmarshal].
func UnmarshalRest[T any](data []byte, declared any, rest *map[string]T, names ...string) error {
	return decode.Object(data, declared, rest, names)
}
