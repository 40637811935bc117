package scenario

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// order is a resource in the admin API.
type order struct {
	ID         string
	State      string
	Members    map[string]any
	Effects    map[string]int
	Deliveries []delivery
}

type delivery struct {
	Event    string
	Accepted bool
	Problem  string
}

// expect compares a resource and its notifications.
func (p *player) expect(ctx context.Context, want *Expectation) error {
	name, err := p.text(want.Resource)
	if err != nil {
		return err
	}
	if name == "" { // a notification of any resource
		return p.expectNotification(ctx, want)
	}
	var got order
	err = p.api(ctx, "resources/"+url.PathEscape(name), nil, &got)
	switch {
	case want.Missing && err == nil:
		return fmt.Errorf("%s exists, in the state %s", name, got.State)
	case want.Missing:
		return nil
	case err != nil:
		return err
	case want.State != "" && got.State != want.State:
		return fmt.Errorf("%s is in the state %s, want %s", name, got.State, want.State)
	}
	if err := p.compare(want.Members, any(got.Members)); err != nil {
		return err
	}
	if want.Operation != "" && want.Times != nil && got.Effects[want.Operation] != *want.Times {
		return fmt.Errorf("%s took effect %d times, want %d", want.Operation, got.Effects[want.Operation], *want.Times)
	}
	if want.Notification != "" {
		return compareNotifications(want, got.Deliveries)
	}
	return nil
}

func (p *player) expectNotification(ctx context.Context, want *Expectation) error {
	var rows []struct {
		E  string
		OK bool
		X  string
	}
	if err := p.api(ctx, "deliveries?"+url.Values{"event": {want.Notification}}.Encode(), nil, &rows); err != nil {
		return err
	}
	var list []delivery
	for _, row := range rows {
		list = append(list, delivery{row.E, row.OK, row.X})
	}
	return compareNotifications(want, list)
}

func compareNotifications(want *Expectation, list []delivery) error {
	found := 0
	var problems []string
	for _, d := range list {
		if d.Event != want.Notification {
			continue
		}
		if want.Accepted != nil && d.Accepted != *want.Accepted {
			problems = append(problems, fmt.Sprintf("one has accepted: %v %s", d.Accepted, d.Problem))
			continue
		}
		found++
	}
	if want.Times != nil && want.Operation == "" && found != *want.Times || found == 0 && (want.Times == nil || want.Operation != "") {
		wanted := "at least one"
		if want.Times != nil {
			wanted = strconv.Itoa(*want.Times)
		}
		return fmt.Errorf("%d notifications %s, want %s; %s", found, want.Notification, wanted, strings.Join(problems, ", "))
	}
	return nil
}

// compare compares members; what is not named may be anything. Names may be dotted paths, in which 0 is the first element of a list.
func (p *player) compare(want map[string]any, got any) error {
	filled, err := p.fill(want)
	if err != nil {
		return err
	}
	members, _ := filled.(map[string]any)
	var errs []error
	for _, path := range slices.Sorted(maps.Keys(members)) {
		value, ok := at(got, path)
		switch {
		case members[path] == nil && !ok:
		case !ok:
			errs = append(errs, fmt.Errorf("%s is missing, want %s", path, encode(members[path])))
		case !includes(value, members[path]):
			errs = append(errs, fmt.Errorf("%s is %s, want %s", path, encode(value), encode(members[path])))
		}
	}
	return errors.Join(errs...)
}

// includes reports whether a value has everything of want.
func includes(value, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		object, ok := value.(map[string]any)
		for name, inside := range want {
			ok = ok && includes(object[name], inside)
		}
		return ok
	case []any:
		list, ok := value.([]any)
		if !ok || len(list) != len(want) {
			return false
		}
		for i := range want {
			ok = ok && includes(list[i], want[i])
		}
		return ok
	}
	return fmt.Sprint(value) == fmt.Sprint(want)
}

// at returns the value at a path.
func at(value any, path string) (any, bool) {
	for _, step := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			inside, ok := v[step]
			if !ok {
				return nil, false
			}
			value = inside
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, true
}
