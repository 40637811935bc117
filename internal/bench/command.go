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

// cost is the cost of a command.
type cost struct {
	Seconds   float64
	Processor float64 // seconds of all processors, including the command's children
	Bytes     int64   // maximum resident memory
}

// childFlag makes this command a small process that starts the measured
// command: the memory of a process includes that of the process which forked
// it.
const childFlag = "-measure-into"

// command runs a command and returns its cost.
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

// child runs a command, writes its cost to a file, and returns the exit code.
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

// median returns the median of get over costs, or 0 without costs.
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
