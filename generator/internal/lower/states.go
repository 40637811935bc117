package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// stateDoc says in which states an operation may be called, what it leads to,
// and what it answers otherwise. What is wrong with a lifecycle is for the lint
// to tell; there is then nothing here.
func (l *lowerer) stateDoc(op *operation) ir.Doc {
	if op.Node.Get("x-lifecycle") == nil {
		return nil
	}
	if l.states == nil {
		l.states, _ = lifecycle.Read(apimodel.Read(l.doc, nil).Lifecycles())
	}
	described := l.states.Operation(op.ID)
	if described == nil {
		return nil
	}
	code := func(code string) string {
		if name := l.codeNames[code]; name != "" {
			return "[" + name + "]"
		}
		return code
	}
	style := lifecycle.Style{Code: code}
	sentences := append(l.states.Sentences(described, style), described.Repetition(style)...)
	if len(sentences) == 0 {
		return nil
	}
	return ir.Doc{ir.Para(strings.Join(sentences, " "))}
}
