package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/internal/draft"
	"github.com/wxpaygen/wxpaygen/internal/page"
)

// draftOptions are the flags of the command draft.
type draftOptions struct {
	into string
	url  string
}

func draftFlags(set *flag.FlagSet, o *options) {
	set.StringVar(&o.output, "o", "", "write the spec to `file` instead of standard output")
	set.StringVar(&o.draft.into, "into", "", "add the operations to `spec`, or show what differs there")
	set.StringVar(&o.draft.url, "url", "", "`address` of the page, if the file does not have it")
}

// runDraft is the command draft: pages become a spec.
func (a *app) runDraft(ctx context.Context, o options, names []string) error {
	switch {
	case len(names) == 0:
		return &usageError{"draft needs a page, or - for standard input", "wxpaygen help draft"}
	case o.output != "" && o.draft.into != "":
		return &usageError{"-o and -into exclude each other", "wxpaygen help draft"}
	case o.draft.url != "" && len(names) > 1:
		return &usageError{"-url is the address of one page", "wxpaygen help draft"}
	}
	pages, err := a.readPages(ctx, names)
	if err != nil {
		return err
	}
	if o.draft.url != "" {
		for _, p := range pages {
			p.URL = o.draft.url
		}
	}
	if o.draft.into != "" {
		return a.draftInto(o.draft.into, pages)
	}
	return a.draftNew(o.output, pages)
}

// readPages reads pages in the order in which they are named.
func (a *app) readPages(ctx context.Context, names []string) ([]*page.Page, error) {
	var all []*page.Page
	for _, name := range names {
		data, err := a.readPage(ctx, name)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, &setupError{fmt.Errorf("%s cannot be read: %w", name, tree.Cause(err))}
		}
		pages, err := abandon(ctx, func() ([]*page.Page, error) { return page.Read(name, data) })
		if err != nil {
			return nil, err
		}
		all = append(all, pages...)
	}
	return all, nil
}

func (a *app) readPage(ctx context.Context, name string) (data []byte, err error) {
	if name == "-" {
		return a.readStdin(ctx)
	}
	if info, err := os.Stat(a.absolute(name)); err == nil && !info.Mode().IsRegular() { // reading a pipe would wait for a writer
		return nil, errors.New("it is not a regular file; - is standard input")
	}
	file, err := os.Open(a.absolute(name))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(io.LimitReader(file, page.MaxBytes+1))
}

// readStdin reads standard input until its end or the end of ctx, so that a
// user at a terminal can interrupt it.
func (a *app) readStdin(ctx context.Context) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(io.LimitReader(a.stdin, page.MaxBytes+1))
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *app) draftNew(output string, pages []*page.Page) error {
	data := draft.Spec(pages)
	if output == "" {
		_, err := a.stdout.Write(data)
		return errors.Join(err, a.concludeDraft(pages, data))
	}
	file, err := os.OpenFile(a.absolute(output), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("there is a %s already; nothing was written. -into %s adds to it", output, output)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return a.concludeDraft(pages, data)
}

// concludeDraft prints what was read and how many comments are to be checked.
func (a *app) concludeDraft(pages []*page.Page, spec []byte) error {
	for _, p := range pages {
		a.complain("%s:%d: %s %s, %s", p.File, p.Line, p.Method, p.Path, draft.Summary(p))
	}
	if n := draft.Unchecked(spec); n > 0 {
		a.complain("%s to check; `wxpaygen lint` names them", report.Plural(n, "comment"))
	}
	return nil
}
