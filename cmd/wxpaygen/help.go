package main

import (
	"embed"
	"flag"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// texts has the help texts below the usage line: a file for each command, and for each topic that is not a command.
//
//go:embed help/*.txt
var texts embed.FS

// topics are the topics of help that are not commands, with a line about each.
var topics = []struct{ name, summary string }{
	{"config", "the settings of wxpaygen.yaml"},
	{"spec", "the x- words, which extend OpenAPI"},
	{"rules", "the rules of errors and warnings; `wxpaygen help RULE` explains one"},
	{"exit", "exit codes, and the form of errors and warnings"},
}

// help prints the help for one topic, or the overview.
func (a *app) help(args []string) error {
	switch {
	case len(args) == 0:
		a.say("%s", overview())
		return nil
	case len(args) > 1:
		return &usageError{"help takes one topic", "wxpaygen help"}
	}
	if args[0] == "rules" {
		a.say("%s", helpRules())
		return nil
	}
	text, err := texts.ReadFile(path.Join("help", args[0]+".txt"))
	if err != nil && a.helpRule(strings.Trim(args[0], "[]")) {
		return nil
	}
	if err != nil || args[0] == "overview" {
		return &usageError{
			fmt.Sprintf("there is no help on %q; %s", args[0], diag.Hint(args[0], slices.Concat(topicNames(), generator.Rules()), "the topics are "+strings.Join(topicNames(), ", "))),
			"wxpaygen help",
		}
	}
	if c, ok := findCommand(args[0]); ok {
		a.say("usage: wxpaygen %s [flags]%s\n", c.name, c.args)
		a.say("%s\nFlags:\n%s", text, flagHelp(c))
		return nil
	}
	a.say("%s", strings.TrimSuffix(string(text), "\n"))
	return nil
}

func topicNames() []string {
	names := slices.DeleteFunc(commandNames(), func(name string) bool { return name == "help" })
	for _, topic := range topics {
		names = append(names, topic.name)
	}
	return names
}

// overview returns the help without a topic.
func overview() string {
	text, err := texts.ReadFile("help/overview.txt")
	if err != nil {
		panic(err) // it is compiled in
	}
	var list strings.Builder
	for _, c := range commands() {
		fmt.Fprintf(&list, "  %-10s %s\n", c.name, c.summary)
	}
	list.WriteString("\nMore help, with `wxpaygen help TOPIC`, on each command and on:\n\n")
	for _, topic := range topics {
		fmt.Fprintf(&list, "  %-10s %s\n", topic.name, topic.summary)
	}
	return strings.Replace(strings.TrimSuffix(string(text), "\n"), "COMMANDS\n", list.String(), 1)
}

// flagHelp returns a line for each flag of the command.
func flagHelp(c command) string {
	var lines []string
	flagSet(c, &options{}).VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		lines = append(lines, fmt.Sprintf("  %-20s %s", strings.TrimSpace("-"+f.Name+" "+value), usage))
	})
	return strings.Join(lines, "\n")
}
