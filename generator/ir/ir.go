// Package ir has the Go declarations to write, with finished names and all
// decisions made. The lowering makes them from OpenAPI, the templates write
// them.
package ir

// Package is a Go package to write.
type Package struct {
	Name   string // payscore
	Source string // specs/payscore.yaml, for the header of every file
	Files  []File // sorted by name
	// Externals are the types of users that the package refers to, sorted.
	Externals []External
}

// File is a file of the package. A file with a Doc carries the package comment.
type File struct {
	Name  string // cancel_service_order.gen.go
	Doc   Doc
	Decls []Decl
}

// Decl is a declaration, with all that belongs to it: [*Client], [*Codes], [*Schemes],
// [*Operation], [*Struct], [*Enum], [*Defined], [*Union], [*Patterns],
// [*Defaults] or [*Notifications].
type Decl interface{ isDecl() }

func (*Client) isDecl()    {}
func (*Codes) isDecl()     {}
func (*Schemes) isDecl()   {}
func (*Operation) isDecl() {}
func (*Struct) isDecl()    {}
func (*Enum) isDecl()      {}
func (*Defined) isDecl()   {}
func (*Union) isDecl()     {}
func (*Patterns) isDecl()  {}
func (*Defaults) isDecl()  {}

// Client is the package's client type, its constructor and the handshake with
// the runtime.
type Client struct {
	Doc       Doc
	Handshake string // IsAtLeastVersion0_1_0
	// Credentials: New takes credentials.
	Credentials bool
}

// Schemes are the security schemes of a document, with their options.
type Schemes struct{ Schemes []*Scheme }

// Scheme is a security scheme: where its credential is sent, and the function that makes
// it.
type Scheme struct {
	Name   string // in the document
	Var    string // apiKeyScheme
	Option string // WithAPIKey
	Doc    Doc    // of Option
	Kind   SchemeKind
	In     Location
	Param  string
	Prefix string // before the credential
}

// SchemeKind is what the option of a scheme takes.
type SchemeKind uint8

// The kinds of schemes.
const (
	KeyScheme   SchemeKind = iota // a text
	BasicScheme                   // a user name and a password
	TokenScheme                   // a source of tokens
)

// Codes is the block of the documented error codes.
type Codes struct{ Codes []Code }

// Code is an error code as a constant.
type Code struct {
	Name  string // ErrOrderDone
	Value string // ORDER_DONE
	Doc   Doc
}

// Patterns is the block of the regular expressions that rules refer to.
type Patterns struct{ Patterns []Pattern }

// Pattern is a regular expression that is compiled once.
type Pattern struct {
	Name string // createOrderRequestOutTradeNoPattern
	Expr string // in the syntax of package regexp
}

// Defaults is the block of constants for the values that the server assumes for
// fields that are not sent.
type Defaults struct{ Values []Default }

// Default is the value that the server assumes for one field.
type Default struct {
	Name  string // DefaultListOrdersRequestLimit
	Doc   Doc
	Type  Type // a Kind, Named or Runtime
	Value Arg  // Int, Float, Text, or Ident true or false
}

// Enum is a string or integer type with its documented members.
type Enum struct {
	Name    string
	Doc     Doc
	Base    Kind // String or Int64
	Members []Const
	Values  string // name of the variable that lists the members; "" when no rule needs it
}

// Const is a member of an enum.
type Const struct {
	Name string
	Doc  Doc
	Str  string // its value where the base is String
	Int  int64  // its value where the base is Int64
}

// Defined is a named type other than a struct, as recursive arrays and maps
// need.
type Defined struct {
	Name  string
	Doc   Doc
	Value Value
	// Sensitive: some value in it is encrypted on the wire; EncryptedNested,
	// DecryptedNested or both.
	Sensitive Sensitivity
}

// Struct is a struct type with its methods.
type Struct struct {
	Name   string
	Doc    Doc
	Fields []Field
	// Rest has the properties in addition to the declared ones; nil if they are
	// dropped. Its type is a map.
	Rest *Field
	// Rules apply to the object as a whole.
	Rules []Rule
	// Validate says which validation methods the type has.
	Validate Validation
	// OptionalBody: the fields with a JSON name form a body that is neither
	// sent nor checked if none of them is set. The type then has a method
	// hasBody.
	OptionalBody bool
	// Modes keeps the fields of the two calling modes apart; nil when none is of
	// one mode alone.
	Modes *Modes
	// Sensitive: some value in it, at any depth, is encrypted on the wire.
	Sensitive Sensitivity
}

// Sensitivity says in which direction the sensitive values of a type are sent.
// It is a set: a type of requests and responses has a value of each.
type Sensitivity uint8

// The sensitivities.
const (
	EncryptedNested Sensitivity = 1 << iota // part of a request: unexported method that encrypts on a copy
	EncryptedTop                            // a request: EncryptSensitive, and the unexported method if nested too
	DecryptedNested                         // part of a response: unexported method that decrypts in place
	DecryptedTop                            // a response: DecryptSensitive

	NotSensitive Sensitivity = 0
)

// Validation says which validation methods a type has.
type Validation uint8

// The kinds of validation.
const (
	NotValidated       Validation = iota // nothing to check
	ValidatedByOthers                    // validate(v), called by the types that contain it
	ValidatedByCallers                   // Validate() error too
	ValidatedAlone                       // only Validate() error: no other type contains it
)

// Modes has the fields that belong to one calling mode alone.
type Modes struct {
	Common        []ModeField
	Institutional []ModeField
}

// ModeField is a field of one calling mode.
type ModeField struct {
	Field    string // its Go name
	JSON     string // its name in the API
	Presence Presence
	Required bool // in its mode
}

// Field is a field of a struct.
type Field struct {
	Name string // OutOrderNo
	Doc  Doc
	// Wire is the name in the API, for JSON and for the path of a fault.
	Wire string
	// Param: a path, query or header parameter, tagged json:"-".
	Param bool
	Omit  Omit
	// Presence says how the value shows that it is present.
	Presence Presence
	// Required: an absent value is an error. It is for values that can be
	// absent in Go; a plain value is always present.
	Required bool
	Value    Value
}

// Omit is the option of a field's JSON tag.
type Omit uint8

// The options.
const (
	Keep      Omit = iota
	OmitEmpty      // omitempty
	OmitZero       // omitzero
)

// Presence is how a value shows that it is present.
type Presence uint8

// The kinds of presence.
const (
	Always     Presence = iota // it is always present
	IfNotEmpty                 // a string that is not ""
	IfNotNil                   // a pointer, slice or map that is not nil
	IfValue                    // a Nullable that is neither absent nor null
)
