// Command seldon-deploy plays Seldon Deploy: its API on port 8000, metrics on 8001.
package main

import (
	"log"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seldon-monitoring/sandbox/workloads/internal/deploy"
)

func main() {
	server := deploy.New(deploy.FromEnvironment())
	metrics := http.NewServeMux()
	metrics.Handle("GET /metrics", promhttp.Handler())
	go func() { log.Fatal(http.ListenAndServe(":8001", metrics)) }()
	log.Fatal(http.ListenAndServe(":8000", server.Handler()))
}
