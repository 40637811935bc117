package drivertest

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/dedup/sqldedup"
)

// settings are the settings of a receiver process, in an environment variable.
const settingsVariable = "DRIVERTEST_RECEIVER"

type settings struct {
	Driver, Source      string
	Dialect             sqldedup.Dialect
	APIv3Key, PublicKey string
}

func TestMain(m *testing.M) {
	if text := os.Getenv(settingsVariable); text != "" {
		if err := serve(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// lease is shorter than in any real service: claims of killed processes must expire
// during the test, and those of live ones often do, too.
const lease = 300 * time.Millisecond

// serve is a receiver process: it writes its address and serves until it is killed.
// The effect of an event is a row in the table effects, which has no unique index.
func serve(text string) error {
	var s settings
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	db, err := sql.Open(s.Driver, s.Source)
	if err != nil {
		return err
	}
	dedup, err := sqldedup.New(db, s.Dialect, sqldedup.WithLease(lease))
	if err != nil {
		return err
	}
	key, err := utils.LoadPublicKey(s.PublicKey)
	if err != nil {
		return err
	}
	receiver, err := wxpay.NewReceiver(s.APIv3Key, verifiers.NewSHA256WithRSAPubkeyVerifier(keyID, *key),
		wxpay.WithDeduplicator(dedup), wxpay.WithNotificationObserver(func(_ context.Context, e wxpay.NotificationEvent) {
			if e.StatusCode >= 400 && e.StatusCode < 500 {
				slog.Error("a notification was rejected", "event", e, "error", e.Err)
			}
		}))
	if err != nil {
		return err
	}
	insert := "INSERT INTO effects (number) VALUES (?)"
	if s.Dialect == sqldedup.PostgreSQL {
		insert = "INSERT INTO effects (number) VALUES ($1)"
	}
	notifications := payments.Notifications{
		TransactionSuccess: func(ctx context.Context, n *wxpay.Notification, order *payments.Transaction) error {
			return dedup.InTx(ctx, n, func(tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, insert, order.OutTradeNo)
				return err
			})
		},
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	handler, err := notifications.Handler(receiver)
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, handler)
}

// process is a receiver process that can be killed and started again.
type process struct {
	settings string
	mu       sync.Mutex
	command  *exec.Cmd
	url      atomic.Value
}

func (p *process) start(t *testing.T) {
	t.Helper()
	p.command = exec.Command(os.Args[0])
	p.command.Env = append(os.Environ(), settingsVariable+"="+p.settings)
	p.command.Stderr = os.Stderr
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Errorf("a receiver did not start: %v", err)
	}
	p.url.Store("http://" + strings.TrimSpace(address) + "/notify")
}

// restart kills the process with SIGKILL at any point, and starts it again.
func (p *process) restart(t *testing.T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kill()
	p.start(t)
}

func (p *process) kill() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
}

// testKilledReceivers sends every notification twice to two processes and kills them
// repeatedly. Like WeChat Pay, it retries notifications that were not acknowledged.
// In the end each event has had its effect exactly once.
func testKilledReceivers(t *testing.T, db opened) {
	events, kills := 1000, 20
	if db.dialect == sqldedup.PostgreSQL {
		events, kills = 10_000, 200
	}
	if testing.Short() {
		events, kills = 300, 10
	}
	run := newRun(t, db, events)
	run.send(t, kills)
	counts := effects(t, db)
	for _, number := range run.numbers {
		if counts[number] != 1 {
			t.Errorf("order %s: handled %d times", number, counts[number])
		}
	}
	if len(counts) != events {
		t.Errorf("%d orders have effects, want %d", len(counts), events)
	}
	t.Logf("%d notifications sent twice, %d deliveries, %d kills", events, run.deliveries.Load(), kills)
}

func effects(t *testing.T, db opened) map[string]int {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT number, count(*) FROM effects GROUP BY number")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	counts := map[string]int{}
	for rows.Next() {
		var number string
		var count int
		if err := rows.Scan(&number, &count); err != nil {
			t.Fatal(err)
		}
		counts[number] = count
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return counts
}

// run has the senders and receivers of one test.
type run struct {
	sender       sender
	processes    [2]*process
	numbers      []string
	acknowledged atomic.Int64
	deliveries   atomic.Int64
}

func newRun(t *testing.T, db opened, events int) *run {
	r := &run{sender: newSender(t)}
	text, err := json.Marshal(settings{db.driver, db.source, db.dialect, r.sender.apiV3Key, r.sender.publicPEM(t)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.processes {
		r.processes[i] = &process{settings: string(text)}
		r.processes[i].start(t)
		t.Cleanup(r.processes[i].kill)
	}
	for i := range events {
		r.numbers = append(r.numbers, fmt.Sprintf("order%08d", i))
	}
	return r
}

// send delivers every notification to both processes, eight at a time, and kills a
// process each time a share of them was acknowledged.
func (r *run) send(t *testing.T, kills int) {
	jobs := make(chan int)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range jobs {
				body := r.sender.notification(t, r.numbers[i])
				var both sync.WaitGroup
				for first := range r.processes {
					both.Go(func() { r.deliver(t, body, first) })
				}
				both.Wait()
			}
		})
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 1; i <= kills; i++ {
			for r.acknowledged.Load() < int64(i*2*len(r.numbers)/(kills+1)) && t.Context().Err() == nil {
				time.Sleep(time.Millisecond)
			}
			r.processes[i%2].restart(t)
		}
	}()
	for i := range r.numbers {
		jobs <- i
	}
	close(jobs)
	group.Wait()
	<-done
}

// deliver sends a notification to the processes in turn until one acknowledges it.
func (r *run) deliver(t *testing.T, body []byte, first int) {
	for try := range 1000 {
		r.deliveries.Add(1)
		url := r.processes[(first+try)%2].url.Load().(string)
		response, err := http.DefaultClient.Do(r.sender.request(t, url, body))
		if err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			if response.StatusCode < 300 {
				r.acknowledged.Add(1)
				return
			}
		}
		time.Sleep(time.Duration(min(try, 50)) * time.Millisecond)
	}
	t.Error("a notification was never acknowledged")
}
