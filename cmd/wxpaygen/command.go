package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// options are the values of the flags of all commands.
type options struct {
	dir             string // -C
	config          string // -config
	format          report.Format
	output          string // -o
	site            string // -html
	strict          bool
	skipUnsupported bool
	keepGoing       bool
	watch           bool
	sandbox         sandboxOptions
	remote          remoteOptions
	draft           draftOptions
	diff            diffOptions
	bundle          bundleOptions
}

// A command is a command of wxpaygen.
type command struct {
	name    string
	args    string // for the usage line: " [spec…]" or ""
	summary string
	flags   []func(*flag.FlagSet, *options)
	run     func(*app, context.Context, options, []string) error
	failed  string // what a failure means for the files: "; nothing was written"
}

// commands lists the commands in the order of the help.
func commands() []command {
	const nothing = "; nothing was written"
	return []command{
		{"init", "", "write wxpaygen.yaml, a first spec and a go:generate line", nil, (*app).runInit, nothing},
		{"generate", " [spec…]", "write the Go packages", []func(*flag.FlagSet, *options){configFlag, skipFlag, keepGoingFlag, watchFlag}, (*app).runGenerate, nothing},
		{"check", "", "check that the packages are up to date", []func(*flag.FlagSet, *options){configFlag, skipFlag, formatFlag}, (*app).runCheck, ""},
		{"lint", " [spec…]", "report problems in the specs", []func(*flag.FlagSet, *options){configFlag, formatFlag, strictFlag}, (*app).runLint, ""},
		{"diff", " [old [new]]", "report what a change of the specs breaks", []func(*flag.FlagSet, *options){configFlag, diffFlags}, (*app).runDiff, ""},
		{"bundle", " spec", "write a spec as one document for other tools", []func(*flag.FlagSet, *options){configFlag, bundleFlags}, (*app).runBundle, nothing},
		{"docs", " [spec…]", "write a reference of the specs", []func(*flag.FlagSet, *options){configFlag, outputFlag}, (*app).runDocs, nothing},
		{"draft", " page…", "write a spec of documentation pages", []func(*flag.FlagSet, *options){draftFlags}, (*app).runDraft, nothing},
		{"sandbox", "", "run a WeChat Pay on this machine", []func(*flag.FlagSet, *options){configFlag, sandboxFlags}, (*app).runSandbox, ""},
		{"play", " scenario…", "play scenarios in a sandbox", []func(*flag.FlagSet, *options){configFlag, remoteFlags}, (*app).runPlay, ""},
		{"trigger", " event [resource]", "play the user in a running sandbox", []func(*flag.FlagSet, *options){remoteFlags, triggerFlags}, (*app).runTrigger, ""},
		{"events", "", "list what can happen in a running sandbox", []func(*flag.FlagSet, *options){remoteFlags, eventsFlags}, (*app).runEvents, ""},
		{"logs", "", "list the requests of a running sandbox", []func(*flag.FlagSet, *options){remoteFlags, logsFlags}, (*app).runLogs, ""},
		{"state", " export|import file", "save or load the state of a running sandbox", []func(*flag.FlagSet, *options){remoteFlags}, (*app).runState, ""},
		{"clock", " [duration|back]", "show or move the clock of a running sandbox", []func(*flag.FlagSet, *options){remoteFlags, clockFlags}, (*app).runClock, ""},
		{"completion", " shell", "print a script that completes commands in a shell", nil, (*app).runCompletion, ""},
		{"version", "", "print the version", nil, (*app).runVersion, ""},
	}
}

func commandNames() []string {
	names := []string{"help"}
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

func findCommand(name string) (command, bool) {
	list := commands()
	i := slices.IndexFunc(list, func(c command) bool { return c.name == name })
	if i < 0 {
		return command{}, false
	}
	return list[i], true
}

// run executes args and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	if err := a.dispatch(ctx, args); err != nil {
		return a.fail(err)
	}
	return exitDone
}

func (a *app) dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return a.help(nil)
	}
	name, args := args[0], args[1:]
	switch name {
	case "help", "-h", "-help", "--help":
		return a.help(args)
	case "-version", "--version":
		name = "version"
	case "__complete":
		return a.complete(args)
	}
	c, ok := findCommand(name)
	if !ok {
		return unknownCommand(name)
	}
	a.failed = c.failed
	var o options
	rest, err := parse(c, &o, append(a.environment(c), args...))
	switch {
	case errors.Is(err, flag.ErrHelp):
		return a.help([]string{c.name})
	case err != nil:
		return &usageError{err.Error(), "wxpaygen help " + c.name}
	case c.args == "" && len(rest) > 0:
		return &usageError{fmt.Sprintf("%s takes no arguments, but got %q", c.name, rest[0]), "wxpaygen help " + c.name}
	}
	if err := a.enter(o.dir); err != nil {
		return err
	}
	return c.run(a, ctx, o, rest)
}

func unknownCommand(name string) error {
	if strings.HasPrefix(name, "-") {
		return &usageError{fmt.Sprintf("the flag %s must follow the command; write `wxpaygen COMMAND %s`", name, name), "wxpaygen help"}
	}
	names := commandNames()
	return &usageError{
		fmt.Sprintf("unknown command %q; %s", name, diag.Hint(name, names, "the commands are "+strings.Join(names, ", "))),
		"wxpaygen help",
	}
}

// flagSet returns the flags of a command, which write to o.
func flagSet(c command, o *options) *flag.FlagSet {
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	set.StringVar(&o.dir, "C", ".", "run in `dir`")
	for _, add := range c.flags {
		add(set, o)
	}
	return set
}

func configFlag(set *flag.FlagSet, o *options) {
	set.StringVar(&o.config, "config", "", "read this `file`; the default is the nearest wxpaygen.yaml, here or above")
}

func strictFlag(set *flag.FlagSet, o *options) {
	set.BoolVar(&o.strict, "strict", false, "report warnings as errors")
}

func skipFlag(set *flag.FlagSet, o *options) {
	set.BoolVar(&o.skipUnsupported, "skip-unsupported", false, "skip and list operations that cannot be generated")
}

func keepGoingFlag(set *flag.FlagSet, o *options) {
	set.BoolVar(&o.keepGoing, "keep-going", false, "write the packages that have no errors, and leave the others as they are")
}

func formatFlag(set *flag.FlagSet, o *options) {
	o.format = report.Text
	set.Func("format", "`form` of the output: text (default), json, github, sarif, gitlab or junit", func(value string) error {
		if !slices.Contains(report.Formats, value) {
			return errors.New("the formats are " + strings.Join(report.Formats, ", "))
		}
		o.format = report.Format(value)
		return nil
	})
}

// parse parses the flags in args, which may follow arguments, and returns the arguments. After "--" there are no flags.
func parse(c command, o *options, args []string) ([]string, error) {
	set := flagSet(c, o)
	var rest []string
	for {
		if err := set.Parse(args); err != nil {
			return nil, flagError(set, err)
		}
		parsed := args[:len(args)-set.NArg()]
		args = set.Args()
		if len(args) == 0 || (len(parsed) > 0 && parsed[len(parsed)-1] == "--") {
			return append(rest, args...), nil
		}
		rest = append(rest, args[0])
		args = args[1:]
	}
}

// flagError suggests a flag for an unknown one: one of the command that is like it or begins with it, or another command's.
func flagError(set *flag.FlagSet, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return err
	}
	var names []string
	set.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	hint := "the flags are " + strings.Join(names, ", ")
	begin := slices.DeleteFunc(slices.Clone(names), func(f string) bool { return !strings.HasPrefix(f, "-"+name) })
	if len(begin) == 1 {
		return fmt.Errorf("unknown flag -%s; did you mean %s?", name, begin[0])
	}
	if others := commandsWith(name); len(others) > 0 {
		hint = "it is a flag of " + strings.Join(others, ", ")
	}
	return fmt.Errorf("unknown flag -%s; %s", name, diag.Hint("-"+name, names, hint))
}

// commandsWith returns the commands that have a flag.
func commandsWith(name string) (list []string) {
	for _, c := range commands() {
		if flagSet(c, &options{}).Lookup(name) != nil {
			list = append(list, c.name)
		}
	}
	return list
}
