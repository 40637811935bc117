package ir

// Operation is a method of the client, and the variable that describes the
// operation to the runtime.
type Operation struct {
	Var        string // cancelServiceOrderOperation
	Name       string // CancelServiceOrder
	FullName   string // payscore.CancelServiceOrder
	Doc        Doc
	Method     string // POST
	Path       string // /v3/payscore/serviceorder/{out_order_no}/cancel
	Query      string // what is fixed of the query, as it is sent; ""
	Servers    []string
	Repeatable bool
	Unsigned   bool
	Foreign    bool       // not one of WeChat Pay: neither signed nor verified
	Security   [][]string // alternatives: variables of security schemes
	Success    []int      // sorted
	Echoes     []Echo
	Errors     []DocumentedError
	ErrorTypes []ErrorType
	Request    string // the request type's name
	Validates  bool   // the request type has a Validate method
	Params     []Param
	Body       Body
	Response   Response
	Accept     string // where the runtime's own choice is not right; ""
	Await      *Await // nil: it is no query of a state
	Pages      *Pages // nil: it has no pages
}

// DocumentedError is an error code under its status, with its remedy.
type DocumentedError struct {
	Status int    // the lowest of a range; 0 for any that is not listed
	Among  string // the response that lists it: 400, 4XX, any other status
	Code   string // the constant's name
	Remedy string
	// ChineseRemedy is the remedy in Chinese, "" without one.
	ChineseRemedy string
}

// ErrorType is the type of the body of error responses.
type ErrorType struct {
	Status string // 422, 4XX, default
	Type   Type
}

// Echo is a member of a success response that repeats one of the request.
type Echo struct {
	Status   int    // 0 for any that is not listed
	Member   string // dotted
	In       Location
	Name     string // dotted in the body
	Optional bool
}

// Param says how a field is sent as a parameter.
type Param struct {
	In       Location
	Name     string // in the API
	Field    string // Go name of the request's field
	Presence Presence
	Value    Value
	Style    Style
	Serial   Serialization // of Styled
	Part     *Part         // of a form of parts; nil elsewhere
	// Fields are the members of an object that is sent property by property
	// (deepObject, or an exploded form object); their names are complete.
	Fields []Param
}

// Location is where a parameter is sent.
type Location uint8

// The locations.
const (
	InPath Location = iota
	InQuery
	InHeader
	InCookie
	InBody // of an [Echo] alone
)

// Style is how a parameter's value is written.
type Style uint8

// The styles.
const (
	Single       Style = iota // one scalar, also as a union of scalars or in raw JSON
	Repeated                  // an array, name=value for each element
	Styled                    // any value, by Serial at run time
	JSON                      // any value, as JSON text
	Members                   // an object, each of Fields by itself
	Entries                   // a map, key=value for each entry
	DeepEntries               // a map, name[key]=value for each entry
	Deep                      // any value, name[key][0]=value for each value in it
	Exploded                  // one value, an array of them or an object, decided at run time
	RepeatedJSON              // an array, name=JSON text for each element
)

// Serialization is a style of OpenAPI with its settings.
type Serialization struct {
	Style         string // simple, label, matrix, form, spaceDelimited, pipeDelimited, tabDelimited, cookie
	Explode       bool
	AllowReserved bool
}

// Part is what the part of a form says about its value.
type Part struct {
	ContentType string // as documented; of a file also several or a range. "" for the default
	Headers     []PartHeader
}

// PartHeader is a header of a part: the request's field Field, or the text Value.
type PartHeader struct {
	Name, Value string
	Field       string
	Type        Type // of Field
}

// Body is a request's body: [NoBody], [JSONBody], [FormBody], [MultipartBody] or
// [ContentBody].
type Body interface{ isBody() }

// The bodies.
type (
	// NoBody: none is sent.
	NoBody struct{}
	// JSONBody is sent as JSON: the request itself, or one field of it.
	JSONBody struct {
		Field     string   // "" for the request itself
		Optional  bool     // sent only when hasBody (Field == "") or the field's Presence says so
		Presence  Presence // of Field
		MediaType string   // "" for application/json
	}
	// FormBody is a form of the documented media type: of parts, or urlencoded.
	FormBody struct {
		MediaType string
		Optional  bool // not sent when nothing is set
		Params    []Param
	}
	// MultipartBody is WeChat Pay's upload: a signed part "meta" with the
	// file's name and SHA-256, and the file.
	MultipartBody struct {
		Meta string // the request's field for what else is in the meta part, "" for name and hash alone
		Name string // the request's field for the file's name
		File string // the request's field for the io.Reader
		// AsGiven: the meta part is sent unchanged, without name and hash.
		AsGiven bool
	}
	// ContentBody is sent unchanged: a text, or the content of a reader.
	ContentBody struct {
		Field     string // the request's field
		Type      Type   // of the field: Reader, or one that is written as text
		MediaType string // also a range, such as image/*
		Presence  Presence
	}
)

func (NoBody) isBody()        {}
func (JSONBody) isBody()      {}
func (FormBody) isBody()      {}
func (MultipartBody) isBody() {}
func (ContentBody) isBody()   {}

// Response is what the method returns in addition to the error: [NoResponse],
// [JSONResponse], [StreamResponse] or [SeveralResponses].
type Response interface{ isResponse() }

// The responses.
type (
	// NoResponse: the method returns error alone.
	NoResponse struct{}
	// JSONResponse is decoded from JSON. A struct is returned as a pointer,
	// anything else by value.
	JSONResponse struct {
		Type    Type
		Pointer bool
	}
	// StreamResponse is returned unread, as *wxpay.Download.
	StreamResponse struct{}
	// SeveralResponses: the struct Name has a field for each response, and the
	// received one is set.
	SeveralResponses struct {
		Name      string
		Doc       Doc
		Responses []StatusResponse
	}
)

func (NoResponse) isResponse()       {}
func (JSONResponse) isResponse()     {}
func (StreamResponse) isResponse()   {}
func (SeveralResponses) isResponse() {}

// StatusResponse is one of several responses.
type StatusResponse struct {
	Status int    // 0 for any other success
	Field  string // OK, Accepted
	Type   Type   // nil: no body; the field is then a bool
	AsIs   bool   // the bytes of a body that is not JSON
}

// Union is a value that is one of several types.
type Union struct {
	Name    string
	Doc     Doc
	Iface   string // the sealed interface of its members
	Members []Member
	// Discriminator is the property that identifies the member; "" if the
	// members are tried one after the other.
	Discriminator string
	Validate      Validation
}

// Member is a member of a union.
type Member struct {
	Type    Type     // *Struct types by name; other kinds have a Wrapper
	Wrapper string   // name of the defined type that carries a member that is not a struct of its own; ""
	Tags    []string // values of the discriminator
	Label   string   // how messages call it: the schema's name
	Value   Value    // rules of a wrapped member
	// Required has the properties that a JSON object needs to be this member;
	// they identify members if there is no discriminator.
	Required []string
	JSONKind string // "object", "array", "string", "number", "boolean"
}
