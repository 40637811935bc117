package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Resource is something that WeChat Pay keeps, such as a service order.
type Resource struct {
	// ID is the engine's ID of it: r1, r2, and so on; after the first restart, r3-1.
	ID      string `json:"id"`
	Product string `json:"product"`
	Kind    string `json:"kind"`
	// Key has the values of the key members of its kind.
	Key []string `json:"key"`
	// Merchant is the merchant that it belongs to.
	Merchant string    `json:"merchant"`
	State    string    `json:"state"`
	Created  time.Time `json:"created"`
	// Changed is the time when the state was entered.
	Changed time.Time `json:"changed"`
	// Members are its values, from requests and from WeChat Pay.
	Members members `json:"members"`
	// Effects has the last effect of each operation, by its name.
	Effects map[string]*Effect `json:"effects"`
	// History lists the changes of state, the oldest first.
	History []Change `json:"history"`

	kind *lifecycle.Resource
	// stuck is a state whose next event of time cannot happen, because an expression fails.
	stuck   string
	weight  int // see weights.go
	seq     int // counts resources in the order of their creation; 0 if it is not in the store
	indexed []indexedValue
}

// Effect is a call that took effect, kept in case the call is repeated.
type Effect struct {
	Request string `json:"request"` // in canonical form
	State   string `json:"state"`   // that it led to
	Status  int    `json:"status"`
	Body    []byte `json:"body"`
	Times   int    `json:"times"` // how often it took effect, without repeated calls
}

// Change is a change of state.
type Change struct {
	Time time.Time `json:"time"`
	By   string    `json:"by"` // the operation or the event
	From string    `json:"from"`
	To   string    `json:"to"`
}

// Number returns the merchant's number of the resource: the last part of its key that is not the merchant's own number.
func (r *Resource) Number() string { return r.Key[numberAt(r.kind)] }

// numberAt returns the index of that part of the key.
func numberAt(k *lifecycle.Resource) int {
	for i := len(k.Key) - 1; i > 0; i-- {
		if !isMerchant(k.Key[i]) {
			return i
		}
	}
	return 0
}

// isMerchant reports whether a member of a key is the number of the merchant that signs.
func isMerchant(name string) bool { return name == "mchid" || name == "sp_mchid" }

// gone reports whether the resource does not exist any more.
func (r *Resource) gone() bool {
	s := r.kind.State(r.State)
	return s != nil && s.Gone
}

func (r *Resource) clone() *Resource {
	c := *r
	c.Key = slices.Clone(r.Key)
	c.Members, _ = cloneValue(r.Members).(members)
	c.History = slices.Clone(r.History)
	c.Effects = make(map[string]*Effect, len(r.Effects))
	for name, effect := range r.Effects {
		copied := *effect
		c.Effects[name] = &copied
	}
	return &c
}

type store struct {
	last   int // of the IDs
	starts int // see Snapshot
	weight int // of all resources, see bounds.go
	list   []*Resource
	byKey  map[string]*Resource
	byID   map[string]*Resource

	seq     int // the last
	indexes map[indexKey]*memberIndex
	byKind  map[kindKey][]*memberIndex
}

func newStore() store {
	return store{
		byKey: make(map[string]*Resource), byID: make(map[string]*Resource),
		indexes: make(map[indexKey]*memberIndex), byKind: make(map[kindKey][]*memberIndex),
	}
}

func storeKey(product, kind, merchant string, key []string) string {
	return fmt.Sprintf("%s/%s/%s/%q", product, kind, merchant, key)
}

func (s *store) add(r *Resource) {
	s.last++
	r.ID = fmt.Sprint("r", s.last)
	if s.starts > 0 {
		r.ID += fmt.Sprint("-", s.starts)
	}
	s.keep(r)
}

func (s *store) keep(r *Resource) {
	s.list = append(s.list, r)
	s.seq++
	r.seq, r.indexed = s.seq, nil
	s.reweigh(r)
	s.byID[r.ID] = r
	if !r.gone() {
		s.byKey[storeKey(r.Product, r.Kind, r.Merchant, r.Key)] = r
	}
}

// lose removes a resource that is gone from the keys.
func (s *store) lose(r *Resource) {
	if key := storeKey(r.Product, r.Kind, r.Merchant, r.Key); s.byKey[key] == r {
		delete(s.byKey, key)
	}
}

// drop removes the resource that was added last.
func (s *store) drop(r *Resource) {
	s.list = s.list[:len(s.list)-1]
	s.unindex(r)
	r.seq = 0
	delete(s.byKey, storeKey(r.Product, r.Kind, r.Merchant, r.Key))
	delete(s.byID, r.ID)
}

// rekey completes the key of a resource whose number is WeChat Pay's, not the merchant's.
func (s *store) rekey(r *Resource) {
	old := storeKey(r.Product, r.Kind, r.Merchant, r.Key)
	if s.byKey[old] == r {
		delete(s.byKey, old)
	}
	for i, name := range r.kind.Key {
		if r.Key[i] == "" {
			r.Key[i] = text(r.Members, name)
		}
	}
	s.byKey[storeKey(r.Product, r.Kind, r.Merchant, r.Key)] = r
}

// keyOf returns the key of the resource that a request identifies. The merchant in it is the one that signed. complete is false if a
// part is missing.
func keyOf(kind *lifecycle.Resource, merchant string, given members) (key []string, complete bool) {
	complete = true
	for _, name := range kind.Key {
		value := fmt.Sprint(given[name])
		switch {
		case isMerchant(name):
			value = merchant
		case given[name] == nil:
			value, complete = "", false
		}
		key = append(key, value)
	}
	return key, complete
}

// locate returns the resource that a request identifies: by its key, by a lookup of its kind, or by the members of the path and the
// query.
func (e *Engine) locate(in *input) *Resource {
	kind, given := in.op.kind, in.ownNames()
	key, complete := keyOf(kind, in.call.MchID, given)
	if r := e.store.byKey[storeKey(in.op.Product, kind.Name, in.call.MchID, key)]; r != nil {
		return r
	}
	if complete {
		return nil
	}
	wanted := wantedBy(kind, in.call.MchID, given)
	if wanted == nil {
		wanted = in.named(given)
	}
	candidates := e.store.fewest(in.op.Product, kind.Name, wanted)
	for i := len(candidates) - 1; i >= 0; i-- {
		if r := candidates[i]; !r.gone() && r.Merchant == in.call.MchID && has(r.Members, wanted) {
			return r
		}
	}
	return nil
}

// ownNames returns the members of the request, with the resource's names for them.
func (in *input) ownNames() members {
	given := maps.Clone(in.members)
	for name, own := range in.op.kind.Aliases {
		if value, ok := given[name]; ok && given[own] == nil {
			given[own] = value
		}
	}
	return given
}

// wantedBy returns the members of the first lookup that the request has completely, or nil. As in a key, the merchant
// that signs is meant whether the request has its number or not.
func wantedBy(kind *lifecycle.Resource, merchant string, given members) members {
	for _, lookup := range kind.Lookups {
		want := make(members)
		for _, name := range lookup {
			value := given[name]
			if isMerchant(name) {
				value = merchant
			}
			if value != nil && value != "" {
				want[name] = value
			}
		}
		if len(want) == len(lookup) {
			return want
		}
	}
	return nil
}

// named returns the members of the key, the path and the query that identify a resource. Members of its identity alone do not.
func (in *input) named(given members) members {
	want := make(members)
	kind, names := in.op.kind, slices.Collect(maps.Keys(in.path))
	telling := false
	for _, name := range append(names, kind.Key...) {
		if own := kind.Aliases[name]; own != "" {
			name = own
		}
		if value := given[name]; value != nil && value != "" && !isMerchant(name) {
			want[name] = value
			telling = telling || !slices.ContainsFunc(kind.Identity, func(i lifecycle.Identity) bool { return i.Member == name })
		}
	}
	if !telling {
		return nil
	}
	return want
}

// canonical returns members as text; equal members have equal texts.
func canonical(m members) string {
	data, err := json.Marshal(m) // sorts the names
	if err != nil {
		return err.Error()
	}
	return string(data)
}
