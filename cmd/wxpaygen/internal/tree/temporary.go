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

// temporaryName is a name beside file that Go does not take for a source file
// and that no other process chooses.
func temporaryName(file string) string {
	return path.Join(path.Dir(file), fmt.Sprintf(".wxpaygen-%d-%s.tmp", os.Getpid(), rand.Text()[:10]))
}

var temporary = regexp.MustCompile(`^\.wxpaygen-([0-9]{1,10})-[A-Z2-7]{10}\.tmp$`)

// isLeftOver reports whether a file has the name of a temporary one whose process
// has ended: it was killed.
func isLeftOver(name string) bool {
	match := temporary.FindStringSubmatch(name)
	if match == nil {
		return false
	}
	id, err := strconv.Atoi(match[1])
	return err != nil || !runs(id)
}

// runs reports whether another process has that number.
func runs(id int) bool {
	if id == os.Getpid() || id <= 0 {
		return false // one that had it before: this one compares before it writes
	}
	process, err := os.FindProcess(id)
	if err != nil {
		return false
	}
	defer func() { _ = process.Release() }()
	if runtime.GOOS == "windows" {
		return true // or there would have been an error
	}
	err = process.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}
