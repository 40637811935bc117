package main

import (
	"context"
	"errors"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
)

// runCheck is the command check: generate without writing.
func (a *app) runCheck(ctx context.Context, o options, _ []string) (err error) {
	w, err := a.open(o, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	plan, err := a.plan(ctx, w)
	if err != nil {
		return err
	}
	changes := plan.changes()
	if len(changes) == 0 {
		a.say("%s up to date", report.Plural(len(plan.results), "package"))
		return nil
	}
	for i := range changes {
		changes[i].Path = a.shown(w)(changes[i].Path)
	}
	if _, err := a.stdout.Write([]byte(tree.Diff(changes))); err != nil {
		return err
	}
	are := "files are"
	if len(changes) == 1 {
		are = "file is"
	}
	a.complain("%d %s not up to date; run `wxpaygen generate`", len(changes), are)
	return errSaid
}
