package ir

// Await is a method that makes the call of an operation until its response shows a settled
// state.
type Await struct {
	Name string // AwaitServiceOrder
	Doc  Doc
	// Open and Settled are states, by what responses in them have. A response settles if it
	// can show one of Settled and none of Open.
	Open, Settled []ShownState
}

// ShownState has members that all have their value in a state.
type ShownState []ShownMember

// ShownMember is a member of a response and its value.
type ShownMember struct {
	Path  []ShownField // from the response to the member
	Value Arg          // a constant
}

// ShownField is a step of a path.
type ShownField struct {
	Name    string // Go name
	Pointer bool
}

// Pages is a method that iterates over the items of all pages.
type Pages struct {
	Name string // AllComplaints
	Doc  Doc
	By   Paging
	// First is the number of the first page, of ByNumber.
	First int
	// Start is the field of the request that chooses the page: an offset, a number or a
	// cursor.
	Start     string
	StartType Type // a Kind, or a pointer to one
	// Item is the type of the items.
	Item Type
	// Items, Total and Next are paths in the response; Total and Next may be empty.
	Items, Total, Next []ShownField
	// TotalType and NextType are the types of Total and Next, without a pointer.
	TotalType, NextType Type
}

// Paging is how a request chooses a page.
type Paging uint8

// The kinds of paging.
const (
	ByOffset Paging = iota // the number of items before it
	ByNumber               // the number of the page
	ByCursor               // what the response before it has
)
