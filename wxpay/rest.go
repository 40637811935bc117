package wxpay

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
)

// MarshalRest writes declared, which becomes a JSON object, with the entries of
// rest after its members, sorted by name. An entry that declared has as a member
// already is an error. Generated types with additional properties use it.
func MarshalRest[T any](declared any, rest map[string]T) ([]byte, error) {
	object, err := marshal(declared)
	if err != nil || len(rest) == 0 {
		return object, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		if _, twice := members[name]; twice {
			return nil, &unencodable{problem: "an additional property has the name of a declared one"}
		}
		key, err := marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := marshal(rest[name])
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

// UnmarshalRest decodes a JSON object into declared, a pointer, and the members
// that are not among names into rest. Names match exactly, so that a declared one
// in another case is put into rest. null leaves both as they are.
//
// An error for members that could not be read comes after everything else was
// decoded; see [Unmarshal].
func UnmarshalRest[T any](data []byte, declared any, rest *map[string]T, names ...string) error {
	return decode.Object(data, declared, rest, names)
}
