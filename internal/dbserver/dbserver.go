// Package dbserver starts database servers for tests. Each test has its own process,
// in a temporary directory, which can be reached only through a Unix socket and ends
// with the test. The data is not durable.
package dbserver

import (
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/internal/program"
)

// startTime is how long a server may take until it accepts connections.
const startTime = time.Minute

// PostgreSQL starts a server and returns the directory of its socket: the host of a
// connection string. User and database are postgres, without a password.
func PostgreSQL(t *testing.T) string {
	t.Helper()
	initdb := program.Find(t, append([]string{"initdb"}, debian("initdb")...)...)
	server := program.Find(t, append([]string{"postgres"}, debian("postgres")...)...)
	ready := program.Find(t, append([]string{"pg_isready"}, debian("pg_isready")...)...)
	dir := directory(t)
	account := ordinary(t, dir, "postgres")
	data := filepath.Join(dir, "data")
	run(t, account, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-N", "--locale=C", "-E", "UTF8")
	start(t, account, func() bool { return command(nil, ready, "-h", dir).Run() == nil }, server, "-D", data, "-k", dir, "-h", "",
		"-F", "-c", "full_page_writes=off", "-c", "max_connections=50")
	return dir
}

// debian lists where Debian keeps a program of PostgreSQL, outside PATH.
func debian(name string) []string {
	paths, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	return paths
}

// MySQL starts a MariaDB server and returns its socket. The user is root, without a
// password; the database is test.
func MySQL(t *testing.T) string {
	t.Helper()
	install := program.Find(t, "mariadb-install-db", "mysql_install_db")
	server := program.Find(t, "mariadbd", "/usr/sbin/mariadbd")
	dir := directory(t)
	account := ordinary(t, dir, "mysql")
	data, socket := filepath.Join(dir, "data"), filepath.Join(dir, "socket")
	run(t, account, install, "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal")
	start(t, account, listens(socket), server, "--no-defaults", "--datadir="+data, "--socket="+socket, "--skip-networking",
		"--innodb-flush-log-at-trx-commit=0", "--pid-file="+filepath.Join(dir, "pid"))
	return socket
}

// Redis starts a server and returns its socket.
func Redis(t *testing.T) string {
	t.Helper()
	server := program.Find(t, "redis-server")
	socket := filepath.Join(directory(t), "socket")
	start(t, nil, listens(socket), server, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no")
	return socket
}

// directory creates a directory with a short path: the path of a socket has at most
// about 100 bytes, and that of t.TempDir may be longer.
func directory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// ordinary returns the credential of a user for a server that refuses to run as root,
// and makes the user the owner of dir. It returns nil if the test does not run as
// root.
func ordinary(t *testing.T, dir, name string) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	account, err := user.Lookup(name)
	if err != nil {
		t.Fatalf("%s refuses to run as root: %v", name, err)
	}
	uid, _ := strconv.ParseUint(account.Uid, 10, 32)
	gid, _ := strconv.ParseUint(account.Gid, 10, 32)
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func command(account *syscall.Credential, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = os.TempDir() // a directory that the account can enter
	c.Env = append(os.Environ(), "HOME="+os.TempDir(), "LC_ALL=C")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: account, Pdeathsig: syscall.SIGKILL}
	return c
}

func run(t *testing.T, account *syscall.Credential, name string, args ...string) {
	t.Helper()
	if out, err := command(account, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// listens reports whether a server accepts connections at a socket.
func listens(socket string) func() bool {
	return func() bool {
		connection, err := net.Dial("unix", socket)
		if err != nil {
			return false
		}
		return connection.Close() == nil
	}
}

// start runs a server until the test ends, and returns when it is ready.
func start(t *testing.T, account *syscall.Credential, ready func() bool, name string, args ...string) {
	t.Helper()
	c := command(account, name, args...)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }()
	t.Cleanup(func() { _ = c.Process.Kill(); <-ended; _ = log.Close() })
	for limit := time.Now().Add(startTime); time.Now().Before(limit); time.Sleep(20 * time.Millisecond) {
		if ready() {
			return
		}
		select {
		case <-ended:
			out, _ := os.ReadFile(log.Name())
			t.Fatalf("%s ended:\n%s", name, out)
		default:
		}
	}
	out, _ := os.ReadFile(log.Name())
	t.Fatalf("%s did not start within %v:\n%s", name, startTime, out)
}
