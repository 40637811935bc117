package main

import (
	"flag"
	"strings"
)

// environment returns flags of the command sandbox from the environment, for images whose arguments cannot be set, such as the services of
// a CI job: WXPAYGEN_SANDBOX_NOTIFY_HOST for -notify-host. A flag that may be repeated has values with spaces between them.
func (a *app) environment(c command) []string {
	if c.name != "sandbox" {
		return nil
	}
	var args []string
	flagSet(c, &options{}).VisitAll(func(f *flag.Flag) {
		value := a.getenv("WXPAYGEN_SANDBOX_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")))
		switch {
		case value == "" || f.Name == "C" || f.Name == "token": // the token is read as a whole
		case isRepeatable(f):
			for _, one := range strings.Fields(value) {
				args = append(args, "-"+f.Name+"="+one)
			}
		default:
			args = append(args, "-"+f.Name+"="+value)
		}
	})
	return args
}

// isRepeatable reports whether a flag adds a value each time.
func isRepeatable(f *flag.Flag) bool {
	_, hasValue := f.Value.(flag.Getter) // a function has none
	return !hasValue
}
