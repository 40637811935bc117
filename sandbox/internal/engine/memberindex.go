package engine

import (
	"encoding/json"
	"slices"
)

// memberIndex finds the resources of a kind by the value of a member. It is made when it is first asked for, as links and lookups of
// documents that are read later ask for other members.
type memberIndex struct {
	path    string
	buckets map[string][]*Resource // by the value as JSON, in the order of their creation
}

// indexKey names an index: the kind with its product, and the path of the member.
type indexKey struct{ product, kind, path string }

// indexedValue is a bucket in which a resource is.
type indexedValue struct {
	index *memberIndex
	value string
}

// with returns the resources of a kind whose member had a value when they were last weighed, and possibly others.
func (s *store) with(key indexKey, value any) []*Resource {
	index := s.indexes[key]
	if index == nil {
		index = &memberIndex{path: key.path, buckets: make(map[string][]*Resource)}
		s.indexes[key] = index
		kind := kindKey{key.product, key.kind}
		s.byKind[kind] = append(s.byKind[kind], index)
		for _, r := range s.list {
			if r.Product == key.product && r.Kind == key.kind {
				index.put(r)
			}
		}
	}
	return index.buckets[indexText(value)]
}

type kindKey struct{ product, kind string }

// indexText returns a value as text; equal values have equal texts.
func indexText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	data, err := json.Marshal(plainValue(value))
	if err != nil {
		return ""
	}
	return string(data)
}

// put puts a resource into the bucket of its value.
func (x *memberIndex) put(r *Resource) {
	value, ok := at(r.Members, x.path)
	if !ok {
		return
	}
	text := indexText(value)
	bucket := x.buckets[text]
	i := len(bucket)
	for i > 0 && bucket[i-1].seq > r.seq { // mostly the newest
		i--
	}
	x.buckets[text] = slices.Insert(bucket, i, r)
	r.indexed = append(r.indexed, indexedValue{x, text})
}

// reindex puts a resource where its members say.
func (s *store) reindex(r *Resource) {
	indexes := s.byKind[kindKey{r.Product, r.Kind}]
	if len(indexes) == 0 || r.seq == 0 {
		return
	}
	if s.stays(r, indexes) {
		return
	}
	s.unindex(r)
	for _, index := range indexes {
		index.put(r)
	}
}

// stays reports whether the values of a resource are those that it is indexed by.
func (s *store) stays(r *Resource, indexes []*memberIndex) bool {
	n := 0
	for _, index := range indexes {
		value, ok := at(r.Members, index.path)
		if !ok {
			continue
		}
		if n >= len(r.indexed) || r.indexed[n].index != index || r.indexed[n].value != indexText(value) {
			return false
		}
		n++
	}
	return n == len(r.indexed)
}

// unindex removes a resource from all buckets.
func (s *store) unindex(r *Resource) {
	for _, in := range r.indexed {
		bucket := in.index.buckets[in.value]
		i := slices.Index(bucket, r)
		if bucket = slices.Delete(bucket, i, i+1); len(bucket) == 0 {
			delete(in.index.buckets, in.value)
		} else {
			in.index.buckets[in.value] = bucket
		}
	}
	r.indexed = nil
}

// fewest returns the resources of a kind that have one of the wanted members, that which the fewest have.
func (s *store) fewest(product, kind string, want members) []*Resource {
	var found []*Resource
	first := true
	for path, value := range want {
		if list := s.with(indexKey{product, kind, path}, value); first || len(list) < len(found) {
			found, first = list, false
		}
	}
	return found
}
