// Package serve runs an HTTP server as a pod's first process.
package serve

import (
	"crypto/tls"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

// ForEver serves until the pod is told to end, which is no error.
func ForEver(address string, handler http.Handler) {
	untilTold()
	log.Fatal(http.ListenAndServe(address, handler))
}

// ForEverTLS is ForEver with a key pair that is read anew for each connection.
func ForEverTLS(address, certificate, key string, handler http.Handler) {
	untilTold()
	read := func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		return &pair, err
	}
	server := &http.Server{Addr: address, Handler: handler, TLSConfig: &tls.Config{GetCertificate: read}}
	log.Fatal(server.ListenAndServeTLS("", ""))
}

// Pair serves with one key pair.
func Pair(address string, pair tls.Certificate, handler http.Handler) {
	server := &http.Server{Addr: address, Handler: handler, TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}}}
	log.Fatal(server.ListenAndServeTLS("", ""))
}

func untilTold() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		<-told
		os.Exit(0)
	}()
}
