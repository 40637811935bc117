package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// cost is what a command took.
type cost struct {
	Seconds   float64
	Processor float64 // seconds of all processors, the command's own children included
	Bytes     int64   // the most that was resident
}

// childFlag makes this command the small process that starts what is measured:
// the memory of a process counts that of the one that it was forked from.
const childFlag = "-measure-into"

// command runs a command and returns what it took.
func command(env []string, dir, name string, args ...string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	result, err := os.CreateTemp("", "wxpaygen-bench-cost-")
	if err != nil {
		return cost{}, err
	}
	defer os.Remove(result.Name())
	defer result.Close()
	cmd := exec.Command(self, append([]string{childFlag, result.Name(), name}, args...)...)
	cmd.Dir, cmd.Env = dir, env
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		text := strings.TrimSpace(output.String())
		return cost{}, fmt.Errorf("%s %s: %w: %.2000s", filepath.Base(name), strings.Join(args, " "), err, text)
	}
	var took cost
	return took, json.NewDecoder(result).Decode(&took)
}

// child runs a command, writes what it took into a file, and returns the exit
// code.
func child(result string, command []string) int {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	start := time.Now()
	err := cmd.Run()
	took := cost{Seconds: time.Since(start).Seconds()}
	if err == nil {
		state := cmd.ProcessState
		took.Processor = (state.UserTime() + state.SystemTime()).Seconds()
		took.Bytes = peakMemory(state)
		var data []byte
		if data, err = json.Marshal(took); err == nil {
			err = os.WriteFile(result, data, 0o600)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// median returns the median of what get takes from each of costs, 0 of none.
func median(costs []cost, get func(cost) float64) float64 {
	if len(costs) == 0 {
		return 0
	}
	values := make([]float64, len(costs))
	for i, c := range costs {
		values[i] = get(c)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
