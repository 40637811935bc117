package jsonvalue

import (
	"encoding/json"
	"reflect"
)

// MarshalMember encodes a member, given by a pointer. A nil list, map or byte string is an empty one: null
// would be no member.
func MarshalMember(member any) ([]byte, error) {
	v := reflect.Indirect(reflect.ValueOf(member))
	_, own := member.(json.Marshaler)
	switch kind := v.Kind(); {
	case own || kind != reflect.Slice && kind != reflect.Map || !v.IsNil():
		return Marshal(member)
	case kind == reflect.Map:
		return []byte("{}"), nil
	case v.Type().Elem().Kind() == reflect.Uint8:
		return []byte(`""`), nil
	}
	return []byte("[]"), nil
}
