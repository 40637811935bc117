// Command shop is a small shop in the browser, from the first order to the end of the day. It needs no account and no network: the
// sandbox plays WeChat Pay and the user.
//
//	go run ./examples/shop
//
// book.go is the shop's own book, pay.go its calls of WeChat Pay, page.go its pages, and day.go compares the book with WeChat Pay's
// bill. With an account, main.go is what changes.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8390", "the `address` of the shop")
	book := flag.String("book", "shop-book.jsonl", "the `file` of the shop's book")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	shop, err := open(ctx, *addr, *book)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer shop.close()
	fmt.Println("The shop is at", shop.url)
	fmt.Println("WeChat Pay is at", shop.gateway.URL()+sandbox.AdminPath)
	<-ctx.Done()
}

// open opens the shop, with a WeChat Pay of its own.
func open(ctx context.Context, addr, bookFile string) (*shop, error) {
	book, err := openBook(bookFile)
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	// With an account: no gateway, keys.Config in place of gateway.Options, and a notify_url that WeChat Pay reaches.
	gateway, err := sandbox.Start()
	if err != nil {
		return nil, err
	}
	pay, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		return nil, err
	}
	s := &shop{book: book, gateway: gateway, pay: newPay(pay, gateway.MchID()), url: "http://" + listener.Addr().String()}
	receiver, err := wxpay.NewReceiver(gateway.APIv3Key(), gateway.Verifier())
	if err != nil {
		return nil, err
	}
	handler, err := s.handler(receiver)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // ends with ErrServerClosed
	s.close = func() { _, _, _ = server.Close(), gateway.Close(), book.close() }
	return s, nil
}
