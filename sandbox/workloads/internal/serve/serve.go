// Package serve runs an HTTP server as a pod's first process.
package serve

import (
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

// ForEver serves until the pod is told to end, which is no error.
func ForEver(address string, handler http.Handler) {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		<-told
		os.Exit(0)
	}()
	log.Fatal(http.ListenAndServe(address, handler))
}
