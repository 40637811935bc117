package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// states describes the lifecycles of operations. What is wrong with a lifecycle is
// reported by lint.
type states struct {
	model *apimodel.Model
	codes map[string]string // code -> constant
	read  *lifecycle.Model  // nil until an operation needs it
}

// of returns the lifecycle of an operation, nil if the document does not have one.
func (s *states) of(op *operation) *lifecycle.Operation {
	if op.Node.Get("x-lifecycle") == nil {
		return nil
	}
	if s.read == nil {
		s.read, _ = lifecycle.Read(s.model.Lifecycles())
	}
	return s.read.Operation(op.ID)
}

// doc returns in which states an operation may be called, what it leads to, and
// how it fails in other states. It returns nil if the document does not say so.
func (s *states) doc(op *operation) ir.Doc {
	described := s.of(op)
	if described == nil {
		return nil
	}
	style := lifecycle.Style{Code: s.code}
	sentences := append(s.read.Sentences(described, style), described.Repetition(style)...)
	if len(sentences) == 0 {
		return nil
	}
	return ir.Doc{ir.Para(strings.Join(sentences, " "))}
}

// code returns a link to the constant of an error code, or the code itself.
func (s *states) code(code string) string {
	if name := s.codes[code]; name != "" {
		return "[" + name + "]"
	}
	return code
}
