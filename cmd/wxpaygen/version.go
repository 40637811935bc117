package main

import (
	"cmp"
	"context"
	"runtime/debug"
	"strings"

	"golang.org/x/mod/semver"
)

// runVersion is the command version.
func (a *app) runVersion(context.Context, options, []string) error {
	a.say("%s", versionLine(a.build))
	return nil
}

// versionLine returns text such as "wxpaygen v0.1.0 (go1.26.8, revision 0123456789ab)".
func versionLine(build *debug.BuildInfo) string {
	if build == nil {
		return "wxpaygen, built without modules"
	}
	about := []string{build.GoVersion}
	if revision := setting(build, "vcs.revision"); revision != "" {
		about = append(about, "revision "+revision[:min(12, len(revision))])
	}
	if setting(build, "vcs.modified") == "true" {
		about = append(about, "modified")
	}
	return "wxpaygen " + cmp.Or(build.Main.Version, "(devel)") + " (" + strings.Join(about, ", ") + ")"
}

func setting(build *debug.BuildInfo, key string) string {
	for _, s := range build.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// releasedVersion returns the version of the running binary if the module proxy has it, so that `go run …@version` works. Only a
// downloaded module has a sum; one that was built in a checkout or through a replace has none.
func releasedVersion(build *debug.BuildInfo) string {
	if build == nil || build.Main.Sum == "" || build.Main.Replace != nil || !semver.IsValid(build.Main.Version) {
		return ""
	}
	return build.Main.Version
}
