package ir

// Notifications is the struct with a function for each event that WeChat Pay
// posts to the merchant, with its methods Dispatch and Handler, and the constants
// of the events.
type Notifications struct {
	Name   string // Notifications
	Doc    Doc
	Events []Event
	Other  Doc // of the function for all other events
}

func (*Notifications) isDecl() {}

// Event is one kind of notification.
type Event struct {
	Name  string // UserConfirm, the function's
	Doc   Doc
	Const string // EventUserConfirm
	Type  string // PAYSCORE.USER_CONFIRM
	// Resource is what the function gets a pointer to.
	Resource Type
	// Key has the members of the resource that identify a repeated
	// notification.
	Key []string
}
