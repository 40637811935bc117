package apimodel

import "github.com/wxpaygen/wxpaygen/lifecycle"

// Lifecycles returns where the document says something about lifecycles, for
// [lifecycle.Read]. The types of the requests' members are left open.
func (m *Model) Lifecycles() lifecycle.Source {
	src := lifecycle.Source{Resources: m.Doc.Root.Get("components").Get("x-lifecycles"), Events: []string{}}
	for _, notice := range m.Callbacks {
		if notice.EventType != "" {
			src.Events = append(src.Events, notice.EventType)
		}
	}
	for _, op := range m.Operations {
		if node := op.Node.Get("x-lifecycle"); node != nil {
			src.Operations = append(src.Operations, lifecycle.OperationSource{Name: op.ID, Title: op.Title, Node: node, Codes: op.Codes()})
		}
	}
	return src
}
