package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// noteBeyond notes the marks of a response that no comparison reaches: those in lists, maps and choices, and on names
// with dots. A mark that another response has where it is compared counts there.
func (w *echoWalk) noteBeyond(root *schema.Schema) {
	b := beyondWalk{w, map[*schema.Schema]string{}}
	b.schema(root, "")
}

// beyondWalk visits each schema once for each reason at most.
type beyondWalk struct {
	*echoWalk
	seen map[*schema.Schema]string
}

func (w *beyondWalk) schema(s *schema.Schema, beyond string) {
	target := w.types.Schemas.Target(s)
	if before, ok := w.seen[target]; ok && (before != "" || beyond == "") {
		return
	}
	w.seen[target] = beyond
	for i := range target.Properties {
		p := &target.Properties[i]
		value := w.types.Schemas.Read(p.Nodes...)
		reason := beyond
		if reason == "" && strings.Contains(p.Name, ".") {
			reason = "whose name has a dot"
		}
		if mark := w.markOf(value); mark.On && reason != "" {
			w.met(echoMark{pos: mark.Pos, member: p.Name, owner: w.op.owner(), beyond: reason})
		}
		w.schema(value, reason)
	}
	if len(target.Items) > 0 {
		w.schema(w.types.Schemas.Read(target.Items...), "in a list")
	}
	if len(target.Additional) > 0 {
		w.schema(w.types.Schemas.Read(target.Additional...), "in a map")
	}
	for _, v := range target.Variants {
		w.schema(w.types.Schemas.Read(v.Nodes...), "in a choice whose members do not all have it")
	}
}
