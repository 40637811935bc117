package ir

// Type is a Go type: [Kind], [Named], [Runtime], [External], [Raw], [Bytes], [*Pointer],
// [*Nullable], [*Slice] or [*Map].
type Type interface{ isType() }

// Kind is a basic type.
type Kind uint8

// The basic types.
const (
	String Kind = iota
	Int64
	Float64
	Bool
	Int32
	Uint64
)

// The other types.
type (
	Named   string // declared in the package
	Runtime string // of the runtime: wxpay.DateTime
	// External is a type of the user's, with an import path and a name. Values are read by
	// their JSON.
	External struct{ Path, Name string }
	Raw      struct{}            // json.RawMessage
	Reader   struct{}            // io.Reader, of a field that is uploaded
	Bytes    struct{}            // []byte
	Pointer  struct{ Elem Type } // *T
	// Nullable is wxpay.Nullable[T], which is absent, null or a value: of an optional
	// field alone.
	Nullable struct{ Elem Type }
	Slice    struct{ Elem Type } // []T
	Map      struct{ Elem Type } // map[string]T
)

func (External) isType()  {}
func (Kind) isType()      {}
func (Named) isType()     {}
func (Runtime) isType()   {}
func (Raw) isType()       {}
func (Reader) isType()    {}
func (Bytes) isType()     {}
func (*Pointer) isType()  {}
func (*Slice) isType()    {}
func (*Map) isType()      {}
func (*Nullable) isType() {}

// Doc is a comment, block by block, in plain text: the templates wrap it and
// escape what would end the comment.
type Doc []Block

// Block is a piece of a comment: [Para], [Verbatim], [List] or [Literal].
type Block interface{ isBlock() }

// The blocks.
type (
	Para     string   // a paragraph
	Verbatim string   // a preformatted line, indented by a tab
	List     []string // one item each
	Literal  []string // preformatted lines, each indented by a tab
)

func (Para) isBlock()     {}
func (Verbatim) isBlock() {}
func (List) isBlock()     {}
func (Literal) isBlock()  {}
