package main

import (
	"context"
	"errors"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// runCheck is the command check: generate without writing.
func (a *app) runCheck(ctx context.Context, o options, _ []string) (err error) {
	w, err := a.open(o, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if o.format != report.Text {
		return a.checkFor(ctx, o.format, w)
	}
	plan, err := a.plan(ctx, w)
	if err != nil {
		return err
	}
	changes := a.outOfDate(w, plan)
	if len(changes) == 0 {
		a.say("%s up to date", report.Plural(len(plan.results), "package"))
		return nil
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

// outOfDate returns the changes that generate would make, with paths as the user sees them.
func (a *app) outOfDate(w *workspace, p plan) []tree.Change {
	changes := p.changes()
	for i := range changes {
		changes[i].Path = a.shown(w)(changes[i].Path)
	}
	return changes
}

// checkFor prints everything that is wrong as diagnostics, for other programs.
func (a *app) checkFor(ctx context.Context, format report.Format, w *workspace) error {
	var list []diag.Diagnostic
	a.collected = &list
	plan, err := a.plan(ctx, w)
	a.collected = nil
	var fault *faultError
	switch {
	case errors.As(err, &fault):
		list = append(list, fault.list...)
	case err != nil:
		return err
	}
	for _, change := range a.outOfDate(w, plan) {
		fact := "the file is not what generate writes"
		if change.New == nil {
			fact = "the file is one that generate removes"
		} else if change.Old == nil {
			fact = "the file is missing, which generate writes"
		}
		list = append(list, diag.Errorf(diag.Position{File: change.Path}, "out-of-date", "%s", fact).Fix("run `wxpaygen generate`"))
	}
	list = diag.Sort(list)
	if err := a.printer(a.stdout, format).Print(list); err != nil {
		return err
	}
	if diag.HasErrors(list) {
		return errSaid
	}
	return nil
}
