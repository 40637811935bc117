// Package syserr says what the system said, and no more.
package syserr

import (
	"errors"
	"io/fs"
	"os"
)

// Cause is the innermost error of a failed file operation, without the paths
// that it was asked for: the message that it goes into names them already, as
// the user knows them.
func Cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	var linkError *os.LinkError
	if errors.As(err, &linkError) {
		return linkError.Err
	}
	return err
}
