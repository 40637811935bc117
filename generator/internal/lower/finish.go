package lower

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// finish settles what needed all declarations to be known: which types have
// anything to check, and which way sensitive values travel.
func (l *lowerer) finish() {
	l.checkEchoes()
	decls := l.allDecls()
	l.breakCycles(decls)
	l.checkSizes(decls)
	l.settleText(decls)
	l.settleChecks(decls)
	l.settleSensitivity(decls)
	for _, r := range l.requests {
		r.out.Validates = r.st.Validate != ir.NotValidated
		r.out.Doc = l.operationDoc(r.op, r.out)
	}
	if len(l.defaults) > 0 {
		l.shared = append(l.shared, &ir.Defaults{Values: l.defaults})
	}
	if len(l.patterns) > 0 {
		l.shared = append(l.shared, &ir.Patterns{Patterns: l.patterns})
	}
}

// allDecls returns the declared types, those of operations first.
func (l *lowerer) allDecls() []ir.Decl {
	var all []ir.Decl
	for _, file := range l.fileOf {
		all = append(all, file.Decls...)
	}
	return append(all, l.shared...)
}

// values calls yield for each value that a declaration holds directly.
func values(d ir.Decl, yield func(*ir.Value)) {
	switch d := d.(type) {
	case *ir.Struct:
		for i := range d.Fields {
			eachValue(&d.Fields[i].Value, yield)
		}
		if d.Rest != nil {
			eachValue(&d.Rest.Value, yield)
		}
	case *ir.Defined:
		eachValue(&d.Value, yield)
	case *ir.Union:
		for i := range d.Members {
			eachValue(&d.Members[i].Value, yield)
		}
	}
}

func eachValue(v *ir.Value, yield func(*ir.Value)) {
	yield(v)
	if v.Elem != nil {
		eachValue(v.Elem, yield)
	}
}

// typeName returns the declared type that a value is, also by pointer.
func typeName(t ir.Type) string {
	switch t := t.(type) {
	case ir.Named:
		return string(t)
	case *ir.Pointer:
		return typeName(t.Elem)
	}
	return ""
}

// spread returns the declarations of which has is true, or that hold one such
// by way of a value that link takes, at any depth.
func spread(decls []ir.Decl, has func(ir.Decl) bool, link func(*ir.Value) bool) map[string]bool {
	marked := map[string]bool{}
	holders := map[string][]string{}
	var queue []string
	mark := func(name string) {
		if !marked[name] {
			marked[name] = true
			queue = append(queue, name)
		}
	}
	for _, d := range decls {
		name := declName(d)
		if name == "" {
			continue
		}
		if has(d) {
			mark(name)
		}
		values(d, func(v *ir.Value) {
			if held := typeName(v.Type); held != "" && link(v) {
				holders[held] = append(holders[held], name)
			}
		})
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, holder := range holders[name] {
			mark(holder)
		}
	}
	return marked
}

func declName(d ir.Decl) string {
	switch d := d.(type) {
	case *ir.Struct:
		return d.Name
	case *ir.Defined:
		return d.Name
	case *ir.Union:
		return d.Name
	}
	return ""
}

// settleText leaves the rule for valid UTF-8 to what is sent: what was decoded
// from JSON is valid by that.
func (l *lowerer) settleText(decls []ir.Decl) {
	byName := map[string]ir.Decl{}
	for _, d := range decls {
		byName[declName(d)] = d
	}
	sent := map[string]bool{}
	var mark func(name string)
	mark = func(name string) {
		d := byName[name]
		if d == nil || sent[name] {
			return
		}
		sent[name] = true
		values(d, func(v *ir.Value) { mark(typeName(v.Type)) })
	}
	for _, r := range l.requests {
		mark(r.st.Name)
	}
	for _, d := range decls {
		if sent[declName(d)] {
			continue
		}
		values(d, func(v *ir.Value) {
			v.Rules = slices.DeleteFunc(v.Rules, func(r ir.Rule) bool { return r.Call == "UTF8" })
		})
	}
}

// settleChecks takes back the promise of a method validate where there is
// nothing to check, and gives an exported one to what callers hold.
func (l *lowerer) settleChecks(decls []ir.Decl) {
	checked := spread(decls, hasOwnChecks, func(v *ir.Value) bool { return v.Checked })
	held, candidates := map[string]bool{}, map[string]bool{}
	for _, d := range decls {
		if u, ok := d.(*ir.Union); ok { // the runtime asks members whether they are what came
			for i := range u.Members {
				candidates[typeName(u.Members[i].Type)] = true
			}
		}
		values(d, func(v *ir.Value) {
			name := typeName(v.Type)
			v.Checked = v.Checked && checked[name]
			held[name] = true
		})
	}
	for _, d := range decls {
		name := declName(d)
		validation := ir.NotValidated
		switch top := l.tops[name] || candidates[name]; {
		case !checked[name]:
		case top && held[name]:
			validation = ir.ValidatedByCallers
		case top:
			validation = ir.ValidatedAlone
		default:
			validation = ir.ValidatedByOthers
		}
		switch d := d.(type) {
		case *ir.Struct:
			d.Validate = validation
		case *ir.Union:
			if validation == ir.ValidatedAlone {
				validation = ir.ValidatedByCallers
			}
			d.Validate = validation
		}
	}
}

// hasOwnChecks reports whether a declaration has a rule of its own.
func hasOwnChecks(d ir.Decl) bool {
	found := false
	values(d, func(v *ir.Value) { found = found || len(v.Rules) > 0 || v.Nil == ir.NilRefused || len(v.Key) > 0 })
	switch d := d.(type) {
	case *ir.Union:
		return true // one member has to be there
	case *ir.Struct:
		found = found || d.Modes != nil || len(d.Rules) > 0
		for _, f := range d.Fields {
			found = found || f.Required
		}
	}
	return found
}
