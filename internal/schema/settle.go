package schema

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// settle completes a merged schema: it derives what follows from several
// keywords, and reports contradictions.
func (r *Reader) settle(s *Schema) {
	s.Nullable = s.Nullable || s.typed > 0 && s.typed == s.typedNull
	r.dropNullVariants(s)
	r.enumFromVariants(s)
	r.dropNullMembers(s)
	r.inferType(s)
	r.dropForeignMembers(s)
	r.checkApplies(s)
	r.checkOrder("length-order", "minLength", &s.MinLength, "maxLength", &s.MaxLength)
	r.checkOrder("items-order", "minItems", &s.MinItems, "maxItems", &s.MaxItems)
	r.checkOrder("properties-order", "minProperties", &s.MinProperties, "maxProperties", &s.MaxProperties)
	r.checkBounds(s)
	r.checkRequired(s)
	r.checkItems(s)
	r.checkAdditional(s)
	r.enumWithin(s)
	r.checkVarNames(s)
	r.checkVocabulary(s)
	for i := range s.Variants {
		if v := &s.Variants[i]; len(v.Nodes) == 1 {
			v.Nodes = r.variantNodes(s, v.Nodes[0])
		}
	}
}

// dropNullVariants turns oneOf [X, null] into a nullable X, and a choice of one
// member into that member.
func (r *Reader) dropNullVariants(s *Schema) {
	if s.Variants == nil {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(s.Variants), func(v Variant) bool { return isNull(v.Nodes[0]) })
	if len(kept) < len(s.Variants) {
		s.Nullable = true
	}
	s.Variants = kept
	if len(kept) != 1 || s.Inherited {
		return
	}
	only := kept[0].Nodes[0]
	s.Variants, s.Discriminator = nil, nil
	if s.Ref == "" && !slices.ContainsFunc(s.parts, func(p part) bool { return constrainsBesideVariants(p.node) }) {
		s.Ref = r.identity(only, 0)
	}
	e := expansion{reader: r, schema: s, parts: s.parts}
	e.add(only, false)
	added := e.parts[len(s.parts):]
	s.parts = e.parts
	for i, p := range added {
		r.merge(s, p, i+1)
	}
	r.dropNullVariants(s)
}

func isNull(node *doctree.Node) bool {
	if name, ok := node.Get("type").Str(); ok && name == "null" {
		return true
	}
	if items := node.Get("type").Items(); len(items) == 1 && items[0].Text() == "null" {
		return true
	}
	members := node.Get("enum").Items()
	return len(members) == 1 && members[0].Is(doctree.Null) || node.Get("const").Is(doctree.Null)
}

// dropNullMembers removes null from an enum and makes the schema nullable.
func (r *Reader) dropNullMembers(s *Schema) {
	kept := slices.DeleteFunc(slices.Clone(s.Enum), func(n *doctree.Node) bool { return n.Is(doctree.Null) })
	if len(kept) < len(s.Enum) {
		s.Nullable = true
		if len(kept) > 0 {
			s.Enum = kept
		}
	}
}

// dropForeignMembers takes out the members of an enum that are not of the type,
// which another part of allOf has.
func (r *Reader) dropForeignMembers(s *Schema) {
	if len(s.parts) < 2 || len(s.Types) == 0 {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(s.Enum), func(n *doctree.Node) bool {
		return len(intersect(s.Types, typesOf([]*doctree.Node{n}))) == 0
	})
	if len(kept) == len(s.Enum) {
		return
	}
	if len(kept) == 0 {
		kept = nil
	}
	s.Enum, s.VarNames = kept, nil
}

// inferType derives a missing type from the keywords of the schema.
func (r *Reader) inferType(s *Schema) {
	if len(s.Types) > 0 || len(s.Variants) > 0 || s.Never {
		return
	}
	if len(s.Enum) > 0 {
		s.Types = typesOf(s.Enum)
		if len(s.Types) == 0 {
			s.Types = []string{"null"} // its one member
		}
		return
	}
	for _, p := range s.parts {
		for key := range p.node.Members() {
			t := appliesTo[key]
			if t == "" {
				continue
			}
			s.Types = []string{t}
			if key != "properties" && key != "items" && key != "additionalProperties" && key != "required" {
				r.report(diag.Warningf(p.node.Key(key), "type-missing", "the schema has %s and no type; it is read as type: %s", key, t).
					Fix("write type: %s", t))
			}
			return
		}
	}
}

func typesOf(members []*doctree.Node) []string {
	var types []string
	for _, m := range members {
		t := ""
		switch m.Kind {
		case doctree.String:
			t = "string"
		case doctree.Bool:
			t = "boolean"
		case doctree.Number:
			t = "number"
			if _, ok := m.Int(); ok {
				t = "integer"
			}
		case doctree.Sequence:
			t = "array"
		case doctree.Mapping:
			t = "object"
		}
		if t != "" && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	if slices.Contains(types, "number") { // which the integers are as well
		types = slices.DeleteFunc(types, func(t string) bool { return t == "integer" })
	}
	return types
}

// checkApplies reports keywords that do not apply to the schema's type.
func (r *Reader) checkApplies(s *Schema) {
	if len(s.Types) == 0 {
		return
	}
	for _, p := range s.parts {
		for key := range p.node.Members() {
			t := appliesTo[key]
			if t == "" || slices.Contains(s.Types, t) || (t == "number" && slices.Contains(s.Types, "integer")) {
				continue
			}
			r.report(diag.Warningf(p.node.Key(key), "keyword-type", "%s does not apply to a value of type %s",
				key, strings.Join(s.Types, " or ")).Fix("remove it, or change the type"))
		}
	}
}

// checkRequired reports required properties that are not declared, which are
// usually misspelt.
func (r *Reader) checkRequired(s *Schema) {
	if len(s.Properties) == 0 || len(s.Variants) > 0 {
		return
	}
	for _, name := range s.Required {
		if s.Property(name.Value) != nil {
			continue
		}
		d := diag.Warningf(name.Pos, "required-unknown", "required names %s, which is not a property of the schema", diag.Quote(name.Value))
		best := diag.NearOf(name.Value, func(yield func(string) bool) {
			for _, p := range s.Properties {
				if !yield(p.Name) {
					return
				}
			}
		})
		if best == "" {
			best = s.likeProperty(name.Value)
		}
		if best != "" {
			r.report(r.set.Doubt(d).Fix("did you mean %s?", best))
			continue
		}
		r.report(d.Fix("declare it under properties, or remove it from required"))
	}
}

// likeProperty returns the property that begins as a name does for most of it, as
// out_refund_no for out_refund_number.
func (s *Schema) likeProperty(name string) string {
	best, longest := "", 0
	for _, p := range s.Properties {
		common := 0
		for common < min(len(name), len(p.Name)) && name[common] == p.Name[common] {
			common++
		}
		if common > longest && 3*common >= 2*len(name) {
			best, longest = p.Name, common
		}
	}
	return best
}

// checkItems reports an array that does not say what its items are.
func (r *Reader) checkItems(s *Schema) {
	if s.Enum != nil || len(s.Types) != 1 || s.Types[0] != "array" || len(s.Items) > 0 || len(s.Variants) > 0 {
		return
	}
	if slices.ContainsFunc(s.parts, func(p part) bool {
		return p.node.HasIgnored() || p.node.Get("items") != nil || p.node.Get("prefixItems") != nil || p.node.Get("$ref") != nil
	}) {
		return
	}
	for _, p := range s.parts {
		if value := p.node.Get("type"); value != nil {
			r.report(r.set.Doubt(diag.Warningf(value.At(), "items-missing", "the array does not say what its items are; any value is taken")).
				Fix("write items with their type"))
			return
		}
	}
}

// checkAdditional reports a schema composed by allOf that is read more
// leniently than JSON Schema defines: additionalProperties ignores the
// properties that other members declare, and would reject them.
func (r *Reader) checkAdditional(s *Schema) {
	for _, p := range s.parts {
		value := p.node.Get("additionalProperties")
		if admits, isBool := value.Bool(); value == nil || isBool && admits {
			continue
		}
		for _, prop := range s.Properties {
			if p.node.Get("properties").Get(prop.Name) == nil {
				r.report(diag.Warningf(p.node.Key("additionalProperties"), "not-enforced",
					"additionalProperties applies to %s too, which another member of allOf declares; it is read as if it did not", diag.Quote(prop.Name)).
					See(prop.Pos).Fix("declare all properties in one schema, or remove additionalProperties"))
				break
			}
		}
	}
}

func (r *Reader) checkVarNames(s *Schema) {
	if s.VarNames != nil && s.Enum != nil && len(s.VarNames) != len(s.Enum) {
		r.report(diag.Warningf(s.EnumPos, "enum-varnames", "x-enum-varnames has %d names for %d members, and is ignored", len(s.VarNames), len(s.Enum)).
			Fix("write one Go name for each member"))
		s.VarNames = nil
	}
}

// checkVocabulary reports extensions that have no meaning in this schema.
func (r *Reader) checkVocabulary(s *Schema) {
	isScalar := len(s.Types) == 1 && s.Types[0] != "object" && s.Types[0] != "array" && s.Types[0] != "null"
	switch {
	case s.GoType.Value == "":
	case !isScalar:
		r.report(extensionFault("x-go-type", s.GoType.Pos, "x-go-type is on what is not a string, a number or a boolean").
			Fix("put it on a value of one type"))
		s.GoType = Text{}
	case s.Encrypted:
		r.report(extensionFault("x-go-type", s.GoType.Pos, "x-go-type is on a sensitive value, which is encrypted as a string").
			Fix("remove x-go-type"))
		s.GoType = Text{}
	}
	for _, p := range s.parts {
		for key := range p.node.Members() {
			pos := p.node.Key(key)
			switch {
			case key == "x-encrypted" && s.Encrypted && !s.Is("string"):
				r.report(diag.Errorf(pos, "extension", "x-encrypted is on %s, and only strings are encrypted", typeWords(s)).
					Fix("put it on the string itself"))
			case key == "x-encrypted" && s.Encrypted && len(s.Enum) > 0:
				r.report(diag.Errorf(pos, "extension", "x-encrypted is on an enum, whose members are public").
					Fix("remove x-encrypted or the enum"))
			case (key == "x-length-unit" || key == "x-length") && len(s.Types) > 0 && !slices.Contains(s.Types, "string"):
				r.report(diag.Warningf(pos, "keyword-type", "%s does not apply to a value of type %s", key, strings.Join(s.Types, " or ")).
					Fix("remove it, or change the type"))
			case key == "x-required-in-mode" && s.Mode == "":
				r.report(diag.Warningf(pos, "extension", "x-required-in-mode has no effect without x-mode").
					Fix("say x-mode: common or institutional in addition"))
			}
		}
	}
}

func typeWords(s *Schema) string {
	if len(s.Types) == 0 {
		return "a value of any type"
	}
	return "a value of type " + strings.Join(s.Types, " or ")
}
