package wxpay

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
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
// that are not among names into rest. null leaves both as they are.
func UnmarshalRest[T any](data []byte, declared any, rest *map[string]T, names ...string) error {
	if isNull(data) {
		return nil
	}
	first := json.Unmarshal(data, declared)
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return errors.Join(first, err)
	}
	*rest = nil
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if slices.Contains(names, name) {
			continue
		}
		var value T
		if err := json.Unmarshal(members[name], &value); err != nil {
			first = cmp.Or(first, err)
			continue
		}
		if *rest == nil {
			*rest = make(map[string]T, len(members))
		}
		(*rest)[name] = value
	}
	return first
}
