package ir

// Value is a type with the rules that its values must obey.
type Value struct {
	Type Type
	// Rules apply to the value itself; for a pointer, to what it points to.
	Rules []Rule
	// Guarded: the rules apply only while the value is present. A pointer is always
	// tested.
	Guarded bool
	// Elem is the element of a slice or a map, also of one that is pointed to.
	Elem *Value
	// Nil says what nil, which is sent as null, means in an element of a slice
	// or a map.
	Nil Nil
	// Key has the rules for the keys of a map.
	Key []Rule
	// Checked: the type is a declared one with a method validate.
	Checked bool
	// Encrypted: a string that is encrypted on the wire.
	Encrypted bool
	// Sensitive: the declared type has sensitive values.
	Sensitive bool
}

// Nil is what nil means in an element.
type Nil uint8

// The meanings.
const (
	NilNever   Nil = iota // the type has no nil, or it is a pointer whose nil is valid
	NilAllowed            // null is valid
	NilRefused            // null is an error
)

// HasChecks reports whether there is anything to check in v.
func (v Value) HasChecks() bool {
	return len(v.Rules) > 0 || v.Nil == NilRefused || len(v.Key) > 0 || v.Checked || (v.Elem != nil && v.Elem.HasChecks())
}

// HasSensitive reports whether there is anything to encrypt or decrypt in v.
func (v Value) HasSensitive() bool {
	return v.Encrypted || v.Sensitive || (v.Elem != nil && v.Elem.HasSensitive())
}

// Rule is one call into wxpayimpl.Validator: v.Call(name, value, Args…), or, for a
// Func, wxpay.Call(v, name, value, Args…).
type Rule struct {
	Call string
	Func bool
	As   Conversion
	Args []Arg
}

// Conversion is how a rule's call converts the value.
type Conversion uint8

// The conversions.
const (
	AsIs      Conversion = iota
	AsString             // string(x), omitted if the type is string
	AsInt64              // int64(x), omitted if the type is int64
	AsFloat64            // float64(x), omitted if the type is float64
	AsLen                // len(x)
	AsUint64             // uint64(x), omitted if the type is uint64
)

// Arg is an argument of a rule's call: [Int], [Uint], [Float], [Text] or [Ident].
type Arg interface{ isArg() }

// The arguments.
type (
	Int   int     // an untyped integer
	Uint  uint64  // an untyped integer of a uint64
	Float float64 // an untyped number
	Text  string  // a string literal
	Ident string  // a package-level variable or constant
)

func (Int) isArg() {}

func (Uint) isArg() {}

func (Float) isArg() {}

func (Text) isArg() {}

func (Ident) isArg() {}
