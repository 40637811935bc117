package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// runGenerate is the command generate.
func (a *app) runGenerate(ctx context.Context, o options, specs []string) error {
	if o.watch {
		return a.watch(ctx, o, specs)
	}
	return a.generate(ctx, o, specs, nil)
}

// generate plans, writes and prints. seen, which may be nil, records the files that are read.
func (a *app) generate(ctx context.Context, o options, specs []string, seen *watched) (err error) {
	w, err := a.open(o, specs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if seen != nil {
		seen.of(w.Config)
	}
	plan, err := a.plan(ctx, w)
	if err != nil {
		return err
	}
	if err := tree.Apply(a.engine.files(w.Root), plan.changes()); err != nil {
		return err
	}
	for i, result := range plan.results {
		if result.Failed {
			a.say("%s: left as it is; its spec has errors", a.shown(w)(result.Dir))
			continue
		}
		a.say("%s: %s", a.shown(w)(result.Dir), summary(result, plan.comparisons[i].Changes))
	}
	switch {
	case plan.docs != nil:
		a.say("%s: %s", a.shown(w)(w.Docs), docsSummary(len(plan.results), plan.docs.Changes))
	case w.Docs != "" && plan.failed() > 0:
		a.say("%s: left as it is; a spec has errors", a.shown(w)(w.Docs))
	case w.Docs != "" && w.isPart():
		a.say("%s: unchanged; generate without a spec writes the reference of all specs", a.shown(w)(w.Docs))
	}
	a.explainGoGenerate(plan)
	return a.failures(plan)
}

// failures is the error of a run that kept going past packages with errors.
func (a *app) failures(p plan) error {
	if n := p.failed(); n > 0 {
		a.complain("%s of %d left as it is", report.Plural(n, "package"), len(p.results))
		return errSaid
	}
	return nil
}

// explainGoGenerate explains why `go generate ./...`, which runs this command, will fail: it lists all files before it starts,
// and then reads those that were removed.
func (a *app) explainGoGenerate(p plan) {
	gone := func(c tree.Comparison) bool {
		return slices.ContainsFunc(c.Changes, func(change tree.Change) bool {
			return change.New == nil && strings.HasSuffix(change.Path, ".go")
		})
	}
	if a.getenv("GOFILE") != "" && slices.ContainsFunc(p.comparisons, gone) {
		a.say("files were removed: if `go generate ./...` now reports that one is missing, run it again")
	}
}

// A plan is what was generated, and the differences to the existing files.
type plan struct {
	results     []generator.Result
	comparisons []tree.Comparison // one for each of results
	docs        *tree.Comparison  // nil where there is no reference
}

// failed counts the packages with errors.
func (p plan) failed() (count int) {
	for _, result := range p.results {
		if result.Failed {
			count++
		}
	}
	return count
}

// changes returns the changes of all packages, files to write first: a failure then happens before anything is removed.
func (p plan) changes() []tree.Change {
	var writes, removals []tree.Change
	comparisons := p.comparisons
	if p.docs != nil {
		comparisons = append(slices.Clip(comparisons), *p.docs)
	}
	for _, comparison := range comparisons {
		for _, change := range comparison.Changes {
			if change.New == nil {
				removals = append(removals, change)
			} else {
				writes = append(writes, change)
			}
		}
	}
	return append(writes, removals...)
}

// plan generates and compares. It prints warnings, and returns errors and conflicts as a *faultError.
func (a *app) plan(ctx context.Context, w *workspace) (plan, error) {
	settings := w.Generator(w.packages)
	settings.KeepGoing = w.keepGoing
	shown := a.startProgress()
	settings.Progress = shown.step
	output, err := a.engine.generate(ctx, settings)
	shown.done()
	if err != nil {
		return plan{}, a.specError(w, err)
	}
	made := plan{results: output.Results}
	said := output.Diagnostics
	var conflicts []diag.Diagnostic
	for _, result := range output.Results {
		if result.Failed {
			made.comparisons = append(made.comparisons, tree.Comparison{})
			continue
		}
		comparison, err := a.comparePackage(w, result)
		if err != nil {
			return plan{}, a.unreadable(w, result.Dir, err)
		}
		made.comparisons = append(made.comparisons, comparison)
		conflicts = append(conflicts, comparison.Conflicts...)
		said = append(said, leftOut(result.Skipped)...)
	}
	if made.docs, err = a.compareDocs(w, output.Docs); err != nil {
		return plan{}, err
	}
	if made.docs != nil {
		conflicts = append(conflicts, made.docs.Conflicts...)
	}
	if len(conflicts) > 0 {
		return plan{}, &faultError{relocate(append(said, conflicts...), a.shown(w))}
	}
	a.print(relocate(said, a.shown(w)))
	return made, ctx.Err()
}

// comparePackage compares a package with its directory. Hand-written files there must compile with it.
func (a *app) comparePackage(w *workspace, result generator.Result) (tree.Comparison, error) {
	files := a.engine.files(w.Root)
	comparison, err := tree.Compare(files, result.Dir, result.Files, a.engine.isGenerated)
	if err != nil || len(comparison.Conflicts) > 0 {
		return comparison, err
	}
	comparison.Conflicts, err = tree.Neighbours(files, result.Dir, result.Files, a.engine.isGenerated)
	return comparison, err
}

// unreadable returns the error for a file in dir that cannot be read, or for dir.
func (a *app) unreadable(w *workspace, dir string, err error) error {
	var fault *fs.PathError
	if errors.As(err, &fault) && strings.HasPrefix(filepath.ToSlash(fault.Path), dir+"/") {
		dir = filepath.ToSlash(fault.Path)
	}
	return fmt.Errorf("%s cannot be read: %w%s", a.shown(w)(dir), tree.Cause(err), a.failed)
}

// specError changes the paths of a generator's error to those that the user sees.
func (a *app) specError(w *workspace, err error) error {
	var fault *generator.SpecError
	if errors.As(err, &fault) {
		return &faultError{relocate(fault.Diagnostics, a.shown(w))}
	}
	return err
}

// leftOut returns a warning for each operation that was skipped.
func leftOut(skipped []generator.Skipped) []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, operation := range skipped {
		reason := operation.Reason
		reason.Severity = diag.Warning
		reason.Fact = operation.Operation + " is skipped: " + reason.Fact
		list = append(list, reason)
	}
	return list
}

// summary returns text such as "2 operations, 3 types; 4 files written, 1 removed".
func summary(result generator.Result, changes []tree.Change) string {
	holds := []string{report.Plural(result.Operations, "operation"), report.Plural(result.Types, "type")}
	if n := len(result.Skipped); n > 0 {
		holds = append(holds, fmt.Sprintf("%d skipped (%s)", n, byRule(result.Skipped)))
	}
	return strings.Join(holds, ", ") + "; " + did(changes)
}

// byRule returns text such as "media-type 2, ref-missing 1": the rules of the skipped operations, the most
// frequent first.
func byRule(skipped []generator.Skipped) string {
	count := map[string]int{}
	for _, s := range skipped {
		count[s.Reason.Rule]++
	}
	rules := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	for i, rule := range rules {
		rules[i] = fmt.Sprintf("%s %d", rule, count[rule])
	}
	return strings.Join(rules, ", ")
}

// did returns text such as "4 files written, 1 removed".
func did(changes []tree.Change) string {
	written, removed := 0, 0
	for _, change := range changes {
		if change.New == nil {
			removed++
		} else {
			written++
		}
	}
	var done []string
	if written > 0 {
		done = append(done, report.Plural(written, "file")+" written")
	}
	if removed > 0 {
		done = append(done, report.Plural(removed, "file")+" removed")
	}
	if len(done) == 0 {
		done = []string{"nothing changed"}
	}
	return strings.Join(done, ", ")
}
