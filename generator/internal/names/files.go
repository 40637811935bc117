package names

import (
	"hash/crc32"
	"strings"
	"unicode/utf8"
)

// buildWords are the last parts of a file name that go build interprets as an
// operating system, an architecture or a test, past and present.
var buildWords = map[string]bool{}

func init() {
	const words = `test
		aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1
		wasip2 windows zos unix
		386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc
		ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm`
	for word := range strings.FieldsSeq(words) {
		buildWords[word] = true
	}
}

// hasBuildSuffix reports whether go build would interpret the name as a
// constraint.
func hasBuildSuffix(base string) bool {
	i := strings.LastIndexByte(base, '_')
	return buildWords[base[i+1:]]
}

// cutRunes returns at most limit bytes of s, whole characters only.
func cutRunes(s string, limit int) string {
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

func checksum(s string) uint32 { return crc32.ChecksumIEEE([]byte(s)) }
