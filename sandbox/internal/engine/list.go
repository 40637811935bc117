package engine

import "slices"

// list serves an operation that lists resources, the oldest first.
func (e *Engine) list(in *input) *Result {
	l := in.op.Lifecycle.Lists
	if refusal := e.check(in, nil, true); refusal != nil {
		return refusal
	}
	found := []any{}
	for _, r := range e.store.list {
		if r.kind != in.op.kind || r.gone() || r.Merchant != in.call.MchID {
			continue
		}
		ok, err := l.When.Holds(e.environment(e.scopeOf(in, r)))
		if err != nil {
			return in.broken(err)
		}
		if ok {
			found = append(found, r.shown())
		}
	}
	env := e.environment(e.scopeOf(in, nil))
	offset, err := l.Offset.Value(env)
	if err != nil {
		return in.broken(err)
	}
	limit, err := l.Limit.Value(env)
	if err != nil {
		return in.broken(err)
	}
	own := members{l.Member: page(found, offset, limit), "offset": plainValue(offset), "limit": plainValue(limit)}
	if l.Total != "" {
		own[l.Total] = int64(len(found))
	}
	b := &builder{engine: e, own: own, echo: in.path, mchID: in.call.MchID, mode: modeOf(in.members), encrypt: in.call.Encrypt}
	return &Result{Status: in.op.success, Unsigned: in.op.unsigned, Body: b.json(in.op.response)}
}

// page returns a part of a list.
func page(list []any, offset, limit any) []any {
	if n, ok := plainValue(offset).(int64); ok {
		list = list[min(max(0, n), int64(len(list))):]
	}
	if n, ok := plainValue(limit).(int64); ok {
		list = list[:min(max(0, n), int64(len(list)))]
	}
	return slices.Clone(list)
}
