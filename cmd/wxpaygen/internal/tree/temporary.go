package tree

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
)

// temporaryName returns a name in the directory of file that is not the name of a Go file and that no other process uses.
func temporaryName(file string) string {
	return path.Join(path.Dir(file), fmt.Sprintf(".wxpaygen-%d-%s.tmp", os.Getpid(), rand.Text()[:10]))
}

var temporary = regexp.MustCompile(`^\.wxpaygen-([0-9]{1,10})-[A-Z2-7]{10}\.tmp$`)

// isLeftOver reports whether a file is the temporary file of a process that has ended.
func isLeftOver(name string) bool {
	match := temporary.FindStringSubmatch(name)
	if match == nil {
		return false
	}
	id, err := strconv.Atoi(match[1])
	return err != nil || !runs(id)
}

// runs reports whether there is another process with that number.
func runs(id int) bool {
	if id == os.Getpid() || id <= 0 {
		return false // an earlier process: this one compares before it writes
	}
	process, err := os.FindProcess(id)
	if err != nil {
		return false
	}
	defer func() { _ = process.Release() }()
	if runtime.GOOS == "windows" {
		return true // otherwise there is an error
	}
	err = process.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}
