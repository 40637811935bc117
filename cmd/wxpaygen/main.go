// Wxpaygen generates Go clients for WeChat Pay APIv3 from OpenAPI documents. See `wxpaygen help`.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
)

func main() {
	if len(os.Args) < 2 || os.Args[1] != "sandbox" { // which runs for days
		relaxGC(smallHeap)
	}
	os.Exit(run(os.Args[1:], realEngine()))
}

func realEngine() engine {
	return engine{
		generate:    generator.Generate,
		lint:        generator.Lint,
		docs:        generator.Docs,
		site:        generator.Site,
		isGenerated: generator.IsGenerated,
		files:       func(root *os.Root) tree.FS { return tree.Root{Root: root} },
		wait:        sleepWatchInterval,
	}
}

// run is main with its environment as arguments.
func run(args []string, e engine) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)      // a second signal ends the process
	build, _ := debug.ReadBuildInfo() // nil when there is none
	stdout := &output{File: os.Stdout}
	a := &app{
		stdin:  os.Stdin,
		stdout: stdout,
		stderr: os.Stderr,
		getenv: os.Getenv,
		build:  build,
		engine: e,
	}
	dir, err := os.Getwd()
	if err != nil {
		return a.fail(err)
	}
	a.dir = dir
	code := a.run(ctx, args)
	if code == exitDone && stdout.failed() != nil {
		return a.fail(fmt.Errorf("standard output: %w", tree.Cause(stdout.failed())))
	}
	return code
}
