package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// completions has a script for each shell. It calls the hidden command __complete with the words up to the cursor.
//
//go:embed completion
var completions embed.FS

var shells = []string{"bash", "zsh", "fish", "powershell"}

// runCompletion is the command completion: it prints the script of a shell.
func (a *app) runCompletion(_ context.Context, _ options, args []string) error {
	if len(args) != 1 || !slices.Contains(shells, args[0]) {
		given := strings.Join(args, " ")
		hint := "name one of " + strings.Join(shells, ", ")
		return &usageError{fmt.Sprintf("there is no shell %q; %s", given, diag.Hint(given, shells, hint)), "wxpaygen help completion"}
	}
	script, err := completions.ReadFile("completion/" + args[0] + ".txt")
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(script)
	return err
}

// A candidate is a word that may follow, and what it is.
type candidate struct{ word, about string }

// complete prints what may stand in place of the last of the words: a candidate on a line, with a tab before what it is. Without
// a candidate, a shell completes the names of files.
func (a *app) complete(words []string) error {
	if len(words) == 0 {
		words = []string{""}
	}
	last := words[len(words)-1]
	for _, c := range a.candidates(words[:len(words)-1], last) {
		if strings.HasPrefix(c.word, last) {
			a.say("%s\t%s", c.word, c.about)
		}
	}
	return nil
}

func (a *app) candidates(before []string, last string) []candidate {
	if len(before) == 0 {
		return commandCandidates()
	}
	if before[0] == "help" {
		return topicCandidates()
	}
	c, ok := findCommand(before[0])
	if !ok {
		return nil
	}
	if of, values := flagValues(c, before[len(before)-1], last); of {
		return values
	}
	if strings.HasPrefix(last, "-") {
		return flagCandidates(c)
	}
	switch c.name {
	case "completion":
		return words(shells, "")
	case "generate", "lint", "docs", "bundle":
		return a.specCandidates()
	}
	return nil
}

func commandCandidates() []candidate {
	list := []candidate{{"help", "explain a command, a topic or a rule"}}
	for _, c := range commands() {
		list = append(list, candidate{c.name, c.summary})
	}
	return list
}

func topicCandidates() []candidate {
	var list []candidate
	for _, c := range commands() {
		list = append(list, candidate{c.name, c.summary})
	}
	for _, topic := range topics {
		list = append(list, candidate{topic.name, topic.summary})
	}
	return append(list, words(generator.Rules(), "a rule of lint")...)
}

func words(list []string, about string) (all []candidate) {
	for _, word := range list {
		all = append(all, candidate{word, about})
	}
	return all
}

func flagCandidates(c command) (list []candidate) {
	flagSet(c, &options{}).VisitAll(func(f *flag.Flag) {
		_, usage := flag.UnquoteUsage(f)
		list = append(list, candidate{"-" + f.Name, usage})
	})
	return list
}

// flagValues returns the values of a flag, if a word is to be its value: after -format, or as -format=VALUE.
func flagValues(c command, before, last string) (of bool, list []candidate) {
	name, prefix := strings.TrimLeft(before, "-"), ""
	if flagName, _, ok := strings.Cut(last, "="); ok && strings.HasPrefix(last, "-") {
		name, prefix = strings.TrimLeft(flagName, "-"), flagName+"="
	} else if !strings.HasPrefix(before, "-") {
		return false, nil
	}
	f := flagSet(c, &options{}).Lookup(name)
	if f == nil || isSwitch(f) && prefix == "" {
		return false, nil
	}
	if name == "format" {
		formats := report.Formats
		if c.name == "diff" {
			formats = []string{"text", "json", "github", "markdown"}
		}
		for _, format := range formats {
			list = append(list, candidate{prefix + format, ""})
		}
	}
	return true, list
}

// isSwitch reports whether a flag has no value.
func isSwitch(f *flag.Flag) bool {
	value, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && value.IsBoolFlag()
}

// specCandidates are the specs of the configuration, if there is one that can be read.
func (a *app) specCandidates() []candidate {
	path, err := config.Find(a.dir)
	if err != nil {
		return nil
	}
	settings, err := config.Load(path)
	if err != nil {
		return nil
	}
	var list []candidate
	for _, pkg := range settings.Packages {
		spec := a.relative(filepath.Join(settings.Root.Name(), filepath.FromSlash(pkg.Spec)))
		list = append(list, candidate{spec, "the spec of " + pkg.Dir})
	}
	if err := settings.Close(); err != nil && !errors.Is(err, context.Canceled) {
		return nil
	}
	return list
}
