package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// corpus is a folder of documents, and how they are read.
type corpus struct {
	dir     string
	command []string // of the child, without its arguments
	seconds float64  // for each document
	bytes   int64    // likewise
}

// isDescription matches the first member of an OpenAPI document in YAML or JSON,
// at the beginning of a line.
var isDescription = regexp.MustCompile(`(?m)^[ \t]*\{?[ \t]*["']?(openapi|swagger)["']?[ \t]*:`)

// documents returns the OpenAPI documents below the folder as slash paths in
// lexical order. Other files are ignored.
func (c corpus) documents() ([]string, error) {
	var specs []string
	err := filepath.WalkDir(c.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".yaml", ".yml", ".json":
		default:
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !isDescription.Match(data) {
			return nil
		}
		spec, err := filepath.Rel(c.dir, path)
		specs = append(specs, filepath.ToSlash(spec))
		return err
	})
	return specs, err
}

// read reads one document in a separate process, so that there is always an
// outcome.
func (c corpus) read(spec string) outcome {
	limit := time.Duration(c.seconds * float64(time.Second))
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	args := append(c.command[1:len(c.command):len(c.command)], childFlag, c.dir, spec, strconv.FormatInt(c.bytes, 10))
	cmd := exec.CommandContext(ctx, c.command[0], args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	out := outcome{Spec: spec}
	exit := (*exec.ExitError)(nil)
	switch {
	case ctx.Err() != nil:
		out.Fault, out.Seconds = fmt.Sprintf("time: more than %v", limit), c.seconds
	case errors.As(err, &exit) && exit.ExitCode() == exitMemory:
		out.Fault, out.Bytes = fmt.Sprintf("memory: more than %d MB", c.bytes/1e6), c.bytes
	case err != nil:
		out.Fault = "panic: " + strings.TrimPrefix(firstLine(stderr.String()), "panic: ") + whereOf(stderr.String())
	default:
		err = json.Unmarshal(stdout.Bytes(), &out)
	}
	if err != nil && out.Fault == "" {
		out.Fault = "fault: " + err.Error()
	}
	return out
}

// readAll reads all documents, one after the other, and calls each with every
// outcome.
func (c corpus) readAll(specs []string, each func(outcome)) {
	for _, spec := range specs {
		each(c.read(spec))
	}
}

// kind returns the kind of an outcome.
func (o outcome) kind() string {
	switch {
	case o.Fault != "":
		kind, _, _ := strings.Cut(o.Fault, ":")
		return kind
	case o.Whole:
		return "whole"
	case o.Operations > 0:
		return "in part"
	}
	return "refused"
}
