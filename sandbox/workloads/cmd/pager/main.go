// Command pager plays the receiver of those who are on call: it takes what
// Alertmanager sends to a webhook, whatever becomes of Seldon Deploy.
package main

import (
	"flag"
	"net/http"

	"seldon-monitoring/sandbox/workloads/internal/serve"
	"seldon-monitoring/sandbox/workloads/internal/webhook"
)

func main() {
	address := flag.String("address", ":8000", "where to listen")
	flag.Parse()
	var pages webhook.Keeper
	mux := http.NewServeMux()
	mux.HandleFunc("POST /sandbox/pager", pages.Receive)
	mux.HandleFunc("GET /sandbox/pages", pages.List)
	mux.HandleFunc("GET /ready", func(http.ResponseWriter, *http.Request) {})
	serve.ForEver(*address, mux)
}
